"""``errors.py``: the exceptions that calls raise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.python.code import ident
from codegen.python.emitter import Emitted
from codegen.python.render import render

if TYPE_CHECKING:
    from codegen.python.emitter import EmitInput

ERRORS = (
    "APIConnectionError",
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


def build_errors(given: EmitInput) -> Emitted:
    """Return ``errors.py``."""
    del given  # the errors are the same for every API
    emitted = Emitted()
    emitted.add("errors.py", render("package/errors.py.jinja", names=[ident(name) for name in ERRORS]))
    return emitted
