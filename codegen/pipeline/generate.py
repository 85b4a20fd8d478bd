"""Generate targets and publish their packages: all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from codegen.core.diagnostic import Diagnostics, Severity
from codegen.core.errors import InternalError
from codegen.core.location import Location
from codegen.output.base import keep_merged, with_base
from codegen.output.manifest import MANIFEST, Manifest
from codegen.output.merge import Merged
from codegen.output.publish import Publication, preview, publish, resume
from codegen.pipeline.configured_objects import try_places
from codegen.pipeline.inputs import keep_inputs
from codegen.pipeline.merge import MergedTree, merge_edits

if TYPE_CHECKING:
    from codegen.config import Target
    from codegen.output import FileTree
    from codegen.output.lock import Waiting
    from codegen.pipeline.stages import Result

Generator: TypeAlias = Callable[["Target", Diagnostics], "Result"]
"""``codegen.pipeline.steps.generate``, or a replacement in tests."""

_Write: TypeAlias = Callable[..., Publication | None]


@dataclass(slots=True, kw_only=True)
class Outcome:
    """The state of a target during a run.

    ``tree`` is the generated package, with its merge base if it is `publishable`; ``merged`` the result of merging hand
    edits.
    """

    target: Target
    found: Diagnostics = field(default_factory=Diagnostics)
    result: Result | None = None
    tree: FileTree | None = None
    merged: Merged = field(default_factory=Merged)
    publication: Publication | None = None

    @property
    def label(self) -> str:
        """The package's folder as in locations: relative to the target's root where possible."""
        folder = self.target.folder
        root = self.target.root
        return folder.relative_to(root).as_posix() if folder.is_relative_to(root) else folder.as_posix()


def build(targets: Sequence[Target], generator: Generator) -> list[Outcome]:
    """Generate targets in memory. Raises ``InternalError`` only if all input is valid."""
    outcomes = [Outcome(target=target) for target in targets]
    for outcome in outcomes:
        try:
            outcome.result = generator(outcome.target, outcome.found)
            outcome.tree = outcome.result.tree
        except InternalError:
            if not outcome.found.failed:
                raise
    return outcomes


def try_objects(outcomes: Iterable[Outcome]) -> None:
    """Import and try the Python objects that the configuration names; a target with an unusable one has no tree."""
    for outcome in outcomes:
        result = outcome.result
        if result is not None and result.prepared is not None and not outcome.found.failed:
            found = Diagnostics()
            try_places(outcome.target, result.prepared, result.documents, found)
            outcome.found.extend(found)
            outcome.tree = None if found.failed else outcome.tree


def publishable(outcomes: Sequence[Outcome], *, allow_partial: bool) -> list[Outcome]:
    """Return the outcomes to write: none if any input is invalid, unless ``allow_partial`` is set.

    Their packages get a merge base, unless that is disabled.
    """
    if not allow_partial and any(outcome.found.failed or outcome.tree is None for outcome in outcomes):
        return []
    chosen = [outcome for outcome in outcomes if outcome.tree is not None]
    for outcome in chosen:
        if outcome.tree is not None and outcome.target.merge_base:
            outcome.tree = _with_base(outcome.tree, outcome.target)
    return chosen


def _with_base(tree: FileTree, target: Target) -> FileTree:
    inputs = keep_inputs(target, Manifest.from_bytes(tree[MANIFEST]).inputs)
    return with_base(tree, inputs)


def publish_all(
    outcomes: Sequence[Outcome], *, force: bool = False, merge: bool = False, waiting: Waiting | None = None
) -> bool:
    """Write the results of all outcomes, or none if one is blocked. Returns whether they were written.

    Hand edits block, unless they are set aside (``force``) or merged. ``waiting`` receives the holder of the lock when
    another run is writing.
    """
    plans = [
        (outcome, _edited(outcome, tree, force=force, merge=merge))
        for outcome in outcomes
        if (tree := outcome.tree) is not None
    ]
    if any(plan is None for _, plan in plans):
        return False
    steps: tuple[_Write, ...] = (preview, partial(publish, waiting=waiting, keep=True))
    for step in steps:
        done = [_attempt(outcome, plan, step, force=force) for outcome, plan in plans if plan is not None]
        if not all(done):
            return False
    return True


def _edited(outcome: Outcome, tree: FileTree, *, force: bool, merge: bool) -> MergedTree | None:
    """Return the tree to write, with the hand edits to keep. Errors of the system become diagnostics."""
    folder = outcome.target.folder
    try:
        resume(folder)
        if not merge:
            return MergedTree(tree=tree if force else keep_merged(tree, folder))
        merge_diagnostics = Diagnostics()
        merged = merge_edits(tree, folder, outcome.label, merge_diagnostics)
    except OSError as error:
        _refused(outcome, error)
        return None
    outcome.found.extend(merge_diagnostics)
    outcome.merged = merged.merged
    return None if merge_diagnostics.failed else merged


def _attempt(outcome: Outcome, plan: MergedTree, step: _Write, *, force: bool) -> bool:
    """Preview or publish one outcome."""
    try:
        outcome.publication = step(
            plan.tree, outcome.target.folder, outcome.label, outcome.found, force=force, merged=plan.known
        )
    except OSError as error:
        _refused(outcome, error)
        outcome.publication = None
    return outcome.publication is not None


def _refused(outcome: Outcome, error: OSError) -> None:
    """Report an error of the system."""
    message = f"the output cannot be written: {error.strerror or error}"
    outcome.found.error("output-unwritable", message, Location(outcome.label))


def exit_code(outcomes: Sequence[Outcome], *, strict: bool, allow_partial: bool) -> int:
    """Return 2 for invalid input, 1 for elements that were not generated (or, if strict, warnings), else 0."""

    def count(severity: Severity) -> int:
        return sum(outcome.found.count(severity) for outcome in outcomes)

    if any(outcome.tree is None for outcome in outcomes):
        return 2
    if allow_partial:
        return 1 if strict and count(Severity.WARNING) else 0
    if count(Severity.ERROR):
        return 2
    return 1 if count(Severity.INCOMPLETE) or (strict and count(Severity.WARNING)) else 0
