"""Schemas that are other names of schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.documents import document, ref
from tests.support.packages import make_tree, run_python, write_tree

Schemas = dict[str, Any]


def heir(base: str, **properties: Any) -> Any:
    """An object like another one; without properties of its own it is another name of it."""
    return {"allOf": [ref(base)], "properties": properties} if properties else {"allOf": [ref(base)]}


KIND: Any = {"discriminator": {"propertyName": "kind"}, "required": ["kind"]}
FAMILIES: Schemas = {
    "Airport": heir("Building", code={}),
    "Answer": heir("Reply"),
    "Building": heir("Place"),
    "Clause": heir("ClauseBase"),
    "ClauseBase": KIND,
    "ClauseOfLicense": heir("Clause", license=ref("License")),
    "Creation": heir("Thing", provider={"items": ref("Thing")}),
    "Food": heir("Local"),
    "Identified": heir("ReplyBase"),
    "License": heir("Creation"),
    "Local": heir("Place", line={}),
    "Medium": heir("Creation", width={}),
    "Place": heir("Thing", telephone={}),
    "Places": heir("Sought", value={"items": ref("Thing")}),
    "Reply": heir("Identified", rules={"items": ref("ClauseBase")}),
    "ReplyBase": KIND,
    "Restaurant": heir("Food", serves={}),
    "Sought": heir("Answer"),
    "Thing": heir("Reply", url={}),
}
CODE = """
import importlib, random, sys
from pydantic import TypeAdapter
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
def test_models_are_whole_in_whatever_order_they_are_built(tmp_path: Path) -> None:
    tree, found = make_tree(json.dumps(document(FAMILIES)), tmp_path, spec="spec.json", emit=("models",))
    assert not found.failed
    write_tree(tree, tmp_path / "api")
    run_python(CODE, tmp_path)
