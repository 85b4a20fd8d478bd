"""``codegen generate --watch`` runs again after changes of inputs, and after nothing else."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from codegen.cli.commands import generate
from codegen.cli.console import Console
from codegen.cli.entry import main, make_parser
from codegen.cli.watching import watch
from codegen.pipeline.generate import build
from tests.cli.conftest import Pipeline


class Session:
    """Runs ``generate`` in a folder; each step is taken while the command waits for a change, then Ctrl-C."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out = io.StringIO()
        self.console = Console(out=self.out, err=self.out, cwd=folder, environ={})
        self.pipeline = Pipeline()
        self.steps: list[Callable[[], object]] = []

    def sleep(self, _: float) -> None:
        if self._is_due():
            if not self.steps:
                raise KeyboardInterrupt
            self.steps.pop(0)()

    def _is_due(self) -> bool:
        """Return whether the command waits, and does not only let an editor finish."""
        return self.out.getvalue().endswith("Ctrl-C ends it\n")

    def run(self, *steps: Callable[[], object]) -> list[str]:
        self.steps = list(steps)
        args = make_parser("generate").parse_args(["generate", "--config", "codegen.toml"])
        self.code = watch(
            partial(generate.generate, args, self.console, partial(build, generator=self.pipeline)),
            self.console,
            sleep=self.sleep,
        )
        assert not self.steps
        return self.out.getvalue().splitlines()


@pytest.fixture
def session(tmp_path: Path) -> Session:
    (tmp_path / "codegen.toml").write_text('[targets.shop]\nspec = "api.yaml"\n')
    (tmp_path / "api.yaml").write_text("a: 1")
    return Session(tmp_path)


def test_a_changed_document_and_its_errors(session: Session) -> None:
    document = session.folder / "api.yaml"
    lines = session.run(
        lambda: document.write_text("a: 22"),
        lambda: document.write_text("error this is wrong"),
        lambda: document.write_text("a: 333"),
    )
    assert "api.yaml:1:1: error[invalid-value]: this is wrong" in lines
    assert "codegen: api.yaml changed" in lines
    assert (session.folder / "generated/shop/__init__.py").read_text() == "a: 333"
    assert session.code == 0


def test_a_broken_configuration_can_be_mended(session: Session) -> None:
    config = session.folder / "codegen.toml"
    good = config.read_text()
    lines = session.run(
        lambda: config.write_text('[targets.shop]\nspce = "api.yaml"\n'),
        lambda: config.write_text(""),
        lambda: config.write_text(good),
    )
    assert any("unknown key 'spce'" in line for line in lines)
    assert any("no target is configured" in line for line in lines)
    assert session.code == 0


def test_other_files_and_generated_ones_start_no_run(session: Session) -> None:
    session.run()
    runs = len(session.pipeline.runs)
    session.run(
        lambda: (session.folder / "other.txt").write_text("x"),
        lambda: (session.folder / "generated/shop/__init__.py").write_text("edited"),
    )
    assert len(session.pipeline.runs) == runs + 1


def test_references_and_patterns_are_inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = "# The Order object\n\n| Name | Type | Description |\n| --- | --- | --- |\n| id | string | The id. |\n"
    schemas = {"Order": {"type": "object", "properties": {"id": {"type": "string"}}}, "Item": {"$ref": "item.json"}}
    document = {"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "components": {"schemas": schemas}}
    (tmp_path / "item.json").write_text('{"type": "object", "properties": {"name": {"type": "string"}}}')
    (tmp_path / "codegen.toml").write_text(
        '[targets.shop]\nspec = "api.json"\ntables = ["pages/*.md"]\nemit = ["models"]\nformatter = "none"\n'
    )
    session = Session(tmp_path)
    session.steps = [
        lambda: (tmp_path / "api.json").write_text(json.dumps(document)),  # missing at first
        (tmp_path / "pages").mkdir,
        lambda: (tmp_path / "pages" / "order.md").write_text(page.replace("id", "code")),
        lambda: (tmp_path / "item.json").write_text('{"type": "object", "properties": {"title": {"type": "string"}}}'),
    ]
    monkeypatch.setattr(generate, "watch", partial(watch, sleep=session.sleep))
    args = make_parser("generate").parse_args(["generate", "--watch"])
    assert generate.run(args, session.console) == 0
    assert "codegen: pages/*.md changed" in session.out.getvalue()
    assert "title" in (tmp_path / "generated/shop/models/item.py").read_text()


@pytest.mark.parametrize("argv", [("--format", "json"), ("--spec", "-"), ("--spec", "https://example.com/a.json")])
def test_what_cannot_be_watched_is_refused(
    argv: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["generate", "--watch", *argv]) == 2
    assert "--watch" in capsys.readouterr().err
