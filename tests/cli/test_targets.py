"""Targets of discovered documents, those that changed since a revision, and shares of them."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from codegen.cli.entry import main
from codegen.config.discovered import target_name

if TYPE_CHECKING:
    from pathlib import Path

_CONFIG = (
    '[discover]\nglob = "services/*/openapi.yaml"\nignore = ["*/draft/*"]\nemit = ["models"]\nformatter = "none"\n'
)
_DOCUMENT = (
    'openapi: 3.1.0\ninfo: {title: A, version: "1"}\npaths: {}\ncomponents: {schemas: {Item: {$ref: "item.yaml"}}}\n'
)
_ITEM = "type: object\nproperties: {a: {type: string}}\n"
SERVICES = ("billing", "orders", "ship-it")


def _git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(
        ["git", *identity, *arguments],  # noqa: S607
        cwd=folder,
        check=True,
        capture_output=True,
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for service in (*SERVICES, "draft"):
        place = tmp_path / "services" / service
        place.mkdir(parents=True)
        (place / "openapi.yaml").write_text(_DOCUMENT, encoding="utf-8")
        (place / "item.yaml").write_text(_ITEM, encoding="utf-8")
    (tmp_path / "codegen.toml").write_text(_CONFIG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("path", "pattern", "name"),
    [
        ("services/billing/openapi.yaml", "services/*/openapi.yaml", "billing"),
        ("specs/a-b.v1.yaml", "specs/*.yaml", "a_b_v1"),
        ("a/b/c/openapi.json", "**/openapi.json", "a_b_c"),
        ("a/Public.JSON", "a/Public.JSON", "a"),
        ("openapi.json", "**/openapi.json", "openapi"),
        ("x/1st/o.json", "x/*/o.json", "api_1st"),
        ("s/class/o.yaml", "s/*/o.yaml", "api_class"),
    ],
)
def test_targets_are_named_after_what_wildcards_match(path: str, pattern: str, name: str) -> None:
    assert target_name(path, pattern) == name


def test_each_document_is_a_target(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--jobs", "1"]) == 0
    assert sorted(path.name for path in (folder / "generated").iterdir()) == ["billing", "orders", "ship_it"]
    (folder / "generated/billing/openapi.yaml").write_text(_DOCUMENT, encoding="utf-8")
    capsys.readouterr()
    assert main(["targets", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["names"] == ["billing", "orders", "ship_it"]
    assert shown["targets"][0] == {
        "name": "billing",
        "spec": "services/billing/openapi.yaml",
        "tables": [],
        "package": "billing",
        "folder": "generated/billing",
    }


def test_a_table_of_its_own_replaces_the_shared_settings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = '[targets.money]\nspec = "services/billing/openapi.yaml"\n'
    (folder / "codegen.toml").write_text(_CONFIG + own, encoding="utf-8")
    assert main(["targets"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "money: services/billing/openapi.yaml",
        "orders: services/orders/openapi.yaml",
        "ship_it: services/ship-it/openapi.yaml",
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('glob = "api/*.yaml"', "codegen.toml:2:1: error[config-invalid]: 'glob': matches no document"),
        ('glob = "../*.yaml"', "error[config-invalid]: 'glob': set glob to patterns of paths below this folder"),
        ("glob = 3", "error[config-invalid]: 'glob': must be a list of strings"),
        ("glob = []", "error[config-invalid]: 'glob': set glob to patterns of paths below this folder"),
        ('glob = "services/*/*.yaml"\nspec = "a"', "codegen.toml:3:1: error[unknown-config-key]: unknown key 'spec'"),
    ],
)
def test_wrong_patterns(folder: Path, line: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "codegen.toml").write_text(f"[discover]\n{line}\n", encoding="utf-8")
    assert main(["targets"]) == 2
    assert message in capsys.readouterr().err


def test_documents_of_one_name_are_an_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "services/ship_it").mkdir()
    (folder / "services/ship_it/openapi.yaml").write_text(_DOCUMENT, encoding="utf-8")
    assert main(["targets"]) == 2
    assert (
        "services/ship-it/openapi.yaml and services/ship_it/openapi.yaml both give the name 'ship_it'"
        in capsys.readouterr().err
    )


def _changed(capsys: pytest.CaptureFixture[str]) -> dict[str, list[str]]:
    capsys.readouterr()
    assert main(["targets", "--changed-since", "HEAD", "--format", "json"]) == 0
    return {row["name"]: row["changed"] for row in json.loads(capsys.readouterr().out)["targets"]}


@pytest.mark.slow
def test_targets_that_changed_since_a_revision(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "-q", "--jobs", "1"]) == 0
    _git(folder, "init", "--quiet")
    _git(folder, "add", ".")
    _git(folder, "commit", "--quiet", "--message", "a")
    assert _changed(capsys) == {}

    (folder / "services/orders/item.yaml").write_text(_ITEM + "# note\n", encoding="utf-8")
    (folder / "README.md").touch()
    assert _changed(capsys) == {"orders": ["input"]}

    _git(folder, "commit", "--quiet", "--all", "--message", "b")
    (folder / "codegen.toml").write_text(_CONFIG.replace('"none"', '"black"'), encoding="utf-8")
    assert _changed(capsys) == {name: ["settings"] for name in ("billing", "orders", "ship_it")}

    (folder / "codegen.toml").write_text(_CONFIG, encoding="utf-8")
    lock = folder / "generated/billing/codegen.lock"
    lock.write_text(lock.read_text(encoding="utf-8").replace('"generator": "', '"generator": "0.0.'), encoding="utf-8")
    _git(folder, "commit", "--quiet", "--all", "--message", "c")
    assert _changed(capsys) == {"billing": ["generator"]}

    assert main(["targets", "--changed-since", "nothing"]) == 2
    assert "codegen: git cannot compare with 'nothing': " in capsys.readouterr().err


def test_shares(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del folder
    names = []
    for share in ("1/2", "2/2"):
        assert main(["targets", "--shard", share, "--format", "json"]) == 0
        names += json.loads(capsys.readouterr().out)["names"]
    assert sorted(names) == ["billing", "orders", "ship_it"]
    assert main(["generate", "--shard", "9/9"]) == 0
    assert capsys.readouterr().err == "codegen: no target is in this share of 3\n"
    with pytest.raises(SystemExit):
        main(["generate", "--shard", "3/2"])
    assert "argument --shard: '3/2' is not I/N with 1 <= I <= N" in capsys.readouterr().err
