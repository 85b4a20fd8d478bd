"""Exceptions of calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..shared.drift import Drift


@dataclass(frozen=True)
class SentRequest:
    """The request of an error. Secrets in ``url`` and ``headers`` are redacted; header names are lower-case."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class ReceivedResponse:
    """A received response: header names are lower-case; ``body`` is its JSON value, its text or None."""

    status_code: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: object = None


class InvalidArgumentError(ValueError):
    """An argument is invalid; no request was sent."""


class ApiError(Exception):
    """Base class of errors of sent requests. ``retries`` is the number of retries."""

    def __init__(self, message: str, *, request: SentRequest, retries: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.request = request
        self.retries = retries

    def __reduce__(self) -> tuple[object, ...]:
        """Support pickling despite keyword-only arguments."""
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(kind: type[ApiError], args: tuple[object, ...], state: dict[str, object]) -> ApiError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class APIConnectionError(ApiError):
    """No complete response was received; ``__cause__`` is the exception of the HTTP library."""


class APITimeoutError(APIConnectionError):
    """The request timed out."""


class APIDeadlineError(APITimeoutError):
    """The call did not end within its ``deadline``."""


class APIReplyError(ApiError):
    """An error with a response. ``request_id`` identifies the request to the API's support."""

    def __init__(self, message: str, *, request: SentRequest, response: ReceivedResponse, retries: int = 0) -> None:
        super().__init__(message, request=request, retries=retries)
        self.status_code: int = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.body: object = response.body
        self.request_id: str | None = response.headers.get("request-id") or response.headers.get("x-request-id")


class ResponseDecodeError(APIReplyError):
    """The content of a successful response is not valid for its media type, such as truncated JSON."""


class ResponseValidationError(APIReplyError):
    """A successful response differs from its type, and the client is strict. ``drifts`` are the differences."""

    def __init__(
        self, drifts: Sequence[Drift], *, request: SentRequest, response: ReceivedResponse, retries: int = 0
    ) -> None:
        lines = "".join(f"\n  {drift}" for drift in drifts)
        super().__init__(
            f"the response does not match its type:{lines}", request=request, response=response, retries=retries
        )
        self.drifts: tuple[Drift, ...] = tuple(drifts)


@dataclass(frozen=True)
class ErrorDetails:
    """The parts of an error body; ``error`` is the body as its declared type."""

    message: str = ""
    type: str | None = None
    code: str | None = None
    param: str | None = None
    error: object = None


class APIStatusError(APIReplyError):
    """An error response. ``body`` is its content, ``error`` the content as its declared type."""

    def __init__(
        self, details: ErrorDetails, *, request: SentRequest, response: ReceivedResponse, retries: int = 0
    ) -> None:
        message = details.message or f"HTTP status {response.status_code}"
        super().__init__(message, request=request, response=response, retries=retries)
        self.type: str | None = details.type
        self.code: str | None = details.code
        self.param: str | None = details.param
        self.error: object = details.error

    def __str__(self) -> str:
        parts = [str(self.status_code), *([self.code] if self.code else []), self.message]
        text = " ".join(parts)
        return f"{text} (request {self.request_id})" if self.request_id else text


class BadRequestError(APIStatusError):
    """Status 400."""


class AuthenticationError(APIStatusError):
    """Status 401."""


class PermissionDeniedError(APIStatusError):
    """Status 403."""


class NotFoundError(APIStatusError):
    """Status 404."""


class ConflictError(APIStatusError):
    """Status 409."""


class UnprocessableEntityError(APIStatusError):
    """Status 422."""


class RateLimitError(APIStatusError):
    """Status 429."""


class InternalServerError(APIStatusError):
    """Status 500 or above."""


BY_STATUS: Mapping[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def class_for(status: int) -> type[APIStatusError]:
    """Return the exception class for a status."""
    return BY_STATUS.get(status, InternalServerError if status >= 500 else APIStatusError)  # noqa: PLR2004
