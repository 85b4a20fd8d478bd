"""The code of the pages: the start, the tutorial and the how-to guides are run, all others are parsed.

``make docs`` sets DOCS and runs all of these pages; ``make test`` runs the start only.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import sys
import tomllib
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml

from codegen.cli.entry import make_parser
from codegen.config import load_config
from codegen.core.diagnostic import Diagnostics
from codegen.python.parts import PARTS
from tests.support.pages import ROOT, Block, Runner, blocks

RUN = [ROOT / "docs" / "index.md", ROOT / "docs" / "tutorial.md", *sorted((ROOT / "docs" / "how-to").glob("*.md"))]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
_PLACEHOLDER = re.compile(r"…|\[(?:-|[A-Z])|\b[A-Z_]{3,}\b(?!=)|\|")


@pytest.mark.slow
@pytest.mark.parametrize("page", RUN if os.environ.get("DOCS") else RUN[:1], ids=lambda page: page.stem)
def test_the_code_of_a_page_runs(page: Path, tmp_path: Path) -> None:
    binaries = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environ = {**os.environ, "PATH": binaries, "PYTHONPATH": "generated:src", "PYTHONDONTWRITEBYTECODE": "1"}
    environ["PYTHONUNBUFFERED"] = "1"  # both outputs in the order of writing, as on a terminal
    with ExitStack() as stack:
        runner = Runner(tmp_path, environ, stack)
        for block in blocks(page):
            runner.run(block)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_code_is_valid(page: Path, tmp_path: Path) -> None:
    for block in blocks(page):
        try:
            _check(block, tmp_path)
        except (SyntaxError, ValueError, yaml.YAMLError) as error:
            pytest.fail(f"{page.name}:{block.line}: {error}")


def _check(block: Block, folder: Path) -> None:
    """Raise an exception for a block that is not valid."""
    if block.language == "python":
        ast.parse(block.text.replace("(…", "(...").replace("…)", "...)"))
    elif block.language == "toml":
        _check_toml(block, folder)
    elif block.language == "yaml":
        list(yaml.safe_load_all(block.text))
    elif block.language == "json":
        json.loads(block.text)
    elif block.language in {"sh", "console"}:
        for line in block.text.splitlines():
            _check_command(line.removeprefix("$ "))


def _check_toml(block: Block, folder: Path) -> None:
    """Check that the file is one of TOML, and its keys if it is a configuration."""
    data = tomllib.loads(block.text)
    if "targets" in data or "tables" in data or "verify" in data:
        path = folder / "codegen.toml"
        path.write_text(block.text, encoding="utf-8")
        found = Diagnostics()
        load_config(path, found, PARTS)
        unknown = [item.message for item in found if "unknown key" in item.message]
        if unknown:
            raise ValueError(unknown)


def _check_command(line: str) -> None:
    """Check the arguments of a line that starts with codegen."""
    if not line.startswith("codegen ") or _PLACEHOLDER.search(line.partition("#")[0]):
        return
    argv = shlex.split(line.partition(" > ")[0], comments=True)[1:]
    try:
        make_parser(argv[0]).parse_args(argv)
    except SystemExit as error:
        if error.code:
            raise ValueError(line) from error
