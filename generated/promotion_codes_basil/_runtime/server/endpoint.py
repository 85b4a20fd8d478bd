"""One operation, bound to the method of a service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..shared.media import is_json
from .bodies import BodyReader
from .calls import awaited
from .errors import not_implemented
from .parameters import Parameters
from .replies import Replies
from .security import Guard
from .withheld import without_withheld

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.responses import Response

    from ..shared.operation import Operation
    from .calls import Handler
    from .context import RequestContext
    from .settings import Settings


@dataclass(frozen=True, slots=True)
class Route:
    """An operation, and the method that serves it: ``method`` of the service known as ``service``."""

    operation: Operation[object]
    service: str
    method: str


def unserved(route: Route) -> Handler:
    """Return the handler of an operation that nobody serves."""

    async def handler(*_: object) -> object:
        raise not_implemented(route.operation.name)

    return handler


class Endpoint:
    """Reads a request, calls the handler, writes the reply."""

    def __init__(self, route: Route, handler: Handler, settings: Settings) -> None:
        """Prepare everything that needs no model; those are imported with the first request.

        Raises ``TypeError`` where nobody checks the security of the operation.
        """
        operation = route.operation
        self.operation = operation
        self.handler = handler
        self.refuse_unknown = settings.unknown == "refuse"
        self.parameters = Parameters(operation, settings.limits, settings.query_keys(operation))
        self.refuse_read_only = settings.read_only == "refuse"
        self.body = BodyReader(operation.body, settings.limits) if operation.body else None
        self.replies = Replies(operation, nulls=settings.unset == "null", validate=settings.validate_replies)
        who = settings.authenticate if operation.security else None
        self.guard = None if who is None or callable(who) else Guard(operation, settings.api, who)
        self.authenticate = awaited(who) if callable(who) else None

    async def respond(self, values: Sequence[str], context: RequestContext) -> Response:
        """Return the reply to a request whose path parameters have these raw values.

        Arguments go to the method by position: path parameters, the model of the other parameters if there are any,
        the body if there is one, the context. Raises ``ServiceError`` and ``Fault``, and whatever the method raises.
        """
        if self.authenticate is not None:
            context.principal = await self.authenticate(context)
        elif self.guard is not None:
            await self.guard.admit(context)
        media = self.replies.chosen(context.request)
        arguments = self.parameters.read_path(values) if values else []
        model = self.parameters.read_model(context.request, refuse_unknown=self.refuse_unknown)
        if model is not None:
            arguments.append(model)
        if self.body is not None:
            body = await self.body.read(context.request, refuse_unknown=self.refuse_unknown)
            typed = is_json(context.headers.get("content-type", ""))
            arguments.append(without_withheld(body, refuse=self.refuse_read_only, typed=typed))
        result = await self.handler(*arguments, context)
        return self.replies.write(result, context, media)
