"""Read the inputs of a target at a git revision."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from codegen.config import load_config
from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import UsageError
from codegen.core.git import GitError, run_git
from codegen.diff.inputs.git import unpack
from codegen.python.parts import PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from codegen.config import Target

_WILDCARDS = "*?["


def is_revision(text: str, cwd: Path) -> bool:
    """Return whether a string names a commit of the repository that contains a folder."""
    if not text or text.startswith("-"):
        return False
    try:
        run_git(["rev-parse", "--verify", "--quiet", "--end-of-options", f"{text}^{{commit}}"], cwd)
    except GitError:
        return False
    return True


def targets_at(
    revision: str, config: Path, targets: Sequence[Target], scratch: Path
) -> list[tuple[Target, Target | None]]:
    """Export the inputs of targets at a revision to an empty folder, and return each target with one over them.

    Their documents, tables and overlays are those of the configuration at the revision, if it is valid, else those
    of now; all other settings are those of now. None stands for a target whose document did not exist. Raises
    ``UsageError`` when git fails.
    """
    root = config.parent
    try:
        prefix = run_git(["rev-parse", "--show-prefix"], root).decode().rstrip("\n")
        top = Path(run_git(["rev-parse", "--show-toplevel"], root).decode().rstrip("\n"))
        listed = run_git(["ls-tree", "-r", "-z", "--name-only", revision], top).decode(errors="surrogateescape")
        files = listed.split("\0")
        place = scratch / prefix / config.name
        _export(revision, [prefix + config.name], files, top, scratch)
        config_then = load_config(place, Diagnostics(), PARTS) if place.is_file() else None
        then = {target.name: target for target in config_then.targets} if config_then is not None else {}
        wanted = [_at(target, then.get(target.name), scratch / prefix) for target in targets]
        paths = [path for target in wanted for path in _paths(target)]
        _export(revision, [_normal(prefix + path) for path in paths], files, top, scratch)
    except GitError as error:
        msg = f"git cannot read {revision}: {error}"
        raise UsageError(msg) from error
    return [(now, before if _exists(before) else None) for now, before in zip(targets, wanted, strict=True)]


def _at(target: Target, then: Target | None, root: Path) -> Target:
    """Return a target over the files of another root, with the inputs that it had then."""
    if then is None:
        return replace(target, root=root)
    return replace(
        target, root=root, spec=then.spec, tables=then.tables, overlays=then.overlays, allow_refs=then.allow_refs
    )


def _paths(target: Target) -> Iterator[str]:
    """Yield the files and folders that a target reads, relative to its root."""
    if target.spec:
        yield PurePosixPath(target.spec).parent.as_posix()
    yield from target.overlays
    yield from (path for path in target.allow_refs if "://" not in path)
    for pattern in target.tables:
        parts = PurePosixPath(pattern).parts
        literal = next((at for at, part in enumerate(parts) if any(char in part for char in _WILDCARDS)), len(parts))
        yield "/".join(parts[: min(literal, len(parts) - 1)]) or "."


def _exists(target: Target) -> bool:
    if target.spec:
        return (target.root / target.spec).is_file()
    return any(any(target.root.glob(pattern)) for pattern in target.tables)


def _normal(path: str) -> str:
    return PurePosixPath(os.path.normpath(path)).as_posix()


def _export(revision: str, paths: Iterable[str], files: Sequence[str], top: Path, scratch: Path) -> None:
    """Write those of the given files and folders that the revision has. Raises ``GitError``."""
    known = {*files, *(parent.as_posix() for file in files for parent in PurePosixPath(file).parents), "."}
    chosen = sorted(path for path in set(paths) if path in known)
    if chosen:
        literal = [f":(top,literal){path}" if path != "." else ":(top)" for path in chosen]
        unpack(run_git(["archive", "--format=tar", revision, "--", *literal], top), scratch)
