"""Limits the total time of a call: its attempts, redirects, token requests and the body of its response."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import anyio
import httpx2

from .errors import InvalidArgumentError

if TYPE_CHECKING:
    from typing import Self

SLICE: Final = 16_384
"""The most bytes that are written to a connection in one wait."""


class DeadlineReached(httpx2.TimeoutException):
    """The deadline of a call has passed. Calls raise ``APIDeadlineError`` with this as cause."""


class Deadline:
    """The time by which a call must end, ``seconds`` after its start; None is no limit.

    :raises InvalidArgumentError: the number of seconds is not positive.
    """

    def __init__(self, seconds: float | None = None, now: Callable[[], float] = time.monotonic) -> None:
        if seconds is not None and not seconds > 0:
            msg = "deadline must be a positive number of seconds, or None"
            raise InvalidArgumentError(msg)
        self.seconds = seconds
        self._now = now
        self._end = math.inf if seconds is None else now() + seconds

    @property
    def expired(self) -> bool:
        """Whether the time is over."""
        return self._now() >= self._end

    @property
    def left(self) -> float | None:
        """The remaining seconds, more than 0; None without a limit."""
        return None if self.seconds is None else max(self._end - self._now(), 1e-6)

    def allows(self, delay: float) -> bool:
        """Return whether the call may continue after a delay."""
        return self._now() + delay < self._end

    def limit(self, seconds: float | None) -> float | None:
        """Return the seconds of one wait: at most the remaining ones.

        :raises DeadlineReached: the time is over.
        """
        if self.seconds is None:
            return seconds
        left = self._end - self._now()
        if left <= 0:
            raise self._reached()
        return Wait(left if seconds is None else min(seconds, left), seconds, self)

    def _reached(self) -> DeadlineReached:
        return DeadlineReached(f"the deadline of {self.seconds} seconds has passed")

    @contextmanager
    def scope(self) -> Generator[None, None, None]:
        """Run a step of a synchronous call, whose waits are bounded by `limit`.

        :raises DeadlineReached: the time is over.
        """
        self.limit(None)
        yield

    @contextmanager
    def scope_async(self) -> Generator[None, None, None]:
        """Run a step of an asynchronous call, and cancel it at the deadline.

        :raises DeadlineReached: the time is over.
        """
        if self.seconds is None:
            yield
            return
        with anyio.move_on_after(self._end - self._now()) as step:
            yield
        if step.cancelled_caught:
            raise self._reached()


UNLIMITED: Final = Deadline()


class Wait(float):
    """The seconds of one wait; `again` computes them for a later one."""

    __slots__ = ("_deadline", "_wanted")

    _deadline: Deadline
    _wanted: float | None

    def __new__(cls, seconds: float, wanted: float | None, deadline: Deadline) -> Self:
        """Store what `again` needs."""
        made = super().__new__(cls, seconds)
        made._wanted = wanted
        made._deadline = deadline
        return made

    def again(self) -> float | None:
        """Return the seconds of a wait that begins now.

        :raises DeadlineReached: the time is over.
        """
        return self._deadline.limit(self._wanted)


class Timeouts(dict[str, float | None]):
    """The extension ``timeout`` of a request: each phase waits at most until the deadline."""

    def __init__(self, timeouts: Mapping[str, float | None], deadline: Deadline) -> None:
        super().__init__(timeouts)
        self.deadline = deadline

    def get(self, key: Any, default: Any = None, /) -> Any:
        """Return the seconds of one phase, which begins now."""
        return self.deadline.limit(super().get(key, default))


def bound_waits(http: httpx2.Client) -> None:
    """Bound every wait for the network in the transports of the HTTP library.

    These transports compute a timeout once per phase: a server that sends a byte at a time would get it for each byte.
    There is no public way to replace the network layer of a transport.
    """
    attributes = vars(http)
    for transport in (attributes.get("_transport"), *attributes.get("_mounts", {}).values()):
        pool: Any = getattr(transport, "_pool", None)
        network = getattr(pool, "_network_backend", None)
        if network is not None and not isinstance(network, _Network):
            vars(pool)["_network_backend"] = _Network(network)


def _now(timeout: float | None) -> float | None:
    return timeout.again() if isinstance(timeout, Wait) else timeout


class _Stream:
    """A connection whose waits end at the deadline of the call that uses it."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def read(self, max_bytes: int, timeout: float | None = None) -> Any:
        return self._inner.read(max_bytes, timeout=_now(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not isinstance(timeout, Wait):
            self._inner.write(buffer, timeout=timeout)
            return
        for start in range(0, len(buffer), SLICE):
            self._inner.write(buffer[start : start + SLICE], timeout=timeout.again())

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Any:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout=_now(timeout)))


class _Network:
    """A network layer whose connections respect deadlines."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def connect_tcp(self, *args: Any, **options: Any) -> Any:
        return _Stream(self._inner.connect_tcp(*args, **options))

    def connect_unix_socket(self, *args: Any, **options: Any) -> Any:
        return _Stream(self._inner.connect_unix_socket(*args, **options))
