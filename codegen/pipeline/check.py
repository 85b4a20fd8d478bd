"""Check whether committed output is up to date with its inputs."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codegen.core.diagnostic import Diagnostics
from codegen.output.base import LOCK_FOLDER, keep_merged
from codegen.output.conflict import holds_conflict
from codegen.output.folder import read_file
from codegen.output.manifest import MANIFEST
from codegen.output.plan import make_plan
from codegen.output.publish import read_manifest
from codegen.pipeline.causes import Cause, find_causes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from codegen.config import Target
    from codegen.output import FileTree
    from codegen.pipeline.generate import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Differences between a folder and a fresh run, as sorted relative paths.

    ``missing`` would be written, ``changed`` rewritten, ``stale`` deleted; ``blocked`` paths cannot be written.
    ``causes`` explain why. Line endings and files of the user are ignored.
    """

    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there are differences."""
        return bool(self.missing or self.changed or self.stale or self.blocked)


def settle(tree: FileTree, folder: Path) -> FileTree:
    """Return the expected content of a folder: a fresh tree with merged hand edits. Raises ``OSError``."""
    return keep_merged(tree, folder)


def expected(outcomes: Sequence[Outcome]) -> list[tuple[Target, FileTree]]:
    """Return the expected content of each target's folder. Raises ``OSError``."""
    return [(item.target, settle(item.tree, item.target.folder)) for item in outcomes if item.tree is not None]


def find_drift(tree: FileTree, folder: Path) -> Drift:
    """Compare a folder with a fresh tree; writes nothing and follows no links. Raises ``OSError``."""
    if folder.is_symlink() or folder.parent.is_symlink() or (folder.exists() and not folder.is_dir()):
        return Drift(blocked=(".",))
    previous = read_manifest(folder, folder.name, Diagnostics(), force=True)
    plan = make_plan(tree, folder, previous)
    drift = Drift(missing=plan.added, changed=plan.changed, stale=plan.deleted, blocked=plan.blocked)
    conflict = previous is not None and holds_conflict(read_file(folder / MANIFEST))
    return replace(drift, causes=find_causes(tree, plan, previous, conflict=conflict)) if drift else drift


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDiff:
    """The difference of one file: ``change`` is ``added``, ``removed``, ``changed`` or ``blocked``.

    ``lines`` are a unified diff without line breaks, empty for a blocked file and for the merge base.
    """

    path: str
    change: str
    lines: tuple[str, ...] = ()

    @property
    def added(self) -> int:
        """Return the number of added lines."""
        return sum(line.startswith("+") for line in self.lines[2:])

    @property
    def removed(self) -> int:
        """Return the number of removed lines."""
        return sum(line.startswith("-") for line in self.lines[2:])


def file_diffs(drift: Drift, tree: FileTree, folder: Path, label: str) -> Iterator[FileDiff]:
    """Yield the difference of each file from the folder to a fresh run, in the order of their paths."""
    for path in sorted({*drift.missing, *drift.changed, *drift.stale}):
        old = None if path in drift.missing else (folder / path).read_bytes()
        new = tree.get(path)
        lines = difflib.unified_diff(
            _lines(old),
            _lines(new),
            "/dev/null" if old is None else f"a/{label}/{path}",
            "/dev/null" if new is None else f"b/{label}/{path}",
            lineterm="",
        )
        change = "added" if old is None else "removed" if new is None else "changed"
        yield FileDiff(path=path, change=change, lines=() if path.startswith(f"{LOCK_FOLDER}/") else tuple(lines))
    for path in drift.blocked:
        yield FileDiff(path=path, change="blocked")


def _lines(content: bytes | None) -> list[str]:
    """Return the lines of a file; form feeds and the like are not line breaks."""
    text = (content or b"").decode("utf-8", "backslashreplace").replace("\r\n", "\n")
    return text.removesuffix("\n").split("\n") if text else []
