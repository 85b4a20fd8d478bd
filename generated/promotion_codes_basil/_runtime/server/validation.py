"""Converts pydantic's errors to violations, located in the request as it was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..shared.locations import location_in
from .violations import Path, Violation, ViolationKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_KINDS: Final[Mapping[str, ViolationKind]] = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "unix_time_type": "integer",
    "unix_time_range": "integer",
    "literal_error": "choice",
    "enum": "choice",
    "model_type": "object",
    "model_attributes_type": "object",
    "mapping_type": "object",
    "json_invalid": "json",
    "multiple_of": "range",
    "greater_than": "range",
    "greater_than_equal": "range",
    "less_than": "range",
    "less_than_equal": "range",
}
_PREFIXES: Final[Mapping[str, ViolationKind]] = {
    "int_": "integer",
    "float_": "number",
    "finite_": "number",
    "decimal_": "number",
    "bool_": "boolean",
    "string_": "string",
    "dict_": "object",
    "list_": "array",
    "set_": "array",
    "frozen_set_": "array",
    "tuple_": "array",
    "datetime_": "datetime",
    "date_": "datetime",
    "time_": "datetime",
}
_DETAILS: Final[Mapping[str, str]] = {
    "string_too_long": "must be at most {max_length} characters",
    "string_too_short": "must be at least {min_length} characters",
    "string_pattern_mismatch": "must match {pattern}",
    "too_long": "must have at most {max_length} items",
    "too_short": "must have at least {min_length} items",
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "multiple_of": "must be a multiple of {multiple_of}",
    "literal_error": "{expected}",
    "enum": "{expected}",
    "json_invalid": "{error}",
    "value_error": "{error}",
}
MAX_ERRORS: Final = 10_000
_SELF_EXPLAINED: Final = frozenset({"integer", "number", "boolean", "array", "object", "missing", "unknown"})


def violation_from(
    error: ValidationError, sent: object, prefix: Path = (), names: Mapping[str, str] | None = None
) -> Violation:
    """Return the violation to report: unknown names first, else the most deeply nested one in the first invalid value.

    ``sent`` is the validated value; ``names`` maps its top-level keys to wire names.
    """
    count = error.error_count()
    if count > MAX_ERRORS:  # error.errors() would create an object for each
        return Violation(prefix, "invalid", detail=f"it has {count} invalid values")
    details = error.errors(include_url=False)
    found = [(location_in(detail, sent)[0], detail) for detail in details]
    unknown = [path for path, detail in found if detail["type"] == "extra_forbidden"]
    if unknown:
        paths = [_named(path, prefix, names) for path in unknown]
        return Violation(paths[0], "unknown", others=paths[1:])
    first = found[0][0]
    path, detail = max((item for item in found if item[0][:1] == first[:1]), key=lambda item: len(item[0]))
    return _violation(_named(path, prefix, names), detail)


def _named(path: Path, prefix: Path, names: Mapping[str, str] | None) -> Path:
    if names and path and isinstance(path[0], str):
        path = (names.get(path[0], path[0]), *path[1:])
    return (*prefix, *path)


def _violation(path: Path, detail: ErrorDetails) -> Violation:
    error_type = detail["type"]
    kind = _kind(error_type)
    context = detail.get("ctx", {})
    template = _DETAILS.get(error_type)
    text = template.format_map(context) if template else "" if kind in _SELF_EXPLAINED else detail["msg"]
    return Violation(path, kind, _shown(detail["input"]), text)


def _kind(error_type: str) -> ViolationKind:
    if error_type in _KINDS:
        return _KINDS[error_type]
    for start, kind in _PREFIXES.items():
        if error_type.startswith(start):
            return kind
    return "invalid"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    return str(value) if isinstance(value, (str, int, float)) else type(value).__name__
