"""The pages of the repository are true: paths and links exist, and the table of passes has their order."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_TREE = ("codegen", "runtime", "templates", "tests", "docs", "scripts", "benchmarks", "examples", "action")
_NAMED = re.compile(rf"`((?:{'|'.join(_TREE)})/[\w./-]+)`")
_SHORT = re.compile(r"`((?:[a-z_0-9]+/)+[\w.]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_PASSES = ("codegen.passes.", "codegen.python.lowering.", "codegen.python.naming")
PAGES = sorted([*_ROOT.glob("*.md"), *(_ROOT / "docs").glob("*.md")], key=str)


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


class _Calls(ast.NodeVisitor):
    """Collects the names of called functions in the order of evaluation."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name):
            self.names.append(node.func.id)
