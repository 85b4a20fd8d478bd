"""Tests that commands print escaped text and an exit code for hostile documents."""

from __future__ import annotations

import copy
import itertools
import json
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import strategies as st

from codegen.cli import main
from tests.support.fuzzing import BATCHES, Data, Run
from tests.support.hostile import CALL, TEXTS, hostile_document
from tests.support.mutations import PETS, changed_text, mutated, places

pytestmark = pytest.mark.slow

MARKUP = st.sampled_from(
    ["<script>pwned_call()</script>", "</td><img src=x onerror=pwned_call()>", "&lt;", "]]>", "<!--"]
)
HOSTILE = TEXTS | MARKUP | st.tuples(TEXTS, MARKUP).map("".join)
SPOTS = list(places(PETS))
COMMANDS = (
    ("diff", "old.json", "new.json", "--format", "text"),
    ("diff", "old.json", "new.json", "--format", "json"),
    ("diff", "old.json", "new.json", "--format", "markdown"),
    ("diff", "old.json", "new.json", "--format", "html"),
    ("diff", "old.json", "new.json", "--format", "github"),
    ("diff", "old.json", "new.json", "--format", "junit"),
    ("diff", "old.json", "new.json", "--format", "sarif"),
    ("show", "new.json"),
    ("show", "new.json", "--format", "json"),
    ("tables", "write", "--spec", "new.json", "--output", "pages"),
    ("tables", "check", "page.md", "--spec", "new.json", "--format", "markdown"),
    ("tables", "show", "page.md", "--format", "text"),
    ("tables", "show", "page.md", "--format", "json"),
    ("tables", "show", "page.md", "--format", "yaml"),
    ("tables", "export", "page.md", "--output", "out.json"),
    ("tables", "export", "page.md", "--format", "yaml"),
)
PAGE = "# The {} object\n\n| Field | Type | Description |\n|---|---|---|\n| {} | {} | {} |\n"


class Tags(HTMLParser):
    """Collects elements and attributes of a page that could execute code."""

    def __init__(self) -> None:
        super().__init__()
        self.strange: list[str] = []
        self.data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.strange += [name for name, _ in attrs if name.startswith("on")]
        self.strange += [str(value) for name, value in attrs if name == "src" or "javascript:" in (value or "")]
        self.data = tag == "script" and dict(attrs).get("type") == "application/json"
        self.strange += [tag] if tag in {"img", "iframe", "object", "embed", "base", "link"} else []

    def handle_endtag(self, tag: str) -> None:
        self.data = False if tag == "script" else self.data

    def handle_data(self, data: str) -> None:
        """Check the content of scripts, and that embedded data is data."""
        if self.data:
            json.loads(data)
        elif self.cdata_elem == "script" and CALL in data:
            self.strange.append(data)


def check_output(command: tuple[str, ...], out: str) -> None:
    """Check that the output contains nothing executable."""
    match command[-1]:
        case "json" | "sarif":
            json.loads(out)
        case "junit":
            ET.fromstring(out)  # noqa: S314 - what was written just now
        case "html":
            tags = Tags()
            tags.feed(out)
            assert not tags.strange, tags.strange
        case "github":
            assert all(re.match(r"::(error|warning|notice) ", line) for line in out.splitlines() if "::" in line[:2])
        case _:
            assert all(char.isprintable() or char == "\n" for char in out)
    assert not re.search(r"##\w*\[", out), out
    if command[-1] in {"text", "markdown"}:
        assert not any(line.lstrip().startswith("::") for line in out.split("\n")), out


@pytest.mark.parametrize("batch", BATCHES)
def test_hostile_arguments_of_commands(
    run: Run, batch: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def documents(data: Data) -> tuple[Any, Any]:
        match data.draw(st.integers(0, 2)):
            case 0:
                return PETS, data.draw(mutated())
            case 1:
                texts = itertools.cycle(data.draw(st.lists(HOSTILE, min_size=1, max_size=9)))
                others = itertools.cycle(data.draw(st.lists(HOSTILE, min_size=1, max_size=9)))
                return hostile_document(lambda: next(texts))[0], hostile_document(lambda: next(others))[0]
            case _:
                document = copy.deepcopy(PETS)
                for _ in range(data.draw(st.integers(1, 5))):
                    changed_text(data.draw, document, data.draw(st.sampled_from(SPOTS)), HOSTILE)
                return PETS, document

    def check(data: Data) -> None:
        old, new = documents(data)
        cells = [data.draw(HOSTILE).replace("|", "\\|").replace("\n", " ") for _ in range(4)]
        run.write(
            {
                "old.json": json.dumps(old).encode(),
                "new.json": json.dumps(new).encode(),
                "page.md": PAGE.format(*cells).encode(),
            }
        )
        monkeypatch.chdir(run.folder)
        command = data.draw(st.sampled_from(COMMANDS))
        code = main(list(command))
        said = capsys.readouterr()
        assert code in {0, 1, 2}, said.err
        assert "Traceback" not in said.err
        assert not re.search(r"##\w*\[", said.err), said.err
        assert all(line.isprintable() and not line.lstrip().startswith("::") for line in said.err.split("\n")), said.err
        if said.out:
            check_output(command, said.out)

    assert run.batch == batch
    run.cases(check)
