"""A response with everything that came along with its value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    import httpx2

    from .engine import Call
    from .errors import ResponseDecodeError, SentRequest

T = TypeVar("T")
E = TypeVar("E")


class RawResponse(Generic[T]):
    """A successful reply: ``parsed`` is what the plain method returns, ``http_response`` the HTTP library's object."""

    def __init__(self, call: Call[Any], response: httpx2.Response, parsed: T) -> None:
        self._call = call
        self.parsed: T = parsed
        self.http_response = response

    @property
    def status_code(self) -> int:
        """The status."""
        return self.http_response.status_code

    @property
    def headers(self) -> httpx2.Headers:
        """The headers, by names of any case."""
        return self.http_response.headers

    @property
    def content(self) -> bytes:
        """The body as it came, decompressed."""
        return self.http_response.content

    @property
    def request_id(self) -> str | None:
        """What to quote to the API's support."""
        return self.headers.get("request-id") or self.headers.get("x-request-id")

    @property
    def request(self) -> SentRequest:
        """The request, without its secrets."""
        return self._call.sent()

    @property
    def retries(self) -> int:
        """How many further attempts there were."""
        return self._call.retries

    def replaced(self, parsed: E) -> RawResponse[E]:
        """Give the same reply with another value."""
        return RawResponse(self._call, self.http_response, parsed)

    def unreadable(self, msg: str) -> ResponseDecodeError:
        """Make the exception for a response that cannot be used."""
        return self._call.unreadable(ValueError(msg), self.status_code, dict(self.headers), self.content)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.status_code})"
