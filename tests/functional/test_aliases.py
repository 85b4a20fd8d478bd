"""Schemas that are aliases of other schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.documents import document, ref
from tests.support.packages import make_tree, run_python, write_tree

Schemas = dict[str, Any]


def subschema(base: str, **properties: Any) -> Any:
    """Return an allOf of another schema; without own properties it is an alias."""
    return {"allOf": [ref(base)], "properties": properties} if properties else {"allOf": [ref(base)]}


KIND: Any = {"discriminator": {"propertyName": "kind"}, "required": ["kind"]}
FAMILIES: Schemas = {
    "Airport": subschema("Building", code={}),
    "Answer": subschema("Reply"),
    "Building": subschema("Place"),
    "Clause": subschema("ClauseBase"),
    "ClauseBase": KIND,
    "ClauseOfLicense": subschema("Clause", license=ref("License")),
    "Creation": subschema("Thing", provider={"items": ref("Thing")}),
    "Food": subschema("Local"),
    "Identified": subschema("ReplyBase"),
    "License": subschema("Creation"),
    "Local": subschema("Place", line={}),
    "Medium": subschema("Creation", width={}),
    "Place": subschema("Thing", telephone={}),
    "Places": subschema("Sought", value={"items": ref("Thing")}),
    "Reply": subschema("Identified", rules={"items": ref("ClauseBase")}),
    "ReplyBase": KIND,
    "Restaurant": subschema("Food", serves={}),
    "Sought": subschema("Answer"),
    "Thing": subschema("Reply", url={}),
}
CODE = """
import importlib, random, sys
from pydantic import TypeAdapter
sys.dont_write_bytecode = False  # else each import compiles all modules again
for seed in range(100):
    for name in [name for name in sys.modules if name.split(".")[0] == "api"]:
        del sys.modules[name]
    m = importlib.import_module("api.models")
    names = list(m.__all__)
    random.Random(seed).shuffle(names)
    for number, name in enumerate(names):
        kind = getattr(m, name)
        assert len(TypeAdapter(kind).core_schema), names[:number + 1]
        if isinstance(kind, type):
            kind.model_rebuild()
            assert kind.__pydantic_complete__, names[:number + 1]
"""


@pytest.mark.slow
@pytest.mark.long
def test_models_are_complete_in_any_build_order(tmp_path: Path) -> None:
    tree, found = make_tree(json.dumps(document(FAMILIES)), tmp_path, spec="spec.json", emit=("models",))
    assert not found.failed
    write_tree(tree, tmp_path / "api")
    run_python(CODE, tmp_path)
