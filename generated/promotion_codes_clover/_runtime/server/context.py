"""The request context that is passed to service methods."""

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
    """One request, its principal and id, and the status and headers of its response.

    ``principal`` is the result of the ``authenticate`` function; with functions per security scheme, that of the first
    scheme, and ``principals`` holds all results by scheme name. Annotate a method with ``RequestContext[User]`` to
    declare the type of the principal.

    ``media_type`` is the declared media type of the response that the client prefers, empty if there is none.

    Set ``status_code`` to override the first declared success status. ``declared_headers`` are response headers that
    the document declares, by name and with their types; ``response_headers`` are any others.
    """

    def __init__(self, request: Request, operation: Operation[object], api: ApiInfo) -> None:
        """Wrap a request; its parts are read on first access."""
        self.request = request
        self.operation = operation
        self.api = api
        self.request_id: str = new_request_id()
        no_principal: Any = None
        self.principal: PrincipalT = no_principal
        self.status_code: StatusT | None = None
        self.media_type = ""

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
        """The raw query string."""
        query: bytes = self.request.scope.get("query_string", b"")
        return query.decode("latin-1")

    @property
    def headers(self) -> Headers:
        """The request headers; names are case-insensitive."""
        return self.request.headers

    @property
    def idempotency_key(self) -> str:
        """The idempotency key of the request, empty without one."""
        return self.request.headers.get(self.api.idempotency_header or "idempotency-key", "")

    @property
    def api_version(self) -> str:
        """The version in the API's version header of the request, else the version of the document."""
        for name in self.api.headers:
            if name.lower().endswith("version"):
                return self.request.headers.get(name, self.api.version)
        return self.api.version

    @cached_property
    def declared_headers(self) -> HeadersT:
        """Response headers that the document declares."""
        return cast("HeadersT", {})

    @cached_property
    def response_headers(self) -> MutableHeaders:
        """Other response headers."""
        return MutableHeaders()


def new_request_id() -> str:
    """Return a random id for the ``Request-Id`` header of a response."""
    return f"req_{urandom(16).hex()}"
