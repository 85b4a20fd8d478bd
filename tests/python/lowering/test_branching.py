"""Tests that exactly the unions that contain themselves in several variants are marked."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.ir.types import Union
from codegen.ir.walk import descend
from tests.support.documents import document, prepared, ref

TEXT = {"type": "string"}


def branching(schemas: dict[str, Any]) -> set[str]:
    """Return the components with a marked union."""
    api = prepared(document(schemas)).api
    return {
        item.origin.component
        for item in api.definitions.values()
        if any(isinstance(node, Union) and node.branching for node in descend(item.type))
    }


def an_object(**properties: Any) -> Any:
    return {"type": "object", "properties": properties}


BOTH = {"anyOf": [ref("And"), ref("Or")]}


@pytest.mark.parametrize(
    ("schemas", "expected"),
    [
        ({"And": an_object(a=BOTH), "Or": an_object(a=BOTH)}, {"And", "Or"}),
        ({"And": an_object(a={"type": "array", "items": BOTH}), "Or": an_object(b=ref("And"))}, {"And"}),
        ({"F": BOTH, "And": an_object(a=ref("F")), "Or": an_object(a=ref("F"))}, {"F"}),
        ({"And": an_object(a=BOTH), "Or": an_object(b=TEXT)}, set()),
        ({"F": BOTH, "And": an_object(a=TEXT), "Or": an_object(a=TEXT)}, set()),
        ({"J": {"anyOf": [TEXT, {"type": "array", "items": ref("J")}, {"additionalProperties": ref("J")}]}}, set()),
        (
            {
                "J": {"anyOf": [{"type": "array", "items": ref("J")}, an_object(a=ref("J")), ref("J2")]},
                "J2": an_object(a=ref("J")),
            },
            {"J"},
        ),
        ({"Tree": an_object(a=ref("Tree"), b={"anyOf": [ref("Tree"), TEXT]})}, set()),
        (
            {
                "F": {**BOTH, "discriminator": {"propertyName": "kind"}},
                "And": an_object(kind={"const": "a"}, a=ref("F")),
                "Or": an_object(kind={"const": "o"}, a=ref("F")),
            },
            set(),
        ),
    ],
)
def test_marked(schemas: dict[str, Any], expected: set[str]) -> None:
    assert branching(schemas) == expected


@pytest.mark.slow
def test_long_cycles_need_no_recursion() -> None:
    chain = {f"S{number}": an_object(a=ref(f"S{number + 1}")) for number in range(600)}
    last = {"S600": an_object(a={"anyOf": [ref("S0"), ref("S1")]})}
    assert branching({**chain, **last}) == {"S600"}
