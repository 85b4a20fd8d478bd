"""`codegen diff BASE` compares all targets of the configuration with a git revision."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from codegen.cli import main
from codegen.diff.report.json import SCHEMA
from tests.diff.apis import api, operation, query
from tests.diff.inputs.test_diff_sources import commit, git, write

if TYPE_CHECKING:
    from collections.abc import Callable

OLD, NEW = api({"GET /a": operation(**query({"type": "string"}))}), api({"GET /a": operation()})
CONFIG = '[targets.one]\nspec = "docs/one.json"\n[targets.two]\nspec = "docs/two.json"\n'
REMOVED = "request-parameter-removed"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of a repository, with two documents; the first changed since the commit."""
    folder = tmp_path / "sub"
    write(folder / "docs" / "one.json", OLD)
    write(folder / "docs" / "two.json", OLD)
    (folder / "codegen.toml").write_text(CONFIG)
    commit(tmp_path)
    write(folder / "docs" / "one.json", NEW)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run(*argv: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["diff", *argv])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_every_target_is_compared(project: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = run("HEAD", "--fail-on", "INFO")
    assert code == 1
    assert out.startswith("HEAD:one -> one: 1 change")
    assert "\nHEAD:two -> two: no changes" in out
    assert run("HEAD", "--target", "two", "--fail-on", "INFO")[0] == 0
    os.chdir(project / "docs")
    assert run("HEAD")[1] == out


def test_formats_of_several_targets_are_one_document(run: Callable[..., tuple[int, str, str]], project: Path) -> None:
    reports: list[dict[str, Any]] = json.loads(run("HEAD", "--format", "json")[1])
    assert [(item["new"], [finding["id"] for finding in item["findings"]]) for item in reports] == [
        ("one", [REMOVED]),
        ("two", []),
    ]
    for report in reports:
        Draft202012Validator(json.loads(SCHEMA.read_text())).validate(report)
    suites = ET.fromstring(run("HEAD", "--format", "junit")[1])  # noqa: S314 - our own report
    assert [suite.get("name") for suite in suites] == ["codegen diff one", "codegen diff two"]
    assert len(json.loads(run("HEAD", "--format", "sarif")[1])["runs"]) == 2
    assert run("HEAD", "--format", "github")[1].count("::") >= 2
    assert run("HEAD", "--format", "html")[2] == "codegen: --format html shows one target: add --target NAME\n"
    assert run("HEAD", "--format", "html", "--target", "one", "--output", "report.html")[0] == 1
    assert (project / "report.html").is_file()


def test_documents_that_moved_are_found_by_the_configuration_of_the_base(
    project: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    (project / "docs" / "one.json").rename(project / "moved.json")
    (project / "codegen.toml").write_text(
        CONFIG.replace("docs/one", "moved") + '[targets.three]\nspec = "docs/three.json"\n'
    )
    write(project / "docs" / "three.json", NEW)
    _, out, err = run("HEAD")
    assert out.startswith("HEAD:one -> one: 1 change")
    assert err == "three does not exist in HEAD, and is not compared\n"


def test_documents_in_parts_and_tables(project: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    parts = api({"GET /a": operation(**query({"$ref": "parts/p.json"}))})
    write(project / "docs" / "one.json", parts)
    write(project / "docs" / "parts" / "p.json", {"type": "string"})
    (project / "tables").mkdir()
    (project / "tables" / "a.md").write_text(
        "## Thing\n\n| Name | Type |\n|---|---|\n| id | string |\n| n | string |\n"
    )
    (project / "codegen.toml").write_text(
        '[targets.one]\nspec = "docs/one.json"\n[targets.two]\ntables = ["tables/*.md"]\n'
    )
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "parts")
    write(project / "docs" / "parts" / "p.json", {"type": "integer"})
    (project / "tables" / "a.md").write_text("## Thing\n\n| Name | Type |\n|---|---|\n| id | string |\n")
    reports = json.loads(run("HEAD", "--format", "json")[1])
    assert [len(item["findings"]) for item in reports] == [1, 1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere",), "nowhere is not a file, a folder, a target of the configuration, or REVISION:PATH"),
        (("HEAD", "--scan", "."), "--scan compares one document: give HEAD:PATH as OLD"),
        (("HEAD", "--target", "tow"), "no target 'tow': did you mean 'two'?"),
    ],
)
@pytest.mark.usefixtures("project")
def test_wrong_arguments_are_one_line(
    arguments: tuple[str, ...], message: str, run: Callable[..., tuple[int, str, str]]
) -> None:
    code, _, err = run(*arguments)
    assert code == 2
    assert message in err
    assert err.count("\n") == 1


def test_an_invalid_document_is_an_error(project: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    (project / "docs" / "two.json").write_text("{")
    code, out, err = run("HEAD")
    assert (code, out) == (2, "")
    assert "docs/two.json:1:2: error[json-syntax]" in err
