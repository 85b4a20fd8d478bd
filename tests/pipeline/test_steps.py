"""The steps never raise, whatever the content of a document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from codegen.config import Target
from codegen.core.diagnostic import Diagnostics
from codegen.output import MANIFEST
from codegen.pipeline.stages import Result, Sources
from codegen.pipeline.steps import emit, generate, package, prepare, read, read_document
from codegen.python.emitter import Emitted
from tests.support.documents import ID, Json, codes, document, parsed, ref, replying
from tests.support.mutations import PETS, mutated


def run(spec: Json, folder: Path, found: Diagnostics, **options: Json) -> Result:
    (folder / "spec.json").write_text(json.dumps(spec))
    settings_ = {"package": "pkg", "formatter": "none", **options}
    return generate(Target(name="t", root=folder, spec="spec.json", output=folder, **settings_), found)


def files_of(result: Result) -> dict[str, bytes]:
    assert result.tree is not None
    return dict(result.tree.items())


def test_the_document_that_is_mutated_is_generated(tmp_path: Path) -> None:
    found = Diagnostics()
    files = files_of(run(PETS, tmp_path, found))
    assert not list(found)
    assert {"client.py", "models/pet.py", "params/new_pet.py", "server/pets.py", "codegen.lock"} <= files.keys()


@pytest.mark.slow
@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(mutated())
def test_mutated_documents(tmp_path: Path, spec: dict[str, Any]) -> None:
    found = Diagnostics()
    result = run(spec, tmp_path, found)
    if result.tree is None:
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


@pytest.mark.slow
def test_the_output_is_independent_of_its_location(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert files_of(run(PETS, tmp_path / "a", Diagnostics())) == files_of(run(PETS, tmp_path / "b", Diagnostics()))


@pytest.mark.slow
def test_the_settings_are_in_the_lock(tmp_path: Path) -> None:
    one = files_of(run(PETS, tmp_path, Diagnostics()))["codegen.lock"]
    two = files_of(run(PETS, tmp_path, Diagnostics(), emit=("models",)))["codegen.lock"]
    assert one != two


def test_a_missing_document(tmp_path: Path) -> None:
    found = Diagnostics()
    target = Target(name="t", root=tmp_path, spec="none.json", output=tmp_path, package="p")
    result = generate(target, found)
    assert (result.tree, result.prepared, result.documents) == (None, None, {})
    assert [item.code for item in found] == ["file-not-found"]


def test_the_document_is_returned_when_nothing_is_generated(tmp_path: Path) -> None:
    found = Diagnostics()
    result = run({"swagger": "2.0"}, tmp_path, found)
    assert result.tree is None
    assert list(result.documents) == ["spec.json"]


def test_missing_tables(tmp_path: Path) -> None:
    found = Diagnostics()
    run(PETS, tmp_path, found, tables=("tables/*.md",))
    assert [item.code for item in found] == ["file-not-found"]


def test_tables_are_joined(tmp_path: Path) -> None:
    (tmp_path / "It.md").write_text("# It\n\n| Name | Type | Required |\n|---|---|---|\n| id | string | Yes |\n")
    found = Diagnostics()
    spec = document({"It": ID}, {"/it": {"get": replying(ref("It"))}})
    result = run(spec, tmp_path, found, tables=("*.md",), authority="tables")
    assert set(result.inputs) == {"spec.json", "It.md"}
    assert b"id: str\n" in files_of(result)["models/it.py"]


PAGE = "# It\n\n| Name | Type | Required |\n|---|---|---|\n| id | string | No |\n"
OVERLAY = {"overlay": "1.0.0", "info": {"title": "o", "version": "1"}, "actions": []}


@pytest.fixture
def target(tmp_path: Path) -> Target:
    """A target whose document refers to another one, with tables and an overlay."""
    operation = replying({"$ref": "it.json#/components/schemas/It"}, operationId="it")
    (tmp_path / "api.json").write_text(json.dumps(document({"Other": ID}, {"/it": {"get": operation}})))
    (tmp_path / "it.json").write_text(json.dumps(document({"It": ID})))
    (tmp_path / "It.md").write_text(PAGE)
    (tmp_path / "over.json").write_text(json.dumps(OVERLAY))
    return Target(
        name="t",
        root=tmp_path,
        spec="api.json",
        tables=("*.md",),
        overlays=("over.json",),
        output=tmp_path,
        package="pkg",
        formatter="none",
    )


READ = {"api.json", "it.json", "It.md", "over.json"}


def test_read_returns_the_api_and_every_document(target: Target) -> None:
    sources = read(target)
    assert set(sources.documents) == set(sources.inputs) == READ
    assert sources.document is sources.documents["api.json"]
    assert sources.api is not None
    assert [operation.id for operation in sources.api.operations] == ["GET /it"]
    assert [table.name for table in sources.tables] == ["It"]
    assert list(sources.found) == []


def test_each_step_needs_only_the_previous_result(target: Target) -> None:
    sources = read(target)
    for name in READ:
        (target.root / name).unlink()
    preparation = prepare(sources)
    assert preparation.prepared is not None
    assert set(preparation.documents) == READ
    emission = emit(preparation)
    assert "models/it.py" in emission.files.code
    assert {"_runtime/__init__.py", "server/openapi.json"} <= set(emission.files.data)
    assert MANIFEST not in emission.files.data
    result = package(emission)
    assert result.tree is not None
    assert {MANIFEST, "models/it.py", "_runtime/__init__.py", "server/openapi.json"} <= set(result.tree)
    assert result.prepared is preparation.prepared
    assert package(emit(prepare(sources))).tree == result.tree


def test_generate_runs_all_steps(target: Target) -> None:
    found = Diagnostics()
    progress: list[str] = []
    result = generate(target, found, progress.append)
    assert result.tree == package(emit(prepare(read(target)))).tree
    assert list(result.found) == list(found)
    assert progress[0] == "t: reading api.json"
    assert "t: models" in progress
    assert progress[-1].startswith("t: formatting ")


def test_steps_do_not_mutate_earlier_diagnostics(target: Target) -> None:
    (target.root / "It.md").write_text(PAGE.replace("string", "integer"))
    sources = read(target)
    before = list(sources.found.items)
    assert codes(prepare(sources).found) == [("table-document-type-mismatch", "/components/schemas/It/properties/id")]
    assert sources.found.items == before


INVALID: list[tuple[Json, str]] = [
    ({"swagger": "3.0"}, "unsupported-version"),
    ("{", "json-syntax"),
    ({**document({"A": ref("Lost")}), "openapi": "9.0"}, "unsupported-version"),
]


@pytest.mark.parametrize(("spec", "code"), INVALID)
def test_steps_without_an_api(target: Target, spec: Json, code: str) -> None:
    (target.root / "api.json").write_text(spec if isinstance(spec, str) else json.dumps(spec))
    sources = read(target)
    preparation = prepare(sources)
    emission = emit(preparation)
    result = package(emission)
    assert (sources.api, preparation.prepared, emission.files, result.prepared, result.tree) == (None,) * 2 + (
        Emitted(),
        None,
        None,
    )
    for stage in (sources, preparation, emission, result):
        assert [item.code for item in stage.found] == [code]
        assert set(stage.documents) == (set() if code == "json-syntax" else READ - {"it.json"})


def test_tables_alone_are_located_in_their_pages(tmp_path: Path) -> None:
    (tmp_path / "it.md").write_text(PAGE.replace("string", "string (date-tim)"))
    sources = read(Target(name="t", root=tmp_path, spec="", tables=("*.md",), output=tmp_path, package="pkg"))
    assert set(sources.inputs) == {"it.md"}
    assert sources.document is sources.documents[""]
    assert sources.documents["it.md"].text == (tmp_path / "it.md").read_text()
    assert sources.api is not None
    (definition,) = sources.api.definitions.values()
    assert (definition.location.file, definition.location.line) == ("it.md", 1)


def test_another_document_may_replace_that_of_the_target(target: Target, tmp_path: Path) -> None:
    (tmp_path / "new.json").write_text(json.dumps(PETS))
    assert set(read(target, tmp_path / "new.json", "shown.json").documents) == READ - {"api.json", "it.json"} | {
        "shown.json"
    }
    loaded: Sources = read_document(parsed(PETS), target)
    assert set(loaded.documents) == READ - {"api.json", "it.json"} | {"spec.json"}
