"""What a service method is told about the request beside its arguments."""

from __future__ import annotations

from functools import cached_property
from os import urandom
from typing import TYPE_CHECKING, Any, Generic, cast

from starlette.datastructures import MutableHeaders
from typing_extensions import TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import Headers
    from starlette.requests import Request

    from ..shared.operation import ApiInfo, Operation

PrincipalT = TypeVar("PrincipalT", default=Any)
HeadersT = TypeVar("HeadersT", default=Any)
StatusT = TypeVar("StatusT", default=Any)


class RequestContext(Generic[PrincipalT, HeadersT, StatusT]):
    """One request: who asks, how, and under which id; and what its response says beside the body.

    ``principal`` is what the ``authenticate`` function returned; with functions per security scheme, what the first
    scheme's function returned, and ``principals`` has them all by the name of the scheme. Write
    ``RequestContext[User]`` in a method to say what a principal is.

    ``status_code`` goes into the response; without it, that is the first success that the operation declares. So do
    ``declared_headers``, under the names and with the types that the document gives them, and ``response_headers``,
    which are any others.
    """

    def __init__(self, request: Request, operation: Operation[object], api: ApiInfo) -> None:
        """Describe a request; nothing is read from it before it is asked for."""
        self.request = request
        self.operation = operation
        self.api = api
        self.request_id = new_request_id()
        nobody: Any = None
        self.principal: PrincipalT = nobody
        self.status_code: StatusT | None = None

    @cached_property
    def principals(self) -> Mapping[str, Any]:
        """The principals by security scheme."""
        return {}

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
    def declared_headers(self) -> HeadersT:
        """Headers of the response that the document declares."""
        return cast("HeadersT", {})

    @cached_property
    def response_headers(self) -> MutableHeaders:
        """Further headers of the response."""
        return MutableHeaders()


def new_request_id() -> str:
    """Return an id for the ``Request-Id`` header, which every response has."""
    return f"req_{urandom(16).hex()}"
