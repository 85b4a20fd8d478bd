"""Tests that output depends on the inputs only, not on hash seed, current folder or document order."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen.config import Target
from codegen.pipeline.steps import prepare, read
from codegen.python.names import NameTable
from tests.support.cases import CASES
from tests.support.packages import ROOT, run_python

_RUN = """
import hashlib, os
from pathlib import Path
from codegen.pipeline.steps import generate
from codegen.config import load_config, target_from_flags
from codegen.python.parts import PARTS
from codegen.core.diagnostic import Diagnostics
root, cases, cwd = (Path(part) for part in {arguments!r})
os.chdir(cwd)
targets = list(load_config(root / "codegen.toml", Diagnostics(), PARTS).targets)
for name in {names!r}:
    spec = next((cases / name).glob("spec.*"))
    targets.append(target_from_flags(str(spec), cwd=Path.cwd(), package="api", formatter="none"))
for target in targets:
    found = Diagnostics()
    result = generate(target, found)
    for path, content in result.tree.items():
        print(target.name, path, hashlib.sha256(content).hexdigest())
    print([str(item) for item in found])
"""
AWKWARD = ["awkward_names", "method_collisions", "cut_cycles", "hostile_text"]


def _digests(seed: str, cwd: Path) -> str:
    code = _RUN.format(arguments=(str(ROOT), str(CASES), str(cwd)), names=AWKWARD)
    return run_python(code, ROOT, PYTHONHASHSEED=seed)


@pytest.mark.slow
def test_output_is_independent_of_hash_seed_and_folder(tmp_path: Path) -> None:
    first = _digests("0", ROOT)
    assert first.count("\n") > 100
    assert _digests("1", tmp_path) == first
    assert _digests("42", Path("/")) == first


def test_two_runs_in_one_process_are_equal(tmp_path: Path) -> None:
    spec = json.loads((CASES / "method_collisions" / "spec.json").read_text(encoding="utf-8"))
    assert _names(spec, tmp_path) == _names(spec, tmp_path)


SCHEMAS = [
    "thing",
    "Thing",
    "THING",
    "thing_dict",
    "ThingDict",
    "list",
    "List",
    "a-b",
    "aB",
    "a_b",
    "Model",
    "日本",
    "1st",
]
PATHS = [
    "/items",
    "/v2/items",
    "/items/{id}",
    "/items/{id}/list",
    "/Items",
    "/account/x",
    "/accounts/x",
    "/accounts_x",
    "/items/{id}/x",
]
METHODS = ["get", "put", "post", "patch", "delete"]


def _document() -> dict[str, Any]:
    """Return a document in which nearly every name collides."""
    properties = {
        name: {"type": "object", "properties": {"x": {"type": "string"}}}
        for name in ("a-b", "a_b", "aB", "A b", "copy")
    }
    schemas = {name: {"type": "object", "properties": properties} for name in SCHEMAS}
    schema = {"$ref": "#/components/schemas/thing"}
    body = {
        "content": {
            "application/json": {"schema": {"type": "object", "properties": {**properties, "id": {"type": "string"}}}}
        }
    }
    query = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in ("id", "a-b", "a_b", "self", "X")]
    path = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    reply = {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}
    paths: dict[str, Any] = {}
    for number, template in enumerate(PATHS):
        paths[template] = {
            method: {
                "operationId": f"{method}{number}",
                "parameters": query + (path if "{id}" in template else []),
                "responses": reply,
                **({} if method == "get" else {"requestBody": body}),
            }
            for method in METHODS
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _names(document: object, folder: Path) -> NameTable:
    (folder / "spec.json").write_text(json.dumps(document), encoding="utf-8")
    target = Target(name="api", root=folder, spec="spec.json", output=folder, package="api")
    preparation = prepare(read(target))
    assert preparation.prepared is not None
    assert not list(preparation.found)
    return preparation.prepared.names


def _shuffled(node: object, source: random.Random) -> object:
    """Shuffle parameters and members of every object whose order has no meaning in OpenAPI."""
    if isinstance(node, dict):
        items = [(key, _shuffled(value, source)) for key, value in node.items()]
        source.shuffle(items)
        return dict(items)
    if isinstance(node, list):
        made = [_shuffled(item, source) for item in node]
        source.shuffle(made)
        return made
    return node


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shuffle")


@pytest.fixture(scope="module")
def straight(folder: Path) -> NameTable:
    return _names(_document(), folder)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_names_do_not_depend_on_the_order_of_the_document(seed: int, folder: Path, straight: NameTable) -> None:
    names = _names(_shuffled(_document(), random.Random(seed)), folder)  # noqa: S311 - no secret is made of it
    assert _fingerprint(names) == _fingerprint(straight)


def _fingerprint(names: NameTable) -> dict[str, object]:
    """Return a name table as sorted values, for readable comparisons."""
    parts = {name: getattr(names, name) for name in names.__slots__}
    return {
        name: dict(sorted((str(key), value) for key, value in part.items())) if hasattr(part, "items") else part
        for name, part in parts.items()
    }


@pytest.mark.slow
def test_the_document_really_has_collisions(straight: NameTable) -> None:
    classes = [model.name for model in straight.models.values()]
    assert len(set(classes)) == len(classes)
    assert len({hashlib.sha256(name.lower().encode()).digest() for name in classes}) == len(classes)
    wanted = {name.replace("_", "").replace("-", "").lower() for name in SCHEMAS}
    assert len(wanted) < len(SCHEMAS)
