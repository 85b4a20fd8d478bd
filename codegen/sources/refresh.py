"""Plans new snapshots of several targets, and finds the pinned version of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.core.git import GitError, run_git
from codegen.sources.fetch import fetch
from codegen.sources.lock import digest
from codegen.sources.model import SECONDS, SourceError
from codegen.sources.snapshot import plan_change, read_snapshot

if TYPE_CHECKING:
    from codegen.config import Target
    from codegen.sources.snapshot import Change

_MAX_COMMITS = 500


@dataclass(frozen=True, slots=True)
class Failure:
    """A target whose source cannot be fetched, and why, in one line."""

    target: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Settings of a run: the environment with credentials, seconds per source, and whether to overwrite edits."""

    environ: Mapping[str, str]
    seconds: float = SECONDS
    force: bool = False


def plan_refresh(targets: Sequence[Target], request: Request) -> tuple[list[Change], list[Failure]]:
    """Fetch the document of each target, and return the changes of the snapshots; nothing is written.

    Targets that share a snapshot are fetched once.
    """
    changes: list[Change] = []
    failures: list[Failure] = []
    for target in {target.spec: target for target in reversed(targets)}.values():
        try:
            changes.append(_plan(target, request))
        except SourceError as error:
            failures.append(Failure(target.name, str(error)))
    return changes[::-1], failures[::-1]


def _plan(target: Target, request: Request) -> Change:
    if target.source is None:  # pragma: no cover - callers select targets with a source
        raise AssertionError
    snapshot = read_snapshot(target)
    etag = "" if request.force else snapshot.etag(target)
    fetched = fetch(
        target.source,
        target.root,
        request.environ,
        headers=target.source_headers,
        seconds=request.seconds,
        etag=etag,
    )
    return plan_change(target, snapshot, fetched, force=request.force)


def write_all(changes: Sequence[Change]) -> None:
    """Write the new snapshots: all or none. Raises ``SourceError``."""
    done: list[Change] = []
    try:
        for change in changes:
            change.apply()
            done.append(change)
    except SourceError:
        for change in done:
            change.undo()
        raise


def find_pinned(target: Target, request: Request) -> bytes:
    """Return the document that the lock of a target pins: the snapshot, a version in its git history, or the source's.

    Raises ``SourceError`` if it is in none of them.
    """
    snapshot = read_snapshot(target)
    wanted = snapshot.lock.files.get(snapshot.document) if snapshot.lock is not None else None
    if wanted is None:
        msg = snapshot.damage or f"{target.spec} has no lock"
        raise SourceError(msg)
    content = snapshot.files.get(snapshot.document)
    if content is not None and digest(content) == wanted:
        return content
    for commit in _commits(target):
        content = _committed(target, commit)
        if content is not None and digest(content) == wanted:
            return content
    if target.source is not None:
        fetched = fetch(
            target.source, target.root, request.environ, headers=target.source_headers, seconds=request.seconds
        )
        content = fetched.files[snapshot.document]
        if digest(content) == wanted:
            return content
    msg = f"the pinned version of {target.spec} is not in the git history, and the source has another one"
    raise SourceError(msg)


def _commits(target: Target) -> list[str]:
    arguments = ["log", f"--max-count={_MAX_COMMITS}", "--format=%H", "--", target.spec]
    try:
        return run_git(arguments, target.root).decode().split()
    except GitError:
        return []


def _committed(target: Target, commit: str) -> bytes | None:
    try:
        return run_git(["cat-file", "blob", f"{commit}:./{target.spec}"], target.root)
    except GitError:
        return None
