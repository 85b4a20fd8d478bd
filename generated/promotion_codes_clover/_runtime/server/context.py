"""What a service method is told about the request beside its arguments."""

from __future__ import annotations

from functools import cached_property
from secrets import token_hex
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.datastructures import Headers
    from starlette.requests import Request

    from ..operation import ApiInfo, Operation


class RequestContext:
    """One request: who asks (``principal``, what the ``authenticate`` function returned), how, and under which id.

    ``response_headers`` and ``status_code`` go into the reply; without a status code it is the first one that the
    operation declares.
    """

    def __init__(self, request: Request, operation: Operation[object], api: ApiInfo) -> None:
        """Describe a request; nothing is read from it before it is asked for."""
        self.request = request
        self.operation = operation
        self.api = api
        self.request_id = new_request_id()
        self.principal: object = None
        self.status_code: int | None = None

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.request.method

    @property
    def path(self) -> str:
        """The path, unescaped."""
        return self.request.url.path

    @property
    def query_string(self) -> str:
        """The query as it was sent."""
        query: bytes = self.request.scope.get("query_string", b"")
        return query.decode("latin-1")

    @property
    def headers(self) -> Headers:
        """The headers of the request; names have no case."""
        return self.request.headers

    @property
    def idempotency_key(self) -> str:
        """The idempotency key of the request, empty if there is none."""
        return self.request.headers.get(self.api.idempotency_header or "idempotency-key", "")

    @property
    def api_version(self) -> str:
        """The version that the client asks for in the API's version header, else the version of the document."""
        for name in self.api.headers:
            if name.lower().endswith("version"):
                return self.request.headers.get(name, self.api.version)
        return self.api.version

    @cached_property
    def response_headers(self) -> MutableHeaders:
        """Headers to send with the reply."""
        return MutableHeaders()


def new_request_id() -> str:
    """Return an id for the ``Request-Id`` header, which every reply has."""
    return f"req_{token_hex(16)}"
