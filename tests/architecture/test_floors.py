"""Imports only go down, between rooms and inside them (see CONTRIBUTING.md, "Floors")."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
_NAMED = re.compile(r"""(?P<quote>["'])(?P<module>codegen(?:\.[a-z_]\w*)+)(?P=quote)""")
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


@dataclass(frozen=True)
class Statement:
    """A statement of a module; ``lazy`` ones stand below ``if TYPE_CHECKING``: they make no circle at run time."""

    node: Any
    nested: bool
    lazy: bool


def module_name(path: str) -> str:
    """``codegen/a/__init__.py`` is ``codegen.a``."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def statements(tree: ast.Module) -> list[Statement]:
    """Return all statements of a module; their expressions, which are most of it, hold no imports."""
    found: list[Statement] = []
    waiting = [Statement(tree, nested=False, lazy=False)]
    while waiting:
        outer = waiting.pop()
        nested = outer.nested or isinstance(outer.node, ast.FunctionDef | ast.AsyncFunctionDef)
        for block in _BLOCKS:
            checked = block == "body" and _is_type_checking(outer.node)
            inner = getattr(outer.node, block, None) or ()
            waiting += [Statement(node, nested, outer.lazy or checked) for node in inner]
        found.append(outer)
    return found


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def targets(node: ast.AST, modules: set[str]) -> list[str]:
    """Return the modules of ours that a statement imports."""
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names if alias.name.split(".")[0] == "codegen"]
        case ast.ImportFrom(module=str(module), level=0, names=names) if module.split(".")[0] == "codegen":
            whole = [f"{module}.{alias.name}" for alias in names]
            return [name if name in modules else module for name in whole]
        case _:
            return []


def named(text: str, modules: set[str]) -> Iterator[tuple[int, str]]:
    """Yield (line, module of ours) for every module that a string names, for importlib."""
    for match in _NAMED.finditer(text):
        if match["module"] in modules:
            yield text.count("\n", 0, match.start()) + 1, match["module"]


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def folder(module: str) -> str:
    """The folder inside of a room; what stands in the room itself is one of its own."""
    return ".".join(module.split(".")[:3])


def violations(sources: Mapping[str, str]) -> list[str]:
    """Return every broken rule of a set of files, given as posix path → text."""
    texts = {module_name(path): text for path, text in sources.items()}
    modules = set(texts)
    found: list[str] = []
    graph: dict[str, set[str]] = {module: set() for module in modules}
    folders: dict[str, set[str]] = {folder(module): set() for module in modules}
    for module, text in sorted(texts.items()):
        if room(module) and room(module) not in FLOORS:
            found.append(f"{module}: the room {room(module)!r} is on no floor")
            continue
        imports = [item for item in statements(ast.parse(text)) if isinstance(item.node, ast.Import | ast.ImportFrom)]
        found += [f"{module}:{line}: a relative import" for line in _relative(imports)]
        found += [f"{module}:{line}: an import inside a function" for line in _nested(imports)]
        reached = [(item.node.lineno, target, item.lazy) for item in imports for target in targets(item.node, modules)]
        reached += [(line, target, False) for line, target in named(text, modules)]
        for line, target, lazy in sorted(reached):
            if _upward(module, target):
                found.append(f"{module}:{line}: imports {target}, which is not below")
            if not lazy and target != module:
                graph[module].add(target)
                folders[folder(module)] |= {folder(target)} - {folder(module)}
    circles = _circles(graph)
    circles += [circle for circle in _circles(folders) if circle not in circles]
    return found + [f"a circle: {' -> '.join(circle)}" for circle in circles]


def _relative(imports: list[Statement]) -> list[int]:
    return sorted(item.node.lineno for item in imports if isinstance(item.node, ast.ImportFrom) and item.node.level)


def _nested(imports: list[Statement]) -> list[int]:
    return sorted(item.node.lineno for item in imports if item.nested)


def _upward(module: str, target: str) -> bool:
    """Whether an import leaves its room without going down. The root package, which is its version, is below all."""
    if not room(target) or room(module) == room(target):
        return False
    return not room(module) or FLOORS.get(room(target), 99) >= FLOORS[room(module)]


def _circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the circles among modules, one for each strongly connected set; ``__init__`` modules count too."""
    reverse: dict[str, set[str]] = {name: set() for name in graph}
    for name, reached in graph.items():
        for target in reached:
            reverse.setdefault(target, set()).add(name)
    done: set[str] = set()
    last_first = reversed([name for start in sorted(graph) for name in _finished(graph, start, done)])
    done = set()
    sets = [sorted(_finished(reverse, name, done)) for name in last_first]
    return sorted(names for names in sets if len(names) > 1 or (names and names[0] in graph.get(names[0], ())))


def _finished(graph: Mapping[str, set[str]], start: str, done: set[str]) -> list[str]:
    """Walk what can be reached from ``start`` and is not yet done; return it, each module behind what it imports."""
    found: list[str] = []
    stack = [] if start in done else [(start, iter(graph.get(start, ())))]
    done.add(start)
    while stack:
        name, waiting = stack[-1]
        target = next((target for target in waiting if target not in done), None)
        if target is None:
            found.append(name)
            stack.pop()
        else:
            done.add(target)
            stack.append((target, iter(graph.get(target, ()))))
    return found


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
