"""``codegen diff`` from its arguments to its exit code."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from codegen.cli import main
from tests.diff.apis import api, operation, query

TEXT: Any = {"type": "string"}
OLD = api({"GET /a": operation(**query(TEXT))})
NEW = api({"GET /a": operation()})
MORE = api({"GET /a": operation(**query(TEXT)), "GET /b": operation(operationId="b")})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in (("old", OLD), ("new", NEW), ("more", MORE)):
        (tmp_path / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
    config = "[targets.one]\nspec = 'new.json'\n[targets.two]\nspec = 'old.json'\n"
    (tmp_path / "codegen.toml").write_text(config, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["old.json", "new.json"], 1),
        (["old.json", "old.json"], 0),
        (["old.json", "more.json"], 0),
        (["old.json", "more.json", "--fail-on", "INFO"], 1),
        (["old.json", "new.json", "--fail-on", "NONE"], 0),
        (["two", "one"], 1),
        (["old.json", "--target", "one"], 1),
        (["old.json", "--target", "two"], 0),
        (["old.json", "nothing.json"], 2),
        (["old.json"], 2),
        (["old.json", "--target", "three"], 2),
    ],
)
def test_exit_codes(arguments: list[str], code: int) -> None:
    assert main(["diff", *arguments]) == code


@pytest.mark.usefixtures("folder")
def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    main(["diff", "old.json", "new.json"])
    assert capsys.readouterr().out == (
        "old.json -> new.json: 1 change; 0 break the wire, 1 break callers, 1 break services; suggested bump: major\n"
        "\n"
        "Breaking (1)\n"
        "  removed query parameter `p` from `GET /a`\n"
        "      wire WARN caller ERR service ERR  [request-parameter-removed]\n"
        "      stop passing p= to a.retrieve()\n"
    )


@pytest.mark.usefixtures("folder")
def test_annotations_name_file_and_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("sub").mkdir()
    Path("sub/new.json").write_text(json.dumps(NEW, indent=1), encoding="utf-8")
    main(["diff", "old.json", "sub/new.json", "--format", "github"])
    assert capsys.readouterr().out.startswith("::error file=sub/new.json,line=9,col=4,title=codegen diff request-")
    main(["diff", "old.json", "sub/new.json", "--format", "sarif"])
    place = json.loads(capsys.readouterr().out)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "sub/new.json"}, "region": {"startLine": 9, "startColumn": 4}}


def test_output_to_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "old.json", "new.json", "--format", "json", "--output", "report.json"]) == 1
    assert json.loads((folder / "report.json").read_text(encoding="utf-8"))["bump"] == "major"
    assert capsys.readouterr().out == ""


def test_approve_writes_a_row(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["diff", "old.json", "new.json", "--format", "json"])
    (change,) = json.loads(capsys.readouterr().out)["findings"]
    (folder / "accepted.toml").write_text("# ours", encoding="utf-8")
    approve = ["--ignore", "accepted.toml", "--approve", change["fingerprint"], "--reason", 'a "b"\n']
    for _ in range(2):  # the second run adds no row
        assert main(["diff", "old.json", "new.json", *approve, "--until", "2999-01-31"]) == 0
        assert "no changes; 1 ignored" in capsys.readouterr().out
    text = (folder / "accepted.toml").read_text(encoding="utf-8")
    assert text == (
        f'# ours\n\n[[ignore]]\nid = "request-parameter-removed"\nfingerprint = "{change["fingerprint"]}"\n'
        'reason = "a \\"b\\"\\u000A"\nexpires = 2999-01-31\n'
    )
    assert main(["diff", "old.json", "new.json", "--ignore", "accepted.toml"]) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--approve", "f" * 16, "--reason", "r"], "--approve needs --ignore"),
        (["--approve", "f" * 16, "--ignore", "a.toml"], "--approve needs --reason"),
        (["--reason", "r"], "--reason needs --approve"),
        (["--approve", "f" * 16, "--ignore", "a.toml", "--reason", "r"], "no change has the fingerprint"),
        (["--approve", "f" * 16, "--ignore", "a.toml", "--reason", "r", "--until", "soon"], "--until must be a date"),
    ],
)
def test_invalid_approvals(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["diff", "old.json", "new.json", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert not (folder / "a.toml").exists()


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["scan", "old.json", "new.json"], "codegen diff scan needs OLD, NEW and at least one file or folder"),
        (["fix"], "codegen diff fix needs OLD, NEW and at least one file or folder"),
        (["old.json", "new.json", "src"], "unexpected 'src'"),
    ],
)
def test_invalid_actions(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_scan_and_fix_are_the_options(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "caller.py").write_text("from old import Client\n\n\ndef f(c: Client) -> None:\n    c.a.list(p='x')\n")
    outputs = []
    for arguments in (
        ["scan", "old.json", "new.json", "caller.py"],
        ["old.json", "new.json", "--scan", "caller.py"],
        ["fix", "old.json", "new.json", "caller.py"],
        ["old.json", "new.json", "--scan", "caller.py", "--fix"],
    ):
        code = main(["diff", *arguments, "--package", "old"])
        outputs.append((code, capsys.readouterr().out))
    assert outputs[0] == outputs[1]
    assert outputs[2] == outputs[3]
    assert outputs[0] != outputs[2]


def test_severity_and_ignore_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "ignore.toml").write_text("[[ignore]]\nid = '*'\nreason = 'agreed'\n", encoding="utf-8")
    assert main(["diff", "old.json", "new.json", "--ignore", "ignore.toml"]) == 0
    assert "no changes; 1 ignored" in capsys.readouterr().out
    (folder / "levels").write_text("request-parameter-removed none\n", encoding="utf-8")
    assert main(["diff", "old.json", "new.json", "--severity", "levels"]) == 0


def test_a_revision(folder: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S607

    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    (folder / "new.json").write_text(json.dumps(MORE), encoding="utf-8")
    assert main(["diff", "HEAD:new.json"]) == 0
    assert main(["diff", "HEAD:new.json", "--fail-on", "INFO"]) == 1
    assert main(["diff", "HEAD:nothing.json"]) == 2
    assert main(["diff", "nowhere:new.json", "new.json"]) == 2


def test_an_invalid_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.json").write_text('{"openapi": "9.0"}', encoding="utf-8")
    assert main(["diff", "bad.json", "new.json"]) == 2
    assert "unsupported-version" in capsys.readouterr().err


def test_folders_of_tables(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = "| `{}` | string | Yes | Words. |\n"
    head = "# Thing\n\n| Field | Type | Required | Description |\n|---|---|---|---|\n"
    for name, fields in (("before", ("id", "coupon")), ("after", ("id", "promotion"))):
        (folder / name).mkdir()
        text = head + "".join(row.format(item) for item in fields)
        (folder / name / "thing.md").write_text(text, encoding="utf-8")
    assert main(["diff", "before", "after", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert sorted(item["id"] for item in found) == [
        "response-required-property-added",
        "response-required-property-removed",
    ]
