"""Bytes in, files out: a function that never raises for what a document holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from codegen.config import Target
from codegen.core.diagnostic import Diagnostics
from codegen.pipeline import Result, generate
from tests.support.documents import ID, Json, document, ref, replying
from tests.support.examples import examples
from tests.support.mutations import PETS, mutated


def run(spec: Json, folder: Path, found: Diagnostics, **options: Json) -> Result | None:
    (folder / "spec.json").write_text(json.dumps(spec))
    settings_ = {"package": "pkg", "formatter": "none", **options}
    return generate(Target(name="t", root=folder, spec="spec.json", output=folder, **settings_), found)


def files_of(result: Result | None) -> dict[str, bytes]:
    assert result is not None
    assert result.tree is not None
    return dict(result.tree.items())


def test_the_document_that_is_mutated_is_generated(tmp_path: Path) -> None:
    found = Diagnostics()
    files = files_of(run(PETS, tmp_path, found))
    assert not list(found)
    assert {"client.py", "models/pet.py", "params/new_pet.py", "server/pets.py", "codegen.lock"} <= files.keys()


@pytest.mark.slow
@settings(
    max_examples=examples(40),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(mutated())
def test_mutated_documents(tmp_path: Path, spec: dict[str, Any]) -> None:
    found = Diagnostics()
    result = run(spec, tmp_path, found)
    if result is None or result.tree is None:
        assert found.failed
        return
    for path, content in result.tree.items():
        if path.endswith(".py"):
            compile(content, path, "exec", dont_inherit=True)


@pytest.mark.parametrize(
    ("emit", "present", "absent"),
    [
        (("models",), {"models"}, {"client.py", "resources", "_operations", "params", "server", "errors.py"}),
        (("client",), {"models", "client.py", "resources", "_operations", "params", "errors.py"}, {"server"}),
        (("server",), {"models", "_operations", "server"}, {"client.py", "resources", "params", "errors.py"}),
    ],
)
def test_parts(tmp_path: Path, emit: tuple[str, ...], present: set[str], absent: set[str]) -> None:
    tops = {path.split("/")[0] for path in files_of(run(PETS, tmp_path, Diagnostics(), emit=emit))}
    assert present | {"__init__.py", "_api.py", "py.typed", "_runtime", "codegen.lock"} <= tops
    assert not absent & tops


def test_the_output_does_not_know_where_it_was_made(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert files_of(run(PETS, tmp_path / "a", Diagnostics())) == files_of(run(PETS, tmp_path / "b", Diagnostics()))


def test_the_settings_are_in_the_lock(tmp_path: Path) -> None:
    one = files_of(run(PETS, tmp_path, Diagnostics()))["codegen.lock"]
    two = files_of(run(PETS, tmp_path, Diagnostics(), emit=("models",)))["codegen.lock"]
    assert one != two


def test_a_missing_document(tmp_path: Path) -> None:
    found = Diagnostics()
    target = Target(name="t", root=tmp_path, spec="none.json", output=tmp_path, package="p")
    assert generate(target, found) is None
    assert [item.code for item in found] == ["file-not-found"]


def test_the_document_travels_with_messages_when_nothing_is_made(tmp_path: Path) -> None:
    found = Diagnostics()
    result = run({"swagger": "2.0"}, tmp_path, found)
    assert result is not None
    assert result.tree is None
    assert list(result.documents) == ["spec.json"]


def test_missing_tables(tmp_path: Path) -> None:
    found = Diagnostics()
    run(PETS, tmp_path, found, tables=("tables/*.md",))
    assert [item.code for item in found] == ["file-not-found"]


def test_tables_take_part(tmp_path: Path) -> None:
    (tmp_path / "It.md").write_text("# It\n\n| Name | Type | Required |\n|---|---|---|\n| id | string | Yes |\n")
    found = Diagnostics()
    spec = document({"It": ID}, {"/it": {"get": replying(ref("It"))}})
    result = run(spec, tmp_path, found, tables=("*.md",), authority="tables")
    assert result is not None
    assert set(result.inputs) == {"spec.json", "It.md"}
    assert b"id: str\n" in files_of(result)["models/it.py"]
