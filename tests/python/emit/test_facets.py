"""Tests for assertions in the pattern dialect of pydantic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.python.emit.facets import translated

if TYPE_CHECKING:
    from codegen.core.json import Json


def test_a_property_may_be_called_pattern() -> None:
    rule: dict[str, Json] = {
        "properties": {"pattern": {"pattern": r"^\d$"}},
        "patternProperties": {"(?=a)": {}, "b": {}},
        "additionalProperties": False,
    }
    expected = {"properties": {"pattern": {"pattern": "^[0-9]$"}}, "patternProperties": {"b": {}}}
    assert translated(rule) == expected
