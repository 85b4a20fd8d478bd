"""``codegen overlay``: from-diff, apply and check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.cli import main
from tests.support.orders import ORDERS
from tests.support.piped import Piped

EDITED = ORDERS.replace("List orders.", "Ours").replace("maximum: 100", "maximum: 50").replace(", legacy", "")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders.yaml").write_text(ORDERS)
    (tmp_path / "edited.yaml").write_text(EDITED)
    return tmp_path


def test_that_an_edit_becomes_an_overlay_and_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["overlay", "from-diff", "orders.yaml", "edited.yaml", "--output", "ours.yaml"]) == 0
    assert "wrote ours.yaml" in capsys.readouterr().err
    assert main(["overlay", "check", "orders.yaml", "ours.yaml"]) == 0
    assert capsys.readouterr().out == "orders.yaml: 3 of 3 actions apply\n"
    assert main(["overlay", "apply", "orders.yaml", "ours.yaml", "--output", "result.yaml"]) == 0
    text = (folder / "result.yaml").read_text()
    assert text.startswith("openapi: 3.1.0\ninfo:\n  title: Orders\n  version: '2.1'\n  description: |\n    Place")
    assert main(["overlay", "from-diff", "edited.yaml", "result.yaml"]) == 0
    captured = capsys.readouterr()
    assert captured.out.endswith("actions:\n- target: $\n  remove: false\n")
    assert "the documents are equal" in captured.err


def test_the_text_of_an_overlay(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["overlay", "from-diff", "orders.yaml", "edited.yaml"]) == 0
    first = capsys.readouterr().out
    assert (
        first.partition("actions:\n")[2]
        == """\
- target: $.paths['/orders'].get.parameters[?@.name == 'limit' && @.in == 'query'].schema
  update:
    maximum: 50
- target: $.paths['/orders'].get
  update:
    description: Ours
- target: $.components.schemas.Status.enum[?@ == 'legacy']
  remove: true
"""
    )
    assert "title: Changes from orders.yaml to edited.yaml\n  version: 1.0.0\n  x-base:\n    name: orders.yaml" in first
    assert main(["overlay", "from-diff", "orders.yaml", "edited.yaml", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["overlay"] == "1.1.0"
    assert main(["overlay", "from-diff", "orders.yaml", "edited.yaml", "--output", "ours.json"]) == 0
    assert json.loads((folder / "ours.json").read_text())["actions"]


def test_that_check_names_actions_without_effect(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["overlay", "from-diff", "orders.yaml", "edited.yaml", "--output", "ours.yaml"]) == 0
    (folder / "next.yaml").write_text(ORDERS.replace("name: limit", "name: size").replace(", legacy", ""))
    capsys.readouterr()
    assert main(["overlay", "check", "next.yaml", "ours.yaml"]) == 1
    captured = capsys.readouterr()
    assert captured.out == "next.yaml: 1 of 3 actions apply\n"
    assert (
        "ours.yaml:12:3: warning[overlay-no-match]: this target selects nothing in the document: $.paths"
        in captured.err
    )
    assert main(["overlay", "check", "next.yaml", "ours.yaml", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [item["pointer"] for item in report["diagnostics"]] == ["/actions/0/target", "/actions/2/target"]
    assert report["results"] == [{"kind": "overlay", "document": "next.yaml", "actions": 3, "failing": 2}]
    assert main(["overlay", "apply", "next.yaml", "ours.yaml"]) == 0


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["apply", "none.yaml", "orders.yaml"], "none.yaml: error[file-not-found]"),
        (["apply", "orders.yaml", "edited.yaml"], "edited.yaml:1:1: error[invalid-overlay]"),
        (["check", "orders.yaml", "edited.yaml"], "edited.yaml:1:1: error[invalid-overlay]"),
        (["from-diff", "orders.yaml", "list.yaml"], "an overlay cannot replace the whole document"),
        (["from-diff", "orders.yaml", "broken.yaml"], "broken.yaml:2:1: error[yaml-syntax]"),
        (["from-diff", "-", "-"], "only one argument can be -"),
        (["from-diff", "orders.yaml", "edited.yaml", "--output", "none/ours.yaml"], "none/ours.yaml cannot be written"),
    ],
)
def test_invalid_input(
    folder: Path, argv: list[str], message: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "list.yaml").write_text("- 1\n")
    (folder / "broken.yaml").write_text("a: {\n")
    monkeypatch.setattr("sys.stdin", Piped(ORDERS))
    assert main(["overlay", *argv]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err
    assert "Traceback" not in captured.err
