"""Tests for the runtime modules of a package."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from codegen.python.emit import runtime
from codegen.python.parts import find_parts, runtime_modules
from codegen.python.render import runtime_root

PARTS = (("models",), ("client",), ("server",), ("models", "client", "server"))


def build_runtime(parts: tuple[str, ...]) -> dict[str, bytes]:
    return runtime.build_runtime(runtime_modules(find_parts(parts)))


def third_party(source: bytes) -> set[str]:
    """Return the top-level packages that a module imports at run time."""
    found: set[str] = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("parts", PARTS)
def test_every_imported_module_is_copied(parts: tuple[str, ...]) -> None:
    files = build_runtime(parts)
    for path, source in files.items():
        folder = Path(path).parent
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.ImportFrom) or not node.level:
                continue
            base = folder
            for _ in range(node.level - 1):
                base = base.parent
            wanted = (
                [base.joinpath(*node.module.split("."))] if node.module else [base / alias.name for alias in node.names]
            )
            for module in wanted:
                assert {f"{module}.py", f"{module}/__init__.py"} & files.keys(), (path, module)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("parts", "absent"),
    [
        (("models",), {"httpx2", "fastapi", "starlette"}),
        (("client",), {"fastapi", "starlette"}),
        (("server",), {"httpx2"}),
    ],
)
def test_parts_do_not_import_third_party_packages_of_others(parts: tuple[str, ...], absent: set[str]) -> None:
    used = set[str]().union(*(third_party(source) for source in build_runtime(parts).values()))
    assert not absent & used


def test_parts_are_subsets_of_the_whole() -> None:
    whole = build_runtime(("models", "client", "server"))
    for parts in PARTS[:3]:
        files = build_runtime(parts)
        assert files.keys() < whole.keys()
        assert all(whole[path] == source for path, source in files.items())
    assert not [path for path in build_runtime(("models",)) if "server" in path or "client" in path]


def test_every_module_of_the_runtime_is_copied() -> None:
    root = runtime_root()
    there = {f"_runtime/{path.relative_to(root).as_posix()}" for path in root.rglob("*.py")}
    chosen = {f"_runtime/client/{name}.py" for name in ("webhooks", "standard_webhooks")}  # by builders
    assert build_runtime(("models", "client", "server")).keys() == there - chosen


def test_modules_are_copied_unchanged() -> None:
    for path, source in build_runtime(("models",)).items():
        assert source == (runtime_root() / path.removeprefix("_runtime/")).read_bytes()
        assert b"\r" not in source
