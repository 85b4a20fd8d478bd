from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from codegen.cli import main
from codegen.cli.commands import mock

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = """
openapi: 3.1.0
info: {title: Broken, version: "1"}
paths:
  /whole: {get: {responses: {"204": {description: fine}}}}
  /half: {get: {responses: {"200": {description: x, content: {application/json: {schema: {$ref: "#/nowhere"}}}}}}}
"""


def test_diagnostics_are_shown_and_the_valid_operations_are_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.yaml").write_text(BROKEN)
    served: list[Any] = []

    def run(app: object, **options: object) -> None:
        served.append((app, options["port"]))

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(mock.uvicorn, "run", run)
    assert main(["mock", "--spec", "broken.yaml", "--port", "0"]) == 0
    shown = capsys.readouterr().err
    assert "#/nowhere" in shown
    assert "broken.yaml:6" in shown
    assert [port for _, port in served] == [0]


def test_an_unreadable_document_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.yaml").write_text("openapi: [")
    monkeypatch.chdir(tmp_path)
    assert main(["mock", "--spec", "broken.yaml"]) == 2
    shown = capsys.readouterr().err
    assert "broken.yaml" in shown
    assert "cannot be mocked" in shown


@pytest.mark.parametrize("port", ["99999", "-1", "http", "", "9" * 30, "٣"])
def test_ports_that_do_not_exist(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["mock", f"--port={port}"])
    assert capsys.readouterr().err.endswith(f"argument --port: {port!r} is not a port: a number from 0 to 65535\n")
