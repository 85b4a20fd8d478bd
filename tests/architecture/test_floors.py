"""Imports only go down, between rooms and inside them (see CONTRIBUTING.md, "Floors")."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]

FLOORS: Mapping[str, int] = {
    "core": 1,
    "ir": 2,
    "render": 2,
    "output": 2,
    "config": 2,
    "read": 3,
    "passes": 3,
    "naming": 3,
    "emit": 4,
    "diff": 4,
    "sources": 4,
    "pipeline": 5,
    "workflows": 6,
    "cli": 7,
    "__main__": 8,
}
_MODULE = re.compile(r"codegen(\.[a-z_]\w*)+")


def module_name(path: str) -> str:
    """``codegen/a/__init__.py`` is ``codegen.a``."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported(tree: ast.AST, modules: set[str]) -> Iterator[tuple[int, str]]:
    """Yield (line, module of ours) for every import, also of modules that are named in strings for importlib."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names if alias.name.split(".")[0] == "codegen")
            case ast.ImportFrom(module=str(module), level=0, names=names) if module.split(".")[0] == "codegen":
                for alias in names:
                    name = f"{module}.{alias.name}"
                    yield node.lineno, name if name in modules else module
            case ast.Constant(value=str(text)) if _MODULE.fullmatch(text) and text in modules:
                yield node.lineno, text


def type_checking_lines(tree: ast.AST) -> set[int]:
    """Lines below ``if TYPE_CHECKING``: such imports count for the floors, but make no circle at run time."""
    blocks = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    )
    return {line for block in blocks for part in block.body for line in range(part.lineno, (part.end_lineno or 0) + 1)}


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def folder(module: str) -> str:
    """The folder inside of a room; what stands in the room itself is one of its own."""
    return ".".join(module.split(".")[:3])


def violations(sources: Mapping[str, str]) -> list[str]:
    """Return every broken rule of a set of files, given as posix path → text."""
    trees = {module_name(path): ast.parse(text) for path, text in sources.items()}
    modules = set(trees)
    found: list[str] = []
    graph: dict[str, set[str]] = {module: set() for module in modules}
    folders: dict[str, set[str]] = {folder(module): set() for module in modules}
    for module, tree in sorted(trees.items()):
        if room(module) and room(module) not in FLOORS:
            found.append(f"{module}: the room {room(module)!r} is on no floor")
            continue
        found += [f"{module}:{line}: a relative import" for line in _relative(tree)]
        found += [f"{module}:{line}: an import inside a function" for line in _nested(tree)]
        lazy = type_checking_lines(tree)
        for line, target in imported(tree, modules):
            if _upward(module, target):
                found.append(f"{module}:{line}: imports {target}, which is not below")
            if line not in lazy and target != module:
                graph[module].add(target)
                folders[folder(module)] |= {folder(target)} - {folder(module)}
    circles = _circles(graph)
    circles += [circle for circle in _circles(folders) if circle not in circles]
    return found + [f"a circle: {' -> '.join(circle)}" for circle in circles]


def _relative(tree: ast.AST) -> list[int]:
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]


def _nested(tree: ast.AST) -> list[int]:
    functions = (
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    )
    inner = (node for function in functions for node in ast.walk(function))
    return sorted({node.lineno for node in inner if isinstance(node, ast.Import | ast.ImportFrom)})


def _upward(module: str, target: str) -> bool:
    """Whether an import leaves its room without going down. The root package, which is its version, is below all."""
    if not room(target) or room(module) == room(target):
        return False
    return not room(module) or FLOORS.get(room(target), 99) >= FLOORS[room(module)]


def _circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the circles among modules, one for each strongly connected set; ``__init__`` modules count too."""
    reach: dict[str, set[str]] = {}
    for start in graph:
        seen: set[str] = set()
        queue = [start]
        while queue:
            for target in graph.get(queue.pop(), set()) - seen:
                seen.add(target)
                queue.append(target)
        reach[start] = seen
    sets = {tuple(sorted(b for b in reach[a] if a in reach.get(b, set()))) for a in graph if a in reach[a]}
    return [list(circle) for circle in sorted(sets)]


def _sources() -> dict[str, str]:
    paths = sorted((_ROOT / "codegen").rglob("*.py"))
    return {
        path.relative_to(_ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in paths
        if "_templates" not in path.parts
    }


def test_the_house_stands() -> None:
    sources = _sources()
    assert len(sources) > 20
    assert violations(sources) == []


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (
            {"codegen/core/a.py": "from codegen.ir import b", "codegen/ir/b.py": ""},
            "codegen.core.a:1: imports codegen.ir.b, which is not below",
        ),
        (
            {"codegen/read/a.py": "\nimport codegen.naming.b", "codegen/naming/b.py": ""},
            "codegen.read.a:2: imports codegen.naming.b, which is not below",
        ),
        (
            {
                "codegen/ir/a.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from codegen.cli import b",
                "codegen/cli/b.py": "",
            },
            "codegen.ir.a:3: imports codegen.cli.b, which is not below",
        ),
        (
            {"codegen/render/a.py": "NAME = 'codegen.emit.b'", "codegen/emit/b.py": ""},
            "codegen.render.a:1: imports codegen.emit.b, which is not below",
        ),
        (
            {"codegen/emit/a.py": "from codegen import workflows", "codegen/workflows/__init__.py": ""},
            "codegen.emit.a:1: imports codegen.workflows, which is not below",
        ),
        (
            {"codegen/__init__.py": "from codegen.core import a", "codegen/core/a.py": ""},
            "codegen:1: imports codegen.core.a, which is not below",
        ),
        ({"codegen/cli/a.py": "def f():\n    import json"}, "codegen.cli.a:2: an import inside a function"),
        ({"codegen/cli/a.py": "from . import b"}, "codegen.cli.a:1: a relative import"),
        ({"codegen/utils/a.py": ""}, "codegen.utils.a: the room 'utils' is on no floor"),
        (
            {"codegen/ir/a.py": "from codegen.ir import b", "codegen/ir/b.py": "from codegen.ir.a import x"},
            "a circle: codegen.ir.a -> codegen.ir.b",
        ),
        (
            {"codegen/ir/__init__.py": "from codegen.ir.a import x", "codegen/ir/a.py": "import codegen.ir"},
            "a circle: codegen.ir -> codegen.ir.a",
        ),
        (
            {
                "codegen/read/x/a.py": "from codegen.read.y import c",
                "codegen/read/x/b.py": "",
                "codegen/read/y/c.py": "",
                "codegen/read/y/d.py": "from codegen.read.x import b",
            },
            "a circle: codegen.read.x -> codegen.read.y",
        ),
    ],
)
def test_the_walk_finds(sources: dict[str, str], expected: str) -> None:
    assert violations(sources) == [expected]


def test_the_walk_allows_what_is_right() -> None:
    sources = {
        "codegen/__init__.py": "",
        "codegen/cli/a.py": "from codegen import __version__, pipeline\nfrom codegen.cli import b\nimport json",
        "codegen/cli/b.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from codegen.cli.a import x",
        "codegen/pipeline.py": "from codegen.emit.c import y",
        "codegen/emit/c.py": "'codegen.lock codegen.nothing'",
    }
    assert violations(sources) == []
