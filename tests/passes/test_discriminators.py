"""Discriminators become constants of the variants."""

from __future__ import annotations

import pytest

from codegen.ir.types import Choice, DefId, Object, Scalar
from codegen.passes.discriminators import settle_discriminators
from tests.support.documents import TEXT, Json, document, read, ref


def variant(tag: Json) -> Json:
    return {"type": "object", "required": ["kind"], "properties": {"kind": tag}}


def tags(union: Json, tag: Json = TEXT) -> list[tuple[object, ...] | None]:
    """Return the values of the tag of each variant; None for a plain string."""
    api = settle_discriminators(read(document({"U": union, "A": variant(tag), "B": variant(tag)})))
    result: list[tuple[object, ...] | None] = []
    for name in ("A", "B"):
        node = api.definitions[DefId(f"#/components/schemas/{name}")].type
        assert isinstance(node, Object)
        kind = node.fields[0].type
        assert isinstance(kind, (Choice, Scalar))
        result.append(kind.values if isinstance(kind, Choice) else None)
    return result


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        ({}, [("A",), ("B",)]),
        ({"a": "A", "b": "#/components/schemas/B"}, [("a",), ("b",)]),
        ({"a": "A"}, [("a",), ("B",)]),
        ({"a": "A", "aa": "A"}, [("a", "aa"), ("B",)]),
        ({"B": "A"}, [None, None]),
    ],
)
def test_values(mapping: Json, expected: Json) -> None:
    discriminator = {"propertyName": "kind", "mapping": mapping}
    assert tags({"oneOf": [ref("A"), ref("B")], "discriminator": discriminator}) == expected


def test_discriminators_that_are_kept() -> None:
    plain = {"oneOf": [ref("A"), ref("B")]}
    assert tags(plain) == [None, None]
    assert tags({**plain, "discriminator": {"propertyName": "other"}}) == [None, None]
    own = {"enum": ["x", "y"]}
    assert tags({**plain, "discriminator": {"propertyName": "kind"}}, own) == [("x", "y"), ("x", "y")]
