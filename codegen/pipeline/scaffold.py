"""Write a server scaffold once into a folder of the user; afterwards only compare it with the API."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.core.errors import UsageError
from codegen.python.emit.scaffold import APP, Scaffold, ServiceFile, build_scaffold
from codegen.python.parts import find_parts
from codegen.python.render import format_files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from codegen.config import Target
    from codegen.pipeline.stages import Prepared


@dataclass(frozen=True, slots=True)
class Scaffolded:
    """The files that were written, or descriptions of what is missing."""

    written: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def check_scaffold(targets: Sequence[Target]) -> None:
    """Raise ``UsageError`` unless there is one target with a server."""
    if len(targets) != 1:
        msg = "--scaffold takes one target: name it"
        raise UsageError(msg)
    if "server" not in {row.name for row in find_parts(targets[0].emit)}:
        msg = f"--scaffold needs a target with a server; {targets[0].name} has none"
        raise UsageError(msg)


def scaffold(target: Target, prepared: Prepared | None, folder: Path) -> Scaffolded:
    """Write the files into a folder without Python files; otherwise write nothing.

    Returns the written files, or what the existing services lack. Raises ``UsageError`` for a file that is in the way
    or not valid Python.
    """
    if prepared is None:
        return Scaffolded()
    plan = build_scaffold(prepared.api, prepared.names, target.package)
    if folder.exists() and not folder.is_dir():
        msg = f"--scaffold: {folder} is not a folder"
        raise UsageError(msg)
    if any(folder.rglob("*.py")):
        return Scaffolded(missing=tuple(_missing(plan, folder)))
    sources = {APP: str(plan.app), **{file.path: str(file.code) for file in plan.services}}
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in format_files(sources, target.formatter).items():
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    return Scaffolded(written=tuple(sorted(sources)))


def _missing(plan: Scaffold, folder: Path) -> list[str]:
    classes = _classes(folder)
    lines: list[str] = []
    for file in plan.services:
        lines.extend(_missing_of(file, classes))
    return lines


def _missing_of(file: ServiceFile, classes: dict[str, ast.ClassDef]) -> list[str]:
    bases = {file.service, f"{file.service.removesuffix('Service')}Base"}
    services = [node for node in classes.values() if bases & _lineage(node, classes)]
    if not services:
        return [f"no class derives from {file.service} (methods: {', '.join(file.methods)})"]
    methods = {
        item.name
        for node in services
        for owner in (node, *(classes[name] for name in _lineage(node, classes) if name in classes))
        for item in owner.body
        if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    return [f"{services[0].name} lacks the method {name}" for name in file.methods if name not in methods]


def _classes(folder: Path) -> dict[str, ast.ClassDef]:
    """Return the classes of all files by name."""
    found: dict[str, ast.ClassDef] = {}
    for path in sorted(folder.rglob("*.py")):
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            msg = f"--scaffold: {path} cannot be read: {error}"
            raise UsageError(msg) from error
        found |= {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    return found


def _lineage(node: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> set[str]:
    """Return the names of all base classes, as far as they are defined in the folder."""
    names: set[str] = set()
    waiting = [node]
    while waiting:
        for base in waiting.pop().bases:
            name = base.id if isinstance(base, ast.Name) else base.attr if isinstance(base, ast.Attribute) else ""
            if name and name not in names:
                names.add(name)
                waiting.extend([classes[name]] if name in classes else [])
    return names
