"""Observes a call: logs it, traces it and calls the hooks."""

from __future__ import annotations

import inspect
import time
from typing import TYPE_CHECKING, Any

from .errors import APIReplyError, APIStatusError
from .hooks import NO_HOOKS, OperationCall
from .logs import CallLog
from .tracing import start_span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Self

    import httpx2

    from .engine import Call
    from .hooks import Hooks
    from .raw import RawResponse


class Observation:
    """The log, the span and the hooks of one call; a context manager around its requests.

    ``response`` is set by the caller after a success.
    """

    def __init__(self, call: Call[Any], hooks: Hooks | None, params: Mapping[str, object], body: object) -> None:
        self.response: RawResponse[Any] | None = None
        self._call = call
        self._hooks = hooks or NO_HOOKS
        self._about = OperationCall(call, params, body)
        self._log = CallLog(call)
        self._start = time.perf_counter()
        self._span = start_span(call)

    def __enter__(self) -> Self:
        self._call.on_retry = self._retry
        self._call.on_request = self._request
        self._log.request()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._log.end(time.perf_counter() - self._start, self.response, error)
        if self._span is not None:
            status = self.response.status_code if self.response is not None else None
            if isinstance(error, APIReplyError):
                status = error.status_code
            reason = str(status) if isinstance(error, APIStatusError) else type(error).__name__
            self._span.end(status, "" if error is None else reason, self._call.retries)

    def _retry(self, delay: float, reason: str) -> None:
        self._log.retry(delay, reason)
        if self._span is not None:
            self._span.retry(self._call.retries, delay, reason)

    def _request(self, request: httpx2.Request) -> None:
        if self._span is not None and not self._call.is_cross_origin:
            self._span.inject(request.headers)

    def before(self) -> None:
        """Call the hook before the operation."""
        self._plain(self._hooks.before)

    def after(self) -> None:
        """Call the hook after a success."""
        self._plain(self._hooks.after, self.response)

    def failed(self, error: Exception) -> None:
        """Call the hook after a failure."""
        self._plain(self._hooks.on_error, error)

    async def before_async(self) -> None:
        """Call the hook before the operation."""
        await self._awaited(self._hooks.before)

    async def after_async(self) -> None:
        """Call the hook after a success."""
        await self._awaited(self._hooks.after, self.response)

    async def failed_async(self, error: Exception) -> None:
        """Call the hook after a failure."""
        await self._awaited(self._hooks.on_error, error)

    def close(self) -> None:
        """Close the response, which the caller does not get."""
        if self.response is not None:
            self.response.http_response.close()

    async def close_async(self) -> None:
        """Close the response, which the caller does not get."""
        if self.response is not None:
            await self.response.http_response.aclose()

    def _plain(self, hook: Callable[..., object] | None, *arguments: object) -> None:
        result = hook(self._about, *arguments) if hook is not None else None
        if inspect.iscoroutine(result):
            result.close()
            msg = f"the hook {hook!r} is a coroutine function, which only AsyncClient accepts"
            raise TypeError(msg)

    async def _awaited(self, hook: Callable[..., object] | None, *arguments: object) -> None:
        result = hook(self._about, *arguments) if hook is not None else None
        if inspect.isawaitable(result):
            await result
