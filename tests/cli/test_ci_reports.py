"""Reports for CI: one document per run, in JSON (with a schema), JUnit and SARIF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from codegen.cli.commands.schema import SCHEMAS
from codegen.cli.entry import main
from codegen.output import MANIFEST

from .conftest import Shell

if TYPE_CHECKING:
    from collections.abc import Callable

_DOCS = Path(__file__).parents[2] / "docs" / "schemas"
_CONFIG = '[targets.a]\nspec = "a.yaml"\n'
_VALIDATOR = Draft202012Validator(json.loads(SCHEMAS["report"].read_text()))


@pytest.fixture
def project(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.chdir(shell.cwd)
    shell.write("codegen.toml", _CONFIG)
    shell.write("a.yaml", "warning odd\n")
    assert shell("generate") == 0
    return shell


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    def run(*argv: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main(argv)
        return code, capsys.readouterr().out

    return run


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas_are_valid_printed_and_published(name: str, run: Callable[..., tuple[int, str]]) -> None:
    code, out = run("schema", name)
    assert code == 0
    Draft202012Validator.check_schema(json.loads(out))
    assert json.loads((_DOCS / f"{name}.json").read_text()) == json.loads(out)


def _validated(out: str, command: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(out)
    _VALIDATOR.validate(value)
    assert value["command"] == command
    return value


def test_generate_and_check(project: Shell) -> None:
    assert project("generate", "--format", "json") == 0
    value = _validated(project.out, "generate")
    assert [item["code"] for item in value["diagnostics"]] == ["invalid-value"]
    project.write("generated/a/__init__.py", "edited\n")
    assert project("check", "--format", "json") == 1
    (row,) = _validated(project.out, "check")["results"]
    assert (row["fresh"], row["changed"], row["causes"][0]["kind"]) == (False, ["__init__.py"], "edited")
    assert not _VALIDATOR.is_valid({"command": "check", "diagnostics": [], "results": [{**row, "other": 1}]})
    assert project("generate", "--force", "--format", "json") == 0
    (row,) = _validated(project.out, "generate")["results"]
    assert (row["set_aside"], row["aside"]) == (["__init__.py"], "generated/.a.edits")
    project.write("generated/a/__init__.py", "edited\n")
    assert project("generate", "--merge", "--format", "json") == 0
    assert _validated(project.out, "generate")["results"][0]["message"] == "kept as edited"
    project.write("a.yaml", "error x\n")
    for command in ("generate", "check"):
        assert project(command, "--format", "json") == 2
        value = _validated(project.out, command)
        assert [item["severity"] for item in value["diagnostics"]] == ["error"]
        assert value["results"] == []


def test_verify_and_vendor(project: Shell, run: Callable[..., tuple[int, str]]) -> None:
    assert run("vendor", "add", "generated/a", "--into", "src", "--format", "json")[0] == 0
    for argv in (("verify",), ("vendor", "verify"), ("vendor", "status"), ("vendor", "update")):
        code, out = run(*argv, "--format", "json")
        assert code == 0
        _validated(out, " ".join(argv))
    project.write("src/a/__init__.py", "edited\n")
    code, out = run("vendor", "accept", "--format", "json")
    assert code == 0
    assert _validated(out, "vendor accept")["results"][1]["accepted"] == ["__init__.py"]
    (project.cwd / "generated" / "a" / MANIFEST).write_text("<<<<<<< HEAD\n{}\n")
    code, out = run("verify", "--format", "json")
    assert code == 2
    assert [bool(row["error"]) for row in _validated(out, "verify")["results"]] == [True, False]
    code, out = run("vendor", "remove", "src", "--force", "--format", "json")
    assert _validated(out, "vendor remove")["results"][0]["action"] == "removed"


@pytest.mark.parametrize(("command", "rule"), [("check", "not-up-to-date"), ("verify", "edited")])
def test_junit_and_sarif(project: Shell, run: Callable[..., tuple[int, str]], command: str, rule: str) -> None:
    def report(form: str) -> tuple[int, str]:
        if command == "verify":
            return run("verify", "--format", form)
        return project("check", "--format", form), project.out

    code, out = report("junit")
    (suite,) = ET.fromstring(out)  # noqa: S314 - our own report
    assert (code, suite.get("failures")) == (0, "0")
    assert "generated/a" in {case.get("name") for case in suite}
    code, out = report("sarif")
    assert (code, [item["level"] for item in json.loads(out)["runs"][0]["results"]]) == (
        0,
        ["warning"] if command == "check" else [],
    )
    project.write("generated/a/__init__.py", "edited\n")
    code, out = report("junit")
    (suite,) = ET.fromstring(out)  # noqa: S314 - our own report
    assert (code, suite.get("failures")) == (1, "1")
    (failed,) = [case for case in suite if case.find("failure") is not None]
    assert failed.get("classname") == f"codegen.{command}.{rule}"
    code, out = report("sarif")
    (scan,) = json.loads(out)["runs"]
    found = next(item for item in scan["results"] if item["level"] == "error")
    assert (code, found["ruleId"]) == (1, rule)
    assert rule in {item["id"] for item in scan["tool"]["driver"]["rules"]}
    assert found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("generated/a/")


def test_orphans_are_named(project: Shell, run: Callable[..., tuple[int, str]]) -> None:
    project.write("codegen.toml", _CONFIG.replace("targets.a", "targets.b"))
    assert project("generate") == 0
    assert "generated/a: warning[output-orphan]: no target of codegen.toml writes this package" in project.err
    assert project("check") == 0
    assert "output-orphan" in project.err
    code, out = run("verify")
    assert code == 0
    assert "generated/a: no target of the configuration writes this package" in out
    project.write("codegen.toml", _CONFIG.replace("targets.a", "targets.b") + '[verify]\npackages = ["generated/a"]\n')
    assert project("check") == 0
    assert "output-orphan" not in project.err


def test_expected_packages_and_excluded_folders(project: Shell, run: Callable[..., tuple[int, str]]) -> None:
    project.write("golden/case/models/a.py", "# Generated by spec-codegen. Do not edit.\n")
    code, out = run("verify")
    assert code == 1
    assert "golden/case/models/codegen.lock: missing" in out
    project.write("codegen.toml", _CONFIG + '[verify]\nexclude = ["golden/*"]\npackages = ["src/lost"]\n')
    for argv in (("verify",), ("vendor", "verify")):
        code, out = run(*argv)
        assert code == 1
        assert "src/lost/codegen.lock: missing" in out
        assert "golden" not in out
    project.write("codegen.toml", '[verify]\nexclude = ["golden/*"]\npackages = ["generated/a"]\n')
    assert run("verify")[0] == 0
    assert project("generate") == 2
    assert "no target is configured in codegen.toml" in project.err
    project.write("codegen.toml", _CONFIG + "[verify]\nexcluded = []\n")
    assert project("generate") == 2
    assert "did you mean 'exclude'?" in project.err


@pytest.mark.slow
def test_a_real_package_and_an_overlay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[..., tuple[int, str]]
) -> None:
    (tmp_path / "api.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths:\n  /items:\n    get:\n"
        "      responses: {'200': {description: '', content: {application/json: {schema: {type: object}}}}}\n"
    )
    (tmp_path / "overlay.yaml").write_text(
        "overlay: 1.1.0\ninfo: {title: O, version: '1'}\nactions: [{target: $.none, remove: true}]\n"
    )
    monkeypatch.chdir(tmp_path)
    code, out = run(
        "generate", "--spec", "api.yaml", "--emit", "models,client", "--formatter", "none", "--format", "json"
    )
    (row,) = _validated(out, "generate")["results"]
    assert (code, row["operations"], row["import"]) == (0, 1, "from api import Client")
    code, out = run("overlay", "check", "api.yaml", "overlay.yaml", "--format", "json")
    report = _validated(out, "overlay check")
    assert (code, report["results"]) == (1, [{"kind": "overlay", "document": "api.yaml", "actions": 1, "failing": 1}])
