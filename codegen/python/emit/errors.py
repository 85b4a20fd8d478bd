"""Emits ``errors.py``: the exceptions of the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.python.code import dotted, ident
from codegen.python.emitter import Emitted
from codegen.python.render import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.python.code import Code
    from codegen.python.emitter import EmitInput

ERRORS = (
    "APIConnectionError",
    "APIDeadlineError",
    "APIReplyError",
    "APIStatusError",
    "APITimeoutError",
    "ApiError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "InternalServerError",
    "InvalidArgumentError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "ResponseDecodeError",
    "ResponseValidationError",
    "UnprocessableEntityError",
)


STATUS_ERRORS: Mapping[int, str] = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
}
"""Exceptions of specific statuses, as in the runtime."""


def error_class(status: str) -> Code:
    """Return the exception for a status of the document: digits, ``4XX`` or ``default``."""
    server = status[:1] == "5"
    other = "InternalServerError" if server else "APIStatusError"
    return dotted("errors", STATUS_ERRORS.get(int(status), other) if status.isdecimal() else other)


def build_errors(given: EmitInput) -> Emitted:
    """Return ``errors.py``."""
    del given  # the errors are the same for every API
    emitted = Emitted()
    emitted.add("errors.py", render("package/errors.py.jinja", names=[ident(name) for name in ERRORS]))
    return emitted
