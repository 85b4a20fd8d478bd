"""Binds an operation to the method of a service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..shared.media import is_json
from .bodies import BodyReader
from .calls import awaited
from .errors import not_implemented
from .parameters import Parameters
from .responses import ResponseWriter
from .security import Guard
from .withheld import without_withheld

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.responses import Response

    from ..shared.operation import Operation
    from .calls import Handler
    from .context import RequestContext
    from .settings import ServerSettings


@dataclass(frozen=True, slots=True)
class Route:
    """An operation, implemented by ``method`` of the service named ``service``."""

    operation: Operation[object]
    service: str
    method: str


def unserved(route: Route) -> Handler:
    """Return a handler that responds with 501."""

    async def handler(*_: object) -> object:
        raise not_implemented(route.operation.name)

    return handler


class Endpoint:
    """Parses a request, calls the handler and writes the response."""

    def __init__(self, route: Route, handler: Handler, settings: ServerSettings) -> None:
        """Prepare everything except the models, which are imported with the first request.

        Raises ``TypeError`` if no function checks the security of the operation.
        """
        operation = route.operation
        self.operation = operation
        self.handler = handler
        self.refuse_unknown = settings.unknown == "refuse"
        self.parameters = Parameters(operation, settings.limits, settings.query_keys(operation))
        self.refuse_read_only = settings.read_only == "refuse"
        self.body = BodyReader(operation.body, settings.limits) if operation.body else None
        self.responses = ResponseWriter(operation, nulls=settings.unset == "null", validate=settings.validate_replies)
        who = settings.authenticate if operation.security else None
        self.guard = None if who is None or callable(who) else Guard(operation, settings.api, who)
        self.authenticate = awaited(who) if callable(who) else None

    async def respond(self, values: Sequence[str], context: RequestContext) -> Response:
        """Return the response to a request; ``values`` are the raw path parameters.

        The method gets positional arguments: path parameters, the model of the other parameters (if any), the body (if
        any), the context. Raises ``ServiceError``, ``Violation`` and any exception of the method.
        """
        if self.authenticate is not None:
            context.principal = await self.authenticate(context)
        elif self.guard is not None:
            await self.guard.admit(context)
        media = self.responses.chosen(context.request)
        context.media_type = media or self.responses.preferred
        arguments = self.parameters.read_path(values) if values else []
        model = self.parameters.read_model(context.request, refuse_unknown=self.refuse_unknown)
        if model is not None:
            arguments.append(model)
        if self.body is not None:
            body = await self.body.read(context.request, refuse_unknown=self.refuse_unknown)
            typed = is_json(context.headers.get("content-type", ""))
            arguments.append(without_withheld(body, refuse=self.refuse_read_only, typed=typed))
        result = await self.handler(*arguments, context)
        return self.responses.write(result, context, media)
