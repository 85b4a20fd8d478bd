"""Typical mistakes, and the message that each gets, as ``mistakes.txt`` has it (``--update-snapshots`` writes it)."""

from __future__ import annotations

import difflib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from codegen.cli import main

_SNAPSHOT = Path(__file__).with_name("mistakes.txt")
_SUMMARY = re.compile(r"^  (?:\d.* lines|inferred: .*|requires: .*|from \w+ import .*)(?:\n|\Z)", re.MULTILINE)
_MOST_LINES = 6 + 2
"""With the command and the exit code."""
_OBJECT: dict[str, Any] = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
_ITEM = {"description": "ok", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}}}
_SPEC = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {"/items": {"get": {"operationId": "listItems", "tags": ["items"], "responses": {"200": _ITEM}}}},
    "components": {"schemas": {"Item": _OBJECT}},
}
_CONFIG = '[targets.shop]\nspec = "api.json"\nformatter = "none"\nemit = ["models"]\n'
_PAGE = "## Item\n\n| Name | Type |\n|---|---|\n| id | string |\n"

# command, and files that are written before: a text, None to delete, or (old, new) to replace
MISTAKES: list[tuple[str, dict[str, str | tuple[str, str] | None]]] = [
    # commands and options
    ("", {}),
    ("genrate", {}),
    ("help genrate", {}),
    ("generate --spce api.json", {}),
    ("generate --spec", {}),
    ("generate shpo", {}),
    ("generate --format yaml", {}),
    ("generate --force --merge", {}),
    ("generate --spec api.json shop", {}),
    ("generate --output out", {}),
    ("generate --spec api.json --package class", {}),
    ("generate --spec api.json --package my-shop", {}),
    ("generate --spec api.json --emit modles", {}),
    ("generate --spec api.json --models dataclasses", {}),
    ("generate --spec api.json --models dataclass --emit client", {}),
    ("generate --config missing.toml", {}),
    ("generate --spec missing.json", {}),
    ("generate --spec .", {}),
    ("generate --spec page.md", {}),
    ("generate --tables missing/*.md", {}),
    ("generate --spec api.json --overlay missing.yaml", {}),
    ("generate --spec api.json --allow-refs ftp://example.com", {}),
    ("generate --scaffold service", {"codegen.toml": _CONFIG + '[targets.b]\nspec = "api.json"\n'}),
    ("check --diff all", {}),
    ("verify missing", {}),
    ("verify --format xml", {}),
    ("explain output-editd", {}),
    ("explain OUTPUT-EDITED", {}),
    ("schema", {}),
    ("schema check", {}),
    ("show missing", {}),
    # configuration
    ("generate", {"codegen.toml": None}),
    ("generate", {"codegen.toml": ""}),
    ("generate", {"codegen.toml": "[targets.shop\n"}),
    ("generate", {"codegen.toml": "[target.shop]\nspec = 'api.json'\n"}),
    ("generate", {"codegen.toml": "[targets.shop]\n"}),
    ("generate", {"codegen.toml": ("spec", "specs")}),
    ("generate", {"codegen.toml": ('"api.json"', '"apo.json"')}),
    ("generate", {"codegen.toml": ('"api.json"', "true")}),
    ("generate", {"codegen.toml": ('"none"', '"yapf"')}),
    ("generate", {"codegen.toml": ('"models"', '"model"')}),
    ("generate", {"codegen.toml": _CONFIG + 'package = "shop api"\n'}),
    ("generate", {"codegen.toml": _CONFIG + 'merge_base = "yes"\n'}),
    ("generate", {"codegen.toml": _CONFIG + 'authority = "docs"\n'}),
    ("generate", {"codegen.toml": _CONFIG + 'models = "attrs"\n'}),
    ("generate", {"codegen.toml": _CONFIG + 'allow_refs = ["gopher://x"]\n'}),
    ("generate", {"codegen.toml": _CONFIG + '[targets.shop.include]\ntag = ["items"]\n'}),
    ("generate", {"codegen.toml": _CONFIG + '[targets.shop.include]\npaths = "/items"\n'}),
    ("generate", {"codegen.toml": _CONFIG + '[targets.shop.names]\nItem = "item-1"\n'}),
    ("generate", {"codegen.toml": _CONFIG + '[targets.b]\nspec = "api.json"\npackage = "shop"\n'}),
    ("generate", {"codegen.toml": _CONFIG + '[verify]\npackage = ["a"]\n'}),
    ("generate", {"codegen.toml": '[verify]\npackages = ["a"]\n'}),
    ("generate", {"codegen.toml": "[verify]\nexclude = 1\n"}),
    # documents
    ("generate", {"api.json": ""}),
    ("generate", {"api.json": "<html>"}),
    ("generate", {"api.json": '{"swagger": "1.2"}'}),
    ("generate", {"api.json": ('"#/components/schemas/Item"', '"#/components/schemas/Itme"')}),
    ("generate", {"api.json": ('"string"', '"strin"')}),
    ("generate", {"api.json": ('"listItems"', "1")}),
    ("generate", {"api.json": "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n"}),
    # output
    ("generate", {"generated/shop/models/item.py": "mine\n"}),
    ("generate --merge", {"generated/shop/models/item.py": "<<<<<<< HEAD\n"}),
    ("generate", {"generated/shop/codegen.lock": "{}"}),
    ("generate", {"generated/shop/codegen.lock": None}),
    ("generate", {"generated": None, "generated/shop": "a file"}),
    ("check --diff none", {"generated/shop/models/item.py": None}),
    ("check --diff none", {"api.json": ('"Shop"', '"Store"')}),
    ("verify", {"generated/shop/models/item.py": "mine\n"}),
    ("verify", {"generated/shop/codegen.lock": None}),
    ("verify", {"generated/shop/codegen.lock": "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n"}),
    ("check --diff none", {"codegen.toml": ("targets.shop", "targets.store")}),
    # init
    ("init", {}),
    ("init missing.json", {"codegen.toml": None}),
    ("init page.md", {"codegen.toml": None}),
    ("init", {"codegen.toml": None, "b.json": json.dumps(_SPEC)}),
    # vendor
    ("vendor", {}),
    ("vendor ad", {}),
    ("vendor add generated/shop", {}),
    ("vendor add missing --into src", {}),
    ("vendor add package:no_such_package --into src", {}),
    ("vendor add git+file:/x --into src", {}),
    ("vendor add generated/shop --into src --only docs", {}),
    ("vendor add generated/shop --into src --include Itme", {}),
    ("vendor add generated/shop --into generated", {}),
    ("vendor add generated/shop --into src --tables page.md", {}),
    ("vendor update", {}),
    ("vendor verify src", {}),
    # tables
    ("tables", {}),
    ("tables show missing.md", {}),
    ("tables show api.json", {}),
    ("tables check page.md", {}),
    ("tables show page.md", {"page.md": "## Item\n\n| Name | Type |\n|---|---|\n| id | string | x | y |\n"}),
    # diff
    ("diff", {}),
    ("diff missing.json", {}),
    ("diff HEAD:missing.json", {}),
    ("diff nowhere:api.json", {}),
    ("diff HEAD --target shpo", {}),
    ("diff HEAD --format html", {"codegen.toml": _CONFIG + '[targets.b]\nspec = "api.json"\n'}),
    ("diff api.json api.json --fix", {}),
    ("diff api.json api.json --format docx", {}),
    ("diff api.json api.json --severity missing.txt", {}),
    ("diff HEAD api.json --fail-on err", {}),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of a repository with a document, a page and a generated package."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "api.json").write_text(json.dumps(_SPEC, indent=1) + "\n")
    (folder / "page.md").write_text(_PAGE)
    (folder / "codegen.toml").write_text(_CONFIG)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["generate"]) == 0
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for command in (("init", "--quiet"), ("add", "--all"), (*identity, "commit", "--quiet", "--message", "first")):
        subprocess.run(["git", *command], cwd=folder, check=True)  # noqa: S607 - the git of the machine
    return folder


