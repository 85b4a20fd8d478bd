"""Fetches documents, generates the packages, and compares the new versions with the previous ones: all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from codegen.diff.audience.bump import suggest
from codegen.diff.inputs.documents import compare_sides, read_side
from codegen.diff.match.compared_api import ComparedApi
from codegen.pipeline.generate import Generator, Outcome, build, publish_all, publishable, try_objects
from codegen.sources.refresh import Failure, Request, plan_refresh, write_all

if TYPE_CHECKING:
    from codegen.config import Target
    from codegen.diff.model.changes import Report
    from codegen.sources.snapshot import Change

_NO_MATCH = "overlay-no-match"


class Effect(IntEnum):
    """The extent of an update's changes, with the exit code of ``--exit-code``."""

    UNCHANGED = 0
    CHANGED = 3
    BREAKING = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetUpdate:
    """The update of a target. ``report`` compares with the previous snapshot; None without one, or without a change.

    ``unmatched`` are the overlay actions that select nothing in the new document.
    """

    change: Change
    outcome: Outcome
    report: Report | None
    unmatched: tuple[str, ...]

    @property
    def bump(self) -> str:
        """Return the suggested version bump."""
        return suggest(self.report.findings) if self.report is not None else "none"

    @property
    def effect(self) -> Effect:
        """Return what changed: files of the snapshot or of the package."""
        if self.bump == "major":
            return Effect.BREAKING
        publication = self.outcome.publication
        written = publication is not None and (publication.added or publication.changed or publication.deleted)
        return Effect.CHANGED if self.change or written else Effect.UNCHANGED


@dataclass(slots=True, kw_only=True)
class Update:
    """The result of a run. Nothing was written if there are ``failures``, or if ``written`` is false."""

    failures: list[Failure] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    targets: list[TargetUpdate] = field(default_factory=list)
    written: bool = False

    @property
    def effect(self) -> Effect:
        """Return the largest effect of all targets."""
        return max((item.effect for item in self.targets), default=Effect.UNCHANGED)


def update(
    targets: Sequence[Target], request: Request, generator: Generator, *, merge: bool, allow_partial: bool
) -> Update:
    """Update targets that have a source. Raises ``SourceError`` if snapshots cannot be written."""
    changes, failures = plan_refresh(targets, request)
    if failures:
        return Update(failures=failures)
    by_spec = {change.target.spec: change for change in changes}
    previous = {target.name: _previous(target, by_spec[target.spec]) for target in targets}
    write_all(changes)
    done = Update()
    try:
        done.outcomes = build(targets, generator)
        try_objects(done.outcomes)
        chosen = publishable(done.outcomes, allow_partial=allow_partial)
        done.written = bool(chosen) and publish_all(chosen, merge=merge)
    finally:
        if not done.written:
            for change in changes:
                change.undo()
    if done.written:
        done.targets = [
            _compared(outcome, by_spec[outcome.target.spec], previous[outcome.target.name]) for outcome in done.outcomes
        ]
    return done


def _previous(target: Target, change: Change) -> ComparedApi | None:
    """Return the API of the snapshot that will be replaced, with the target's overlays and tables."""
    if not change.new_document or change.snapshot.document not in change.snapshot.files:
        return None
    return read_side(target, "old").side


def _compared(outcome: Outcome, change: Change, old: ComparedApi | None) -> TargetUpdate:
    result = outcome.result
    report = None
    if old is not None and result is not None and result.prepared is not None:
        new = ComparedApi(label="new", prepared=result.prepared, documents=result.documents)
        report = compare_sides(old, new)
    unmatched = tuple(
        f"{item.location.file}#{item.location.pointer}" for item in outcome.found if item.code == _NO_MATCH
    )
    return TargetUpdate(change=change, outcome=outcome, report=report, unmatched=unmatched)
