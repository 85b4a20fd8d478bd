"""One operation, bound to the method of a service."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from anyio.to_thread import run_sync

from .bodies import BodyReader
from .errors import not_implemented
from .parameters import Parameters
from .replies import Replies

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from starlette.responses import Response

    from ..operation import Operation
    from .context import RequestContext
    from .settings import Settings

Handler: TypeAlias = "Callable[..., Awaitable[object]]"


@dataclass(frozen=True, slots=True)
class Route:
    """An operation, and the method that serves it: ``method`` of the service known as ``service``."""

    operation: Operation[object]
    service: str
    method: str


def awaited(function: Callable[..., Any]) -> Handler:
    """Return an async form of a function: ``async def`` as it is, ``def`` in a worker thread."""
    call: object = getattr(function, "__call__", None)  # noqa: B004 - an instance may have an async __call__
    if inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(call):
        return function

    async def in_thread(*arguments: object) -> object:
        result: object = await run_sync(partial(function, *arguments))
        return await cast("Awaitable[object]", result) if inspect.isawaitable(result) else result

    return in_thread


def unserved(route: Route) -> Handler:
    """Return the handler of an operation that nobody serves."""

    async def handler(*_: object) -> object:
        raise not_implemented(route.operation.name)

    return handler


class Endpoint:
    """Reads a request, calls the handler, writes the reply."""

    def __init__(self, route: Route, handler: Handler, settings: Settings) -> None:
        """Prepare everything that needs no model; those are imported with the first request."""
        operation = route.operation
        self.operation = operation
        self.handler = handler
        self.refuse_unknown = settings.unknown == "refuse"
        self.parameters = Parameters(operation, settings.limits, settings.query_keys(operation))
        self.body = BodyReader(operation.body, settings.limits) if operation.body else None
        self.replies = Replies(operation, nulls=settings.unset == "null")
        guarded = settings.authenticate is not None and bool(operation.security)
        self.authenticate = awaited(settings.authenticate) if settings.authenticate is not None and guarded else None

    async def respond(self, values: Sequence[str], context: RequestContext) -> Response:
        """Return the reply to a request whose path parameters have these raw values.

        Arguments go to the method by position: path parameters, the model of the other parameters if there are any,
        the body if there is one, the context. Raises ``ServiceError`` and ``Fault``, and whatever the method raises.
        """
        if self.authenticate is not None:
            context.principal = await self.authenticate(context)
        arguments = self.parameters.read_path(values)
        model = self.parameters.read_model(context.request, refuse_unknown=self.refuse_unknown)
        if model is not None:
            arguments.append(model)
        if self.body is not None:
            arguments.append(await self.body.read(context.request, refuse_unknown=self.refuse_unknown))
        result = await self.handler(*arguments, context)
        return self.replies.write(result, context)