def _change(folder: Path, files: dict[str, str | tuple[str, str] | None]) -> None:
    for path, change in files.items():
        place = folder / path
        match change:
            case None if place.is_dir():
                shutil.rmtree(place)
            case None:
                place.unlink()
            case str():
                place.parent.mkdir(exist_ok=True)
                place.write_text(change)
            case (old, new):
                text = place.read_text()
                assert old in text
                place.write_text(text.replace(old, new))


def _run(command: str) -> int:
    """Return the exit code."""
    try:
        return main(command.split())
    except SystemExit as error:
        return int(error.code or 0)


@pytest.mark.slow
def test_mistakes(
    made: Path,
    tmp_path: Path,
    updating: bool,  # noqa: FBT001 - a fixture
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    said: list[str] = []
    for number, (command, files) in enumerate(MISTAKES):
        folder = tmp_path / str(number) / "shop"
        shutil.copytree(made, folder)
        _change(folder, files)
        monkeypatch.chdir(folder)
        capsys.readouterr()
        code = _run(command)
        out, err = capsys.readouterr()
        text = (out + re.sub(r"\Ausage: .*?(?=^codegen)", "", err, flags=re.DOTALL | re.MULTILINE)).rstrip("\n")
        text = _SUMMARY.sub("", text)
        text = re.sub(
            r"\(choose from [^)]*", lambda found: found[0].replace("'", ""), text
        )  # quoted before Python 3.12
        changes = "".join(f"# {path}: {change!r}\n" for path, change in files.items())
        said.append(f"{changes}$ codegen {command}\n{text}\n[exit {code}]\n")
    current = "\n".join(said)
    if updating:
        _SNAPSHOT.write_text(current, encoding="utf-8", newline="\n")
    for text in said:
        assert not re.search("Traceback|internal error", text), text
        assert str(tmp_path) not in text, text
        assert len([line for line in text.splitlines() if not line.startswith("#")]) <= _MOST_LINES, text
    expected = _SNAPSHOT.read_text(encoding="utf-8") if _SNAPSHOT.exists() else ""
    assert list(difflib.unified_diff(expected.splitlines(), current.splitlines(), lineterm="")) == []
