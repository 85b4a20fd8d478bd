"""The option ``--overlay``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.cli import main
from tests.support.documents import ID, document, ref, replying

SPEC = document({"A": ID}, {"/a": {"get": replying(ref("A"))}})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "good.json").write_text(json.dumps(SPEC))
    return tmp_path


@pytest.mark.slow
def test_overlays_are_applied_and_listed_in_the_manifest(folder: Path) -> None:
    action = {"target": "$.components.schemas.A.properties", "update": {"label": {"type": "string"}}}
    overlay = {"overlay": "1.0.0", "info": {"title": "T", "version": "1"}, "actions": [action]}
    (folder / "more.json").write_text(json.dumps(overlay))
    assert main(["generate", "--spec", "docs/good.json", "--overlay", "more.json", "--output", "out"]) == 0
    assert "label: str | None = None" in (folder / "out" / "good" / "models" / "a.py").read_text()
    assert "more.json" in (folder / "out" / "good" / "codegen.lock").read_text()


@pytest.mark.slow
def test_diagnostics_of_an_invalid_overlay_have_its_lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "more.yaml").write_text('overlay: 1.0.0\nactions:\n  - target: "$.["\n    remove: true\n')
    assert main(["generate", "--spec", "docs/good.json", "--overlay", "more.yaml"]) == 2
    assert "more.yaml:3:5: error[invalid-overlay]" in capsys.readouterr().err
    assert main(["generate", "--overlay", "more.yaml"]) == 2
    assert "--overlay needs --spec" in capsys.readouterr().err
