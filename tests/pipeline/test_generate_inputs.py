"""The inputs of a package are kept in it, and can be restored elsewhere."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from codegen.config import Selection, Target
from codegen.config.tables import TablesSettings
from codegen.core.diagnostic import Diagnostics
from codegen.diff.inputs.snapshots import api_changes
from codegen.pipeline.inputs import SETTINGS, document_inputs, keep_inputs, restore_inputs
from codegen.pipeline.steps import generate

_SPEC = """\
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /pets:
    get: {operationId: listPets, responses: {'200': {description: ok, content: {application/json: {schema: {
      $ref: '../shared/pet.yaml'}}}}}}
  /old: {get: {operationId: old, responses: {'200': {description: ok}}}}
"""
_OVERLAY = "overlay: 1.0.0\ninfo: {title: o, version: '1'}\nactions: [{target: \"$.paths['/old']\", remove: true}]\n"


@pytest.fixture
def target(tmp_path: Path) -> Target:
    root = tmp_path / "project" / "api"
    root.mkdir(parents=True)
    (root / "api.yaml").write_text(_SPEC)
    (root / "overlay.yaml").write_text(_OVERLAY)
    (root.parent / "shared").mkdir()
    (root.parent / "shared" / "pet.yaml").write_text("type: object\nproperties: {name: {type: string}}\n")
    return Target(
        name="api", root=root, spec="api.yaml", output=root, package="api", overlays=("overlay.yaml",),
        allow_refs=("../shared",), emit=("models",), names={"pet": "Animal"}, exclude=Selection(paths=("/none",)),
        authority="tables", authority_overrides={"Pet.name": "document"},
        tables_settings=TablesSettings(operations={"pets.list": "GET /pets"}, inferred=True),
    )  # fmt: skip


def kept(target: Target) -> dict[str, bytes]:
    found = Diagnostics()
    result = generate(target, found)
    assert result.tree is not None, list(found)
    return keep_inputs(target, result.inputs)


def test_inputs_are_restored_with_their_settings(target: Target, tmp_path: Path) -> None:
    inputs = kept(target)
    assert sorted(inputs) == ["@/api.yaml", "@/overlay.yaml", "shared/pet.yaml", SETTINGS]
    assert str(tmp_path).encode() not in b"".join(inputs.values())
    again = restore_inputs(inputs, tmp_path / "again")
    assert again is not None
    shaped = {"root", "output", "allow_refs", "emit"}
    assert replace(again, **{key: getattr(target, key) for key in shaped}) == target
    before, after = Diagnostics(), Diagnostics()
    one, other = generate(target, before), generate(replace(again, emit=("models",)), after)
    assert one is not None
    assert other is not None
    assert [item.code for item in before] == [item.code for item in after]
    assert one.tree is not None
    assert other.tree is not None
    assert {path: one.tree[path] for path in one.tree if path.endswith(".py")} == {
        path: other.tree[path] for path in other.tree if path.endswith(".py")
    }


def test_two_sets_of_inputs_are_compared(target: Target) -> None:
    old = kept(target)
    (target.root / "overlay.yaml").write_text(_OVERLAY.replace("/old", "/pets"))
    report = api_changes(old, kept(target), ("before", "after"))
    assert report is not None
    assert report.bump == "major"
    assert {finding.change.subject for finding in report.findings} >= {"GET /old", "GET /pets"}
    assert (report.old, report.new) == ("before", "after")


def test_a_document_alone_is_enough() -> None:
    document = json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}).encode()
    report = api_changes(document_inputs(document), document_inputs(document), ("a", "b"))
    assert report is not None
    assert (report.findings, report.bump) == ((), "none")
    assert api_changes({}, document_inputs(document), ("a", "b")) is None


@pytest.mark.parametrize(
    "settings", [b"", b"[]", b"{}", b'{"spec": 1}', b'{"package": "a", "root": "", "tables_settings": {}}']
)
def test_invalid_settings_are_not_restored(settings: bytes) -> None:
    document = {"openapi.json": b"{}", SETTINGS: settings}
    assert api_changes(document, document, ("a", "b")) is None
    unsafe = {**document_inputs(b"{}"), "../outside": b""}
    assert api_changes(unsafe, unsafe, ("a", "b")) is None


def test_inputs_that_cannot_be_kept(target: Target) -> None:
    assert keep_inputs(target, ["api.yaml", "https://example.com/x.yaml"]) == {}
    assert keep_inputs(target, ["gone.yaml"]) == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("root", "/etc"),
        ("root", ".."),
        ("root", "@/.."),
        ("spec", "/etc/passwd"),
        ("spec", "../../api.yaml"),
        ("spec", "a/../../../api.yaml"),
        ("tables", ["../../*.md"]),
        ("overlays", ["/etc/passwd"]),
    ],
)
def test_settings_outside_of_the_inputs_are_rejected(target: Target, tmp_path: Path, key: str, value: object) -> None:
    """Vendored packages are untrusted."""
    inputs = kept(target)
    changed = json.loads(inputs[SETTINGS]) | {key: value}
    assert restore_inputs({**inputs, SETTINGS: json.dumps(changed).encode()}, tmp_path / "again") is None
