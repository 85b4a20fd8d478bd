"""The pages of the repository are true: paths and links exist, and tables have the rows of the code."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegen.cli.registry import COMMANDS
from tests.architecture.test_layers import GENERATOR
from tests.support.cli_page import PAGE, cli_page

_ROOT = Path(__file__).parents[2]
_TREE = ("codegen", "runtime", "templates", "tests", "docs", "scripts", "benchmarks", "examples", "action")
_NAMED = re.compile(rf"`((?:{'|'.join(_TREE)})/[\w./-]+)`")
_SHORT = re.compile(r"`((?:[a-z_0-9]+/)+[\w.]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_PASSES = ("codegen.passes.", "codegen.python.lowering.", "codegen.python.naming")
PAGES = sorted([*_ROOT.glob("*.md"), *(_ROOT / "docs").rglob("*.md")], key=str)


def _text(page: Path) -> str:
    return _FENCED.sub("", page.read_text(encoding="utf-8"))


def _anchors(page: Path) -> set[str]:
    """Return the anchors of the headings as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", _text(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_exist(page: Path) -> None:
    paths = set(_NAMED.findall(_text(page))) - {"docs/index.md"}  # of generated packages
    assert [path for path in sorted(paths) if not (_ROOT / path).exists()] == []


def test_short_paths_of_the_architecture_exist() -> None:
    paths = set(_SHORT.findall(_text(_ROOT / "docs" / "architecture.md")))
    assert len(paths) > 10
    known = ("", "codegen", "codegen/openapi/reader", "generated/promotion_codes_clover")
    assert [path for path in sorted(paths) if not any((_ROOT / base / path).exists() for base in known)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in _LINK.findall(re.sub(r"`[^`]*`", "", _text(page))):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if "://" in link or link.startswith("mailto:"):
            continue
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_page_is_in_the_navigation_and_in_the_list_for_language_models() -> None:
    docs = _ROOT / "docs"
    pages = sorted(page.relative_to(docs).as_posix() for page in docs.rglob("*.md"))
    site = tomllib.loads((_ROOT / "zensical.toml").read_text(encoding="utf-8"))
    assert sorted(_leaves(site["project"]["nav"])) == pages
    assert sorted(set(re.findall(r"\(([\w/-]+\.md)\)", (docs / "llms.txt").read_text(encoding="utf-8")))) == pages


def _leaves(entries: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the pages of a navigation."""
    for entry in entries:
        for value in entry.values():
            yield from [value] if isinstance(value, str) else _leaves(value)


def test_the_page_of_commands_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == cli_page()


def test_the_table_of_passes_has_their_order() -> None:
    text = _text(_ROOT / "docs" / "architecture.md")
    table = text[text.index("## Order of the passes") : text.index("## Names and code are types")]
    names = re.findall(r"^\| `(\w+)`", table, re.MULTILINE)
    steps = ast.parse((_ROOT / "codegen" / "pipeline" / "steps.py").read_text(encoding="utf-8"))
    passes = {
        alias.name
        for node in steps.body
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith(_PASSES)
        for alias in node.names
    }
    prepared = next(node for node in steps.body if isinstance(node, ast.FunctionDef) and node.name == "_prepared")
    calls = _Calls()
    calls.visit(prepared)
    known = passes - {"NamingOptions", "OperationPatterns", "module_roots"} | {"_join_tables"}
    assert [name for name in calls.names if name in known] == names


def _rows(page: Path, heading: str = "") -> list[list[str]]:
    """Return the cells of the tables of a section, or of the whole page."""
    text = _text(page)
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0] if heading else text
    lines = section.splitlines()
    return [line.strip("| ").split(" | ") for line in lines if line.startswith("| ") and not line.startswith("| |")]


def test_the_table_of_packages_has_their_layers() -> None:
    stated: dict[str, set[str]] = {}
    rows = _rows(_ROOT / "docs" / "architecture.md", "Packages")[1:]
    names = [re.findall(r"`(\w+)`", row[0]) for row in rows]
    known = {name for row in names for name in row}
    for packages, (_, _, text) in zip(names, rows, strict=True):
        listed = set(re.findall(r"`(\w+)`", text))
        allowed = set(stated) - listed if "above" in text else known if text == "all" else listed
        stated |= {package: allowed - {package} for package in packages}
    assert stated == {name: allowed - {name} for name, allowed in GENERATOR.allowed.items() if name != "__main__"}


def test_the_readme_has_a_row_for_each_command_and_page() -> None:
    readme = _ROOT / "README.md"
    commands = [row[0].split()[1].strip("`") for row in _rows(readme, "Commands")[1:]]
    assert sorted(commands) == sorted(row.name for row in COMMANDS)
    links = [link for row in _rows(readme, "Documentation") for link in _LINK.findall(row[0])]
    pages = [f"docs/{page.name}" for page in (_ROOT / "docs").glob("*.md")]
    assert sorted(link for link in links if link.startswith("docs/")) == sorted(pages)


def test_the_page_of_dependencies_has_a_row_for_each() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    groups = [project["project"]["dependencies"], *extras.values(), *project["dependency-groups"].values()]
    required = {re.split(r"[\[<>=~!; ]", text)[0] for group in groups for text in group if isinstance(text, str)}
    page = _ROOT / "docs" / "dependencies.md"
    assert {name for row in _rows(page) for name in row[0].split(", ")} - {"package"} == required
    assert [extra for extra in extras if f"(extra `{extra}`" not in _text(page)] == []


class _Calls(ast.NodeVisitor):
    """Collects the names of called functions in the order of evaluation."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name):
            self.names.append(node.func.id)
