"""Error responses in the API's own shape, including those of the framework."""

from __future__ import annotations

from http import HTTPStatus
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from pydantic_core import to_json

from .violations import Violation, ViolationKind, bracketed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..shared.operation import ErrorShape, Operation

SHOWN: Final = 100
"""The most characters of an invalid value in an error message."""
LONGEST: Final = 2_000
"""The most characters of a name or of the expected values."""


class ServiceError(Exception):
    """An error response, raised by services. Empty values are left out of the body.

    ``type`` defaults to the API's value for client or server errors. ``param`` uses the client's notation
    (``restrictions[minimum_amount]``). ``extra`` is added to the object with the message, ``headers`` to the response.

    If one application serves several generated packages, the ``ServiceError`` of any of them can be raised: the
    response has the error shape of the API that the operation belongs to.
    """

    is_service_error = True

    def __init__(
        self,
        status: int,
        message: str = "",
        *,
        type: str = "",  # noqa: A002 - the usual name in error bodies
        code: str = "",
        param: str = "",
        extra: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Describe the response; an empty message is replaced by the reason phrase of the status."""
        self.status = status
        self.message: str = message or phrase(status)
        self.type = type
        self.code = code
        self.param = param
        self.extra: dict[str, object] = dict(extra or {})
        self.headers: dict[str, str] = dict(headers or {})
        super().__init__(f"{status}: {self.message}")


def phrase(status: int) -> str:
    """Return the reason phrase of a status (RFC 9110)."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def not_implemented(operation: str) -> ServiceError:
    """Return the 501 of an operation that the service does not implement."""
    return ServiceError(501, f"This server does not implement {operation}.")


def error_content(shape: ErrorShape, error: ServiceError) -> bytes:
    """Return the JSON body of an error."""
    body: dict[str, object] = {}
    values: tuple[tuple[tuple[str | int, ...], object], ...] = (
        (shape.type, error.type or shape.types[error.status >= HTTPStatus.INTERNAL_SERVER_ERROR]),
        (shape.code, error.code),
        (shape.message or ("message",), error.message),
        (shape.param, error.param),
        (shape.status, error.status),
        (shape.title, phrase(error.status)),
    )
    for path, value in values:
        if path and value:
            _parent(body, path)[str(path[-1])] = value
    _parent(body, shape.message or ("message",)).update(error.extra)
    return to_json(body)


def _parent(body: dict[str, object], path: tuple[str | int, ...]) -> dict[str, object]:
    """Return the object for the last step of a path, creating missing parents."""
    parent: Any = body
    for step, following in pairwise(path):
        created: object = [] if isinstance(following, int) else {}
        if isinstance(parent, list):
            items = cast("list[object]", parent)
            items[:] = items or [created]
            parent = items[0]
        else:
            parent = cast("dict[str | int, object]", parent).setdefault(step, created)
    return cast("dict[str, object]", parent)


class _Wording(NamedTuple):
    """Message templates with ``{value}``, ``{param}`` and ``{detail}``; ``detailed`` is used if there is a detail."""

    code: str
    plain: str
    detailed: str


_WORDINGS: Final[Mapping[ViolationKind, _Wording]] = {
    "array": _Wording("parameter_invalid_array", "Invalid array: {param}", "Invalid array: {param}; {detail}"),
    "boolean": _Wording("parameter_invalid_boolean", "Invalid boolean: {value}", "Invalid boolean: {value}; {detail}"),
    "choice": _Wording(
        "parameter_invalid_choice", "Invalid {param}: {value}", "Invalid {param}: must be one of {detail}"
    ),
    "datetime": _Wording("parameter_invalid_datetime", "Invalid date: {value}", "Invalid date: {value}; {detail}"),
    "encoding": _Wording("parameter_invalid_encoding", "Invalid UTF-8", "Invalid UTF-8"),
    "integer": _Wording("parameter_invalid_integer", "Invalid integer: {value}", "Invalid integer: {value}; {detail}"),
    "invalid": _Wording("parameter_invalid", "Invalid value: {value}", "Invalid value: {value}; {detail}"),
    "json": _Wording("parameter_invalid_json", "Invalid JSON", "Invalid JSON: {detail}"),
    "limit": _Wording("parameter_invalid_limit", "Too many parameters", "Too many parameters: {detail}"),
    "missing": _Wording("parameter_missing", "Missing required param: {param}.", "Missing required param: {param}."),
    "number": _Wording("parameter_invalid_number", "Invalid number: {value}", "Invalid number: {value}; {detail}"),
    "object": _Wording("parameter_invalid_object", "Invalid object: {param}", "Invalid object: {param}; {detail}"),
    "range": _Wording("parameter_invalid_range", "Invalid value: {value}", "Invalid value: {value}; {detail}"),
    "repeated": _Wording("parameter_invalid_repeated", "Parameter sent more than once: {param}", "{param}: {detail}"),
    "string": _Wording("parameter_invalid_string", "Invalid string: {value}", "Invalid string: {value}; {detail}"),
    "unknown": _Wording("parameter_unknown", "Received unknown parameter: {param}", ""),
}


def invalid_status(operation: Operation[object]) -> int:
    """Return the status for an invalid request: 422 if the operation declares it, and not 400; else 400."""
    declared = {response.status for response in operation.responses}
    return 422 if "422" in declared and "400" not in declared else 400


def invalid_request(violation: Violation, status: int = 400) -> ServiceError:
    """Return the error for a violation in the request."""
    param = _short(bracketed(violation.path), LONGEST)
    wording = _WORDINGS[violation.kind]
    if violation.others:
        names = ", ".join((param, *map(bracketed, islice(violation.others, SHOWN))))
        message = f"Received unknown parameters: {_short(names, LONGEST)}"
        return ServiceError(status, message, code=wording.code, param=param)
    value, detail = _short(violation.value, SHOWN), _short(violation.detail, LONGEST)
    template = wording.detailed if detail else wording.plain
    message = template.format(param=param or "the request body", value=value, detail=detail)
    return ServiceError(status, message, code=wording.code, param=param)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "…"
