"""What a side of ``codegen diff`` may be: a document, a file of a git revision, a folder of schema tables, a target."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, replace
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.core.errors import UsageError
from codegen.read.document import load, parse
from codegen.workflows.diff import make_side, tables_side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.config import Target
    from codegen.core.diagnostic import Diagnostics
    from codegen.diff.side import Side
    from codegen.read.document import Document

_TIMEOUT = 60
TABLE_SUFFIXES = (".md", ".txt", ".csv", ".tsv", ".html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One side: ``label`` is what the user typed; exactly one of the others is set.

    ``folder`` holds schema tables. ``revision`` is (revision, path relative to the current folder).
    """

    label: str
    path: Path | None = None
    folder: Path | None = None
    revision: tuple[str, str] | None = None
    target: Target | None = None


def find_source(text: str, cwd: Path, targets: Sequence[Target]) -> Source:
    """Return what a side is. A file wins over a target of the same name. Raises ``UsageError`` when it is nothing."""
    path = cwd / text
    if path.is_file():
        return Source(label=text, path=path)
    target = next((item for item in targets if item.name == text), None)
    if target is not None:
        return Source(label=text, target=target)
    if path.is_dir():
        return Source(label=text, folder=path)
    revision, colon, file = text.partition(":")
    if colon and revision and file and not revision.startswith("-"):
        return Source(label=text, revision=(revision, file))
    msg = f"{text} is no file, no folder, no target of the configuration and no REVISION:PATH"
    raise UsageError(msg)


def read_source(source: Source, cwd: Path, settings: Target, found: Diagnostics) -> Side | None:
    """Read one side with the settings of a target. Returns None after reporting an error.

    References of a document out of a revision to other files are read from the current files beside it. Raises
    ``UsageError`` when git refuses.
    """
    if source.folder is not None:
        return tables_side(tables_target(source.folder, settings), found, source.label)
    if source.target is not None and not source.target.spec:
        return tables_side(source.target, found, source.label)
    target = source.target or settings
    document = _load(source, cwd, found)
    return None if document is None else make_side(document, target, found, source.label)


def tables_target(folder: Path, settings: Target) -> Target:
    """Return a target that is made of the schema tables of a folder."""
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.suffix in TABLE_SUFFIXES)
    return replace(settings, root=folder, spec="", tables=tuple(escape(name) for name in names))


def _load(source: Source, cwd: Path, found: Diagnostics) -> Document | None:
    if source.path is not None:
        return load(source.path, name=Path(source.label).as_posix(), found=found)
    if source.target is not None:
        return load(source.target.root / source.target.spec, name=source.target.spec, found=found)
    revision, file = source.revision or ("", "")
    data = git_show(revision, file, cwd)
    return parse(data, name=Path(file).as_posix(), path=cwd / file, found=found)


def git_show(revision: str, file: str, cwd: Path) -> bytes:
    """Return a file as it is in a revision; its path is relative to the current folder. Raises ``UsageError``."""
    name = Path(file).as_posix()
    wanted = name if name.startswith(("./", "../")) else f"./{name}"
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and the revision cannot be an option
            ["git", "show", f"{revision}:{wanted}"],  # noqa: S607 - the user's own git
            cwd=cwd,
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
        )
    except FileNotFoundError as error:
        msg = "git is not installed"
        raise UsageError(msg) from error
    except subprocess.TimeoutExpired as error:
        msg = f"git did not answer within {_TIMEOUT} s"
        raise UsageError(msg) from error
    if done.returncode:
        reason = " ".join(done.stderr.decode(errors="replace").split())
        msg = f"git cannot show {revision}:{file}: {reason}"
        raise UsageError(msg)
    return done.stdout
