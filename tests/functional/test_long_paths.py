"""Chains of schemas beyond Python's recursion limit: the models can be imported and used."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.documents import document, ref
from tests.support.packages import make_tree, run_python, write_tree

Link = Callable[[Any], Any]
TEXT = {"type": "string"}
LINKS: dict[str, Link] = {
    "properties": lambda following: {"type": "object", "properties": {"n": following}},
    "items": lambda following: {"type": "object", "properties": {"n": {"type": "array", "items": following}}},
    "values": lambda following: {"type": "object", "properties": {"n": {"additionalProperties": following}}},
    "unions": lambda following: {"type": "object", "properties": {"n": {"anyOf": [following, {"type": "integer"}]}}},
    "lists": lambda following: {"type": "array", "items": following},
}
WRAPPED: dict[str, Link] = {
    "properties": lambda inner: {"n": inner},
    "items": lambda inner: {"n": [inner]},
    "values": lambda inner: {"n": {"x": inner}},
    "unions": lambda inner: {"n": inner},
    "lists": lambda inner: [inner],
}
REFUSED = {"lists": ["1", "list", "1", "1"], "items": ["S0", "1", "1", "S0"]}
CODE = """
import api.models, pydantic
for name in api.models.__all__:
    getattr(api.models, name)
print(*pydantic.TypeAdapter(api.models.S0).json_schema())
for value in ({{}}, [], {{"n": {{}}}}, {value}):
    try:
        print(type(pydantic.TypeAdapter(api.models.S0).validate_python(value)).__name__)
    except pydantic.ValidationError as error:
        print(error.error_count())
"""


def use(schemas: dict[str, Any], value: object, folder: Path) -> list[str]:
    tree, found = make_tree(json.dumps(document(schemas)), folder, spec="spec.json", emit=("models",))
    assert not list(found)
    write_tree(tree, folder / "api")
    return run_python(CODE.format(value=value), folder).splitlines()[1:]


@pytest.mark.slow
@pytest.mark.parametrize("link", LINKS)
def test_components_that_refer_to_each_other(link: str, tmp_path: Path) -> None:
    schemas = {f"S{number}": LINKS[link](ref(f"S{number + 1}")) for number in range(200)}
    value: Any = {}
    for _ in range(60):
        value = WRAPPED[link](value)
    printed = use({**schemas, "S200": {"type": "object", "properties": {"end": TEXT}}}, value, tmp_path)
    assert printed == REFUSED.get(link, ["S0", "1", "S0", "S0"])


@pytest.mark.slow
def test_objects_in_objects(tmp_path: Path) -> None:
    schema: Any = {"type": "object", "properties": {"end": TEXT}}
    value: Any = {"end": "x"}
    for _ in range(95):
        schema, value = {"type": "object", "properties": {"n": schema}}, {"n": value}
    assert use({"S0": schema}, value, tmp_path) == ["S0", "1", "S0", "S0"]
