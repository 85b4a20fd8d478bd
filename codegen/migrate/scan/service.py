"""Find the breaking uses of a code base, with file, line, column and confidence."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider

from codegen.core.errors import UsageError
from codegen.migrate.scan.depth import is_too_deep
from codegen.migrate.scan.imports import ImportReader
from codegen.migrate.scan.reader import Reader
from codegen.migrate.scan.scope import Memory
from codegen.migrate.scan.surface import Surface
from codegen.migrate.scan.types import Resolver
from codegen.migrate.scan.uses import Uses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.diff.audience.callers.breaks import Break
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.ir.api import OpId
    from codegen.migrate.scan.known import Known
    from codegen.migrate.scan.uses import Use

_SKIPPED = {"__pycache__", "node_modules", "site-packages", "build", "dist", "venv"}
_LEARNING = 2


@dataclass(frozen=True, slots=True)
class UsePosition:
    """A use with its position: lines and columns are one-based."""

    path: str
    line: int
    column: int
    use: Use


@dataclass(frozen=True, slots=True)
class ScannedModule:
    """A scanned file. ``name`` is its dotted name below the scanned folder."""

    path: Path
    label: str
    name: str
    content: bytes
    wrapper: MetadataWrapper


@dataclass(frozen=True, slots=True)
class Scan:
    """All uses, in order; the files, and those that could not be parsed (label and reason).

    ``imports`` holds the statements of each file that import the package, ``mentions`` the references to it, ``calls``
    the calls of its methods with their results.
    """

    places: tuple[UsePosition, ...]
    sources: tuple[ScannedModule, ...]
    broken: tuple[tuple[str, str], ...]
    imports: Mapping[str, tuple[cst.Import | cst.ImportFrom, ...]]
    mentions: Mapping[str, tuple[cst.CSTNode, ...]]
    calls: Mapping[str, Mapping[cst.Call, tuple[OpId, Known | None]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What to search for: ``package`` is the dotted name under which code imports the package."""

    old: ComparedApi
    new: ComparedApi
    breaks: tuple[Break, ...]
    package: str


def scan(roots: Sequence[Path], cwd: Path, question: Question) -> Scan:
    """Scan files and folders. Raises ``UsageError`` when one is missing or cannot be read."""
    sources, broken = _sources(roots, cwd)
    surface = Surface(question.old, question.package)
    resolver, memory = Resolver(surface), Memory()
    memory.exports.update({source.name: {} for source in sources})
    quiet = Uses(surface, question.new, question.breaks, quiet=True)
    memos = {source.name: ImportReader(surface, source.name, memory.exports, surface.package) for source in sources}
    for _ in range(_LEARNING):
        for source in sources:
            _read(source, resolver, quiet, memory, memos[source.name])
    places: list[UsePosition] = []
    imports: dict[str, tuple[cst.Import | cst.ImportFrom, ...]] = {}
    mentions: dict[str, tuple[cst.CSTNode, ...]] = {}
    calls: dict[str, Mapping[cst.Call, tuple[OpId, Known | None]]] = {}
    for source in sources:
        uses = Uses(surface, question.new, question.breaks)
        reader = _read(source, resolver, uses, memory, memos[source.name])
        if reader is None:
            broken.append((source.label, "expressions nested too deep"))
            continue
        imports[source.label] = tuple(dict.fromkeys(reader.package_imports))
        mentions[source.label] = tuple(dict.fromkeys(reader.mentions))
        calls[source.label] = uses.calls
        places += _placed(source, uses)
    return Scan(tuple(places), tuple(sources), tuple(broken), imports, mentions, calls)


def _read(
    source: ScannedModule, resolver: Resolver, uses: Uses, memory: Memory, imports: ImportReader
) -> Reader | None:
    """Parse a file; None if its expressions are nested too deep."""
    reader = Reader(resolver, uses, memory, source.name, imports)
    try:
        reader.read(source.wrapper.module)
    except RecursionError:
        return None
    return reader


def _placed(source: ScannedModule, uses: Uses) -> Iterator[UsePosition]:
    if not uses.found:
        return
    positions = source.wrapper.resolve(PositionProvider)
    found: list[UsePosition] = []
    for use in uses.found.values():
        position = positions.get(use.node)
        if position is not None:
            found.append(UsePosition(source.label, position.start.line, position.start.column + 1, use))
    yield from sorted(found, key=lambda place: (place.line, place.column, place.use.row.finding.id))


def parents(source: ScannedModule) -> Mapping[cst.CSTNode, cst.CSTNode]:
    """Return the parent of every node of a file."""
    return source.wrapper.resolve(ParentNodeProvider)


def _sources(roots: Sequence[Path], cwd: Path) -> tuple[list[ScannedModule], list[tuple[str, str]]]:
    sources: list[ScannedModule] = []
    broken: list[tuple[str, str]] = []
    for path, name in sorted({path: name for root in roots for path, name in _files(root)}.items()):
        label = Path(os.path.relpath(path, cwd)).as_posix()
        if not any(path.resolve().is_relative_to(root.resolve()) for root in roots):
            broken.append((label, "link to a target outside of the folder"))
            continue
        try:
            content = path.read_bytes()
        except OSError as error:
            msg = f"{label} cannot be read: {error.strerror}"
            raise UsageError(msg) from error
        if is_too_deep(content):
            broken.append((label, "expressions nested too deep"))
            continue
        try:
            wrapper = MetadataWrapper(cst.parse_module(content), unsafe_skip_copy=True)
        except (cst.ParserSyntaxError, SyntaxError, UnicodeDecodeError, LookupError, RecursionError) as error:
            broken.append((label, " ".join(str(error).split()[:20])))
            continue
        sources.append(ScannedModule(path, label, name, content, wrapper))
    return sources, broken


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    if root.is_file():
        yield root, root.stem
    elif root.is_dir():
        for path in sorted(root.rglob("*.py")):
            inner = path.relative_to(root)
            passed = any(part in _SKIPPED or part.startswith(".") for part in inner.parts)
            if not passed and path.is_file() and _is_written(path, root):
                parts = inner.with_suffix("").parts
                yield path, ".".join([*([root.name] if (root / "__init__.py").is_file() else []), *parts])
    else:
        msg = f"{root} is not a file or a folder"
        raise UsageError(msg)


def _is_written(path: Path, root: Path) -> bool:
    """Return whether a file is written by hand: nothing below a generated package is."""
    folder = path.parent
    while folder != root.parent:
        if (folder / "codegen.lock").is_file():
            return False
        folder = folder.parent
    return True
