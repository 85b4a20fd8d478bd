"""Find the inputs of ``codegen diff``: document, schema tables, package or target; each also at a git revision."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.core.errors import UsageError
from codegen.diff.inputs.documents import ReadSide, read_side
from codegen.diff.inputs.git import checkout
from codegen.diff.inputs.package import read_package
from codegen.output.manifest import MANIFEST
from codegen.tables.formats.registry import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.config import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffSource:
    """One input: ``label`` is what the user typed; exactly one of the others is set, besides ``name`` and ``tables``.

    ``folder`` and ``table`` hold schema tables, ``package`` is the folder of a generated package. ``revision`` is
    (revision, path relative to the current folder). ``content`` is that of a document which is not a file. ``name`` is
    the name of a document in messages, ``tables`` are patterns of schema tables that are read with it.
    """

    label: str
    path: Path | None = None
    folder: Path | None = None
    table: Path | None = None
    package: Path | None = None
    revision: tuple[str, str] | None = None
    target: Target | None = None
    content: bytes | None = None
    name: str = ""
    tables: tuple[str, ...] = ()


def find_source(text: str, cwd: Path, targets: Sequence[Target], tables: Sequence[str] = ()) -> DiffSource:
    """Return the input for an argument. Files win over targets of the same name. Raises ``UsageError`` for no match."""
    if not text.strip():
        msg = "empty argument: expected a document, a folder, a target, or REVISION:PATH"
        raise UsageError(msg)
    path = cwd / text
    target = next((item for item in targets if item.name == text), None)
    if target is not None and not path.is_file():
        return DiffSource(label=text, target=target)
    if path.exists():
        return replace(_local(text, path), tables=tuple(tables))
    revision, colon, file = text.partition(":")
    if colon and revision and file and not revision.startswith("-"):
        return DiffSource(label=text, revision=(revision, file), tables=tuple(tables))
    msg = f"{text} is not a file, a folder, a target of the configuration, or REVISION:PATH"
    raise UsageError(msg)


def _local(label: str, path: Path) -> DiffSource:
    if path.is_dir():
        return (
            DiffSource(label=label, package=path)
            if (path / MANIFEST).is_file()
            else DiffSource(label=label, folder=path)
        )
    if path.name == MANIFEST:
        return DiffSource(label=label, package=path.parent)
    if path.suffix.lower() in SUFFIXES:
        return DiffSource(label=label, table=path)
    return DiffSource(label=label, path=path)


def read_source(source: DiffSource, cwd: Path, settings: Target) -> ReadSide:
    """Read one input with the settings of a target.

    Raises ``UsageError`` when git fails, or when there is nothing to read.
    """
    if source.revision is not None:
        revision, file = source.revision
        with tempfile.TemporaryDirectory(prefix="codegen-diff-", ignore_cleanup_errors=True) as scratch:
            place = checkout(revision, file, cwd, Path(scratch))
            local = replace(_local(source.label, place), name=Path(file).as_posix(), tables=source.tables)
            return _read(local, cwd, settings)
    return _read(source, cwd, settings)


def _read(source: DiffSource, cwd: Path, settings: Target) -> ReadSide:
    if source.package is not None:
        return read_package(source.package, settings, source.label)
    if source.folder is not None:
        return _tables(tables_target(source.folder, settings), source.label)
    if source.table is not None:
        target = replace(settings, root=source.table.parent, spec="", tables=(escape(source.table.name),))
        return _tables(target, source.label)
    if source.target is not None:
        return read_side(source.target, source.label)
    target = replace(settings, root=cwd, tables=source.tables) if source.tables else settings
    if source.content is not None:
        return read_side(replace(target, root=cwd, spec=source.label, content=source.content), source.label)
    return read_side(target, source.label, source.path, source.name or Path(source.label).as_posix())


def _tables(target: Target, label: str) -> ReadSide:
    """Read schema tables. Raises ``UsageError`` without any, since no diagnostic would say so."""
    done = read_side(target, label)
    if done.side is None and not done.preparation.found.failed:
        msg = f"{label} contains no schema tables and no package; pass the document itself, not its folder"
        raise UsageError(msg)
    return done


def tables_target(folder: Path, settings: Target) -> Target:
    """Return a target over the schema tables of a folder, recursively."""
    places = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in SUFFIXES)
    names = [path.relative_to(folder).as_posix() for path in places]
    return replace(settings, root=folder, spec="", tables=tuple(escape(name) for name in names))
