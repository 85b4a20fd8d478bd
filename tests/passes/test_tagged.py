"""Values that select the variants of a union."""

from __future__ import annotations

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.ir.types import DefId, Tags, Union
from codegen.passes.discriminators import settle_discriminators
from codegen.passes.hoist import hoist
from codegen.passes.tagged import tag_unions
from tests.support.documents import TEXT, Json, codes, document, read, ref


def thing(kind: Json = TEXT) -> Json:
    return {"type": "object", "required": ["kind"], "properties": {"kind": kind}}


def tagged(schemas: dict[str, Json], found: Diagnostics | None = None) -> Tags | None:
    """Return the tags of the union ``U``."""
    api = tag_unions(hoist(settle_discriminators(read(document(schemas)))), Diagnostics() if found is None else found)
    union = api.definitions[DefId("#/components/schemas/U")].type
    assert isinstance(union, Union)
    return union.tags


def union(*variants: Json, **mapping: str) -> Json:
    return {"oneOf": list(variants), "discriminator": {"propertyName": "kind", "mapping": mapping}}


@pytest.mark.parametrize(
    ("schemas", "expected"),
    [
        ({"U": union(ref("A"), ref("B")), "A": thing(), "B": thing()}, (("A",), ("B",))),
        ({"U": union(ref("A"), ref("B"), a="A", b="B", bb="B"), "A": thing(), "B": thing()}, (("a",), ("b", "bb"))),
        ({"U": union(ref("A"), ref("B")), "A": thing({"const": "x"}), "B": thing()}, (("x",), ("B",))),
        ({"U": union(thing({"const": "x"}), thing({"enum": ["y", "z"]}))}, (("x",), ("y", "z"))),
        ({"U": union(thing({"const": 1}), thing({"const": 2}))}, ((1,), (2,))),
        (
            {"U": union(ref("V"), ref("C")), "V": union(ref("A"), ref("B")), "A": thing(), "B": thing(), "C": thing()},
            (("A", "B"), ("C",)),
        ),
    ],
)
def test_values(schemas: dict[str, Json], expected: tuple[tuple[str, ...], ...]) -> None:
    found = Diagnostics()
    assert tagged(schemas, found) == Tags(property="kind", values=expected)
    assert not list(found)


@pytest.mark.parametrize(
    "schemas",
    [
        {"U": union(ref("A"), TEXT), "A": thing()},
        {"U": union(thing(), thing({"const": "x"}))},
        {"U": union(ref("A"), ref("B"), B="A"), "A": thing(), "B": thing()},
    ],
)
def test_ambiguous_discriminators_are_reported(schemas: dict[str, Json]) -> None:
    found = Diagnostics()
    assert tagged(schemas, found) is None
    assert codes(found) == [("discriminator-unusable", "/components/schemas/U")]
