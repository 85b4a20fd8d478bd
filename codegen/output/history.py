"""Find earlier texts of generated files in the commits of git."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.git import GitError, run_git
from codegen.output.manifest import content_digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST_COMMITS = 50


def committed_text(folder: Path, path: str, digest: str) -> bytes | None:
    """Return the text of a file with a given digest from the last commits that changed the file, or None.

    While a merge is not committed, the commits of the merged branch are searched, too.
    """
    return next((text for text in _texts(folder, path) if content_digest(text) == digest), None)


def _texts(folder: Path, path: str) -> Iterator[bytes]:
    try:
        heads = [head for head in ("HEAD", "MERGE_HEAD") if _exists(folder, head)]
        listed = (
            run_git(["rev-list", f"--max-count={_MOST_COMMITS}", *heads, "--", f"./{path}"], folder) if heads else b""
        )
    except GitError:
        return
    for commit in listed.decode().split():
        text = _blob(folder, f"{commit}:./{path}")
        if text is not None:
            yield text


def _exists(folder: Path, revision: str) -> bool:
    try:
        run_git(["rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"], folder)
    except GitError:
        return False
    return True


def _blob(folder: Path, name: str) -> bytes | None:
    try:
        return run_git(["cat-file", "blob", name], folder)
    except GitError:
        return None


def conflicting_texts(folder: Path, path: str) -> tuple[bytes, bytes] | None:
    """Return our and their text of a file in which git left a conflict that is not marked as resolved, or None."""
    ours, theirs = (_blob(folder, f":{stage}:./{path}") for stage in (2, 3))
    return None if ours is None or theirs is None else (ours, theirs)
