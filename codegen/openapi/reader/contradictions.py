"""Reports contradictory and ineffective assertions of a schema (JSON Schema Validation, 6; Core, 10.2).

Such a schema is valid, or its intended meaning is clear, so these are warnings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.json import JsonType, has_type, is_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.json import Json
    from codegen.openapi.reader.node import Node

_BOUNDS = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minContains", "maxContains"),
)
_SIZES = ((str, "minLength", "maxLength"), (list, "minItems", "maxItems"), (dict, "minProperties", "maxProperties"))
_ONLY = {"properties": "object", "items": "array", "prefixItems": "array"}
_FILE = "file"
"""A type of Swagger 2.0."""
_SHOWN = 60


def check_schema(node: Node) -> None:
    """Report the contradictions of one schema; its subschemas are checked when they are read."""
    value = node.value
    if not isinstance(value, dict):
        return
    for keyword in ("allOf", "anyOf", "oneOf", "enum", "type"):
        if value.get(keyword) == []:
            _warn(node, keyword, "invalid-value", f"'{keyword}' is empty and ignored")
    _check_bounds(node, value)
    _check_values(node, value)
    types = _stated(value)
    for keyword, wanted in _ONLY.items():
        if keyword in value and types and wanted not in types:
            message = f"'{keyword}' does not apply to type {' or '.join(sorted(types))}; it is ignored"
            _warn(node, keyword, "invalid-value", message)
    if value.get("readOnly") is True and value.get("writeOnly") is True:
        message = "'readOnly' and 'writeOnly' exclude each other; both are ignored"
        _warn(node, "writeOnly", "invalid-value", message)


def _warn(node: Node, keyword: str, code: str, message: str, *inner: int) -> None:
    node.found.warning(code, message, node.location.child(keyword, *inner))


def _stated(value: dict[str, Json]) -> frozenset[str]:
    stated = value.get("type")
    names = stated if isinstance(stated, list) else [stated]
    return frozenset(name for name in names if isinstance(name, str) and name in {*JsonType, _FILE})


def _number(value: Json) -> int | float | None:
    return value if is_number(value) else None


def _check_bounds(node: Node, value: dict[str, Json]) -> None:
    for lower, upper in _BOUNDS:
        low, high = _number(value.get(lower)), _number(value.get(upper))
        if low is not None and high is not None and low > high:
            message = f"'{lower}' is greater than '{upper}': no value satisfies both"
            _warn(node, lower, "invalid-value", message)
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if value.get(exclusive) is True and bound not in value:
            _warn(node, exclusive, "invalid-value", f"'{exclusive}: true' has no effect without '{bound}'")


def _check_values(node: Node, value: dict[str, Json]) -> None:
    """Check the values of an enum and the default against their schema."""
    listed = value.get("enum")
    if isinstance(listed, list):
        _check_listed(node, value, listed)
    if "const" in value:
        for violation in _violations(value, value["const"]):
            _warn(node, "const", "enum-mismatch", f"the value {_shown(value['const'])} {violation}")
        if isinstance(listed, list) and value["const"] not in listed:
            message = f"the value {_shown(value['const'])} is not in 'enum', which is ignored beside 'const'"
            _warn(node, "const", "enum-mismatch", message)
    if "default" in value and _fits_type(value, value["default"]):
        for violation in _violations(value, value["default"]):
            _warn(node, "default", "default-mismatch", f"the default {_shown(value['default'])} {violation}")


def _check_listed(node: Node, value: dict[str, Json], listed: list[Json]) -> None:
    """Report the first invalid value of an enum, and the number of others."""
    if _stated(value) == {"array"} and listed and not any(isinstance(item, list) for item in listed):
        _warn(node, "enum", "enum-mismatch", "the values are not arrays; they are applied to the items")
        return
    bad = [(index, item, violation) for index, item in enumerate(listed) for violation in _violations(value, item)]
    if bad:
        index, item, violation = bad[0]
        others = len({index for index, _, _ in bad}) - 1
        more = f" (and {others} more)" if others else ""
        _warn(node, "enum", "enum-mismatch", f"the value {_shown(item)} {violation}{more}", index)


def _shown(item: Json) -> str:
    text = (
        repr(item) if isinstance(item, (str, int, float)) else f"that is {'null' if item is None else 'not a scalar'}"
    )
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _fits_type(value: dict[str, Json], item: Json) -> bool:
    types = _stated(value)
    if not types or item is None:
        return True
    return any(has_type(item, JsonType.STRING if name == _FILE else name) for name in types)


def _violations(value: dict[str, Json], item: Json) -> Iterator[str]:
    if not _fits_type(value, item):
        yield f"is not of type {' or '.join(sorted(_stated(value)))}"
        return
    number = _number(item)
    if number is not None:
        yield from _beyond(number, value, "minimum", "maximum")
        above, below = _number(value.get("exclusiveMinimum")), _number(value.get("exclusiveMaximum"))
        if above is not None and number <= above:
            yield "is not greater than 'exclusiveMinimum'"
        if below is not None and number >= below:
            yield "is not less than 'exclusiveMaximum'"
    for kind, least, most in _SIZES:
        if isinstance(item, kind) and isinstance(item, (str, list, dict)):
            yield from _beyond(len(item), value, least, most, "shorter", "longer")


def _beyond(
    number: float, value: dict[str, Json], least: str, most: str, below: str = "less", above: str = "greater"
) -> Iterator[str]:
    low, high = _number(value.get(least)), _number(value.get(most))
    if low is not None and number < low:
        yield f"is {below} than '{least}' allows"
    if high is not None and number > high:
        yield f"is {above} than '{most}' allows"
