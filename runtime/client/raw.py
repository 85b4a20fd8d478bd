"""Responses with status and headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    import httpx2

    from .engine import Call
    from .errors import ResponseDecodeError, SentRequest

T = TypeVar("T")
E = TypeVar("E")


class RawResponse(Generic[T]):
    """A successful response: ``parsed`` is the result of the plain method, ``http_response`` of the HTTP library."""

    def __init__(self, call: Call[Any], response: httpx2.Response, parsed: T) -> None:
        self._call = call
        self.parsed: T = parsed
        self.http_response = response

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self.http_response.status_code

    @property
    def headers(self) -> httpx2.Headers:
        """The headers, with case-insensitive names."""
        return self.http_response.headers

    @property
    def content(self) -> bytes:
        """The raw body, decompressed."""
        return self.http_response.content

    @property
    def request_id(self) -> str | None:
        """The id of the request for the API's support."""
        return self.headers.get("request-id") or self.headers.get("x-request-id")

    @property
    def request(self) -> SentRequest:
        """The request, with secrets redacted."""
        return self._call.sent()

    @property
    def retries(self) -> int:
        """The number of retries."""
        return self._call.retries

    def replaced(self, parsed: E) -> RawResponse[E]:
        """Return the same response with another value."""
        return RawResponse(self._call, self.http_response, parsed)

    def unreadable(self, msg: str) -> ResponseDecodeError:
        """Return the exception for a response that cannot be used."""
        return self._call.unreadable(ValueError(msg), self.status_code, dict(self.headers), self.content)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.status_code})"
