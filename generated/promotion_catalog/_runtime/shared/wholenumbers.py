"""Accepts 1.0 and 1e2 as integers, as JSON Schema does (Validation, 6.1.1): pydantic's strict mode refuses them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydantic_core import core_schema

if TYPE_CHECKING:
    from collections.abc import Callable

_MARK: Final = "whole_numbers"


def accepts_whole_numbers(schema: Any) -> bool:
    """Return whether a core schema was already changed by `accept_whole_numbers`."""
    metadata: Any = schema.get("metadata")
    return bool(metadata and metadata.get(_MARK))


def accept_whole_numbers(schema: Any) -> None:
    """Change the core schema of an integer, in place, so that it accepts floats without a fraction.

    Integers are tried first: as floats, they would lose digits. Limits are checked on the integer.
    """
    original: Any = dict(schema)
    # "any" is never an exact match, so that unions with a type of floats prefer that one
    whole = core_schema.no_info_after_validator_function(_whole, core_schema.any_schema())
    either = core_schema.union_schema(
        [core_schema.int_schema(), whole], mode="left_to_right", custom_error_type="int_type"
    )
    metadata = {_MARK: True, "pydantic_js_functions": [_described_as(original)]}
    schema.clear()
    schema.update(core_schema.chain_schema([either, original], metadata=metadata))
    if "serialization" in original:
        schema["serialization"] = original["serialization"]


def _described_as(schema: Any) -> Callable[[Any, Any], Any]:
    """Return a function that writes the JSON Schema of another core schema."""

    def describe(_: Any, handler: Any) -> Any:
        return handler(schema)

    return describe


def _whole(value: object) -> int:
    if not isinstance(value, float) or not value.is_integer():
        msg = "not an integer"
        raise ValueError(msg)
    return int(value)
