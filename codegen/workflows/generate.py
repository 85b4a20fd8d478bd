"""Generating targets and publishing what came out: all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias

from codegen.core.diagnostic import Diagnostics, Severity
from codegen.core.errors import InternalError
from codegen.core.location import Location
from codegen.output.publish import Publication, preview, publish

if TYPE_CHECKING:
    from pathlib import Path

    from codegen.config import Target
    from codegen.output import FileTree
    from codegen.output.lock import Waiting


class Source(Protocol):
    """A document that was read, as far as messages need it."""

    @property
    def text(self) -> str:
        """The text, with LF as its only line break."""

    def locate(self, pointers: Iterable[str]) -> Mapping[str, tuple[int, int]]:
        """Return line and column of JSON pointers."""


class Result(Protocol):
    """What the pipeline makes of a target."""

    @property
    def tree(self) -> FileTree | None:
        """Every file of the package, the manifest included; None when nothing could be made."""

    @property
    def documents(self) -> Mapping[str, Source]:
        """The documents that were read, by the file that locations name."""


Generator: TypeAlias = Callable[["Target", Diagnostics], Result | None]
"""``codegen.pipeline.generate``, or what stands for it in a test."""


class _Step(Protocol):
    """``preview`` or ``publish``."""

    def __call__(
        self, tree: FileTree, folder: Path, label: str, found: Diagnostics, *, force: bool
    ) -> Publication | None: ...


@dataclass(slots=True, kw_only=True)
class Outcome:
    """A target with all that is known about it so far."""

    target: Target
    found: Diagnostics = field(default_factory=Diagnostics)
    result: Result | None = None
    publication: Publication | None = None

    @property
    def tree(self) -> FileTree | None:
        """What was made, if anything could be."""
        return self.result.tree if self.result is not None else None

    @property
    def label(self) -> str:
        """The package's folder as a location names it: relative to the target's root where that can be said."""
        folder = self.target.folder
        root = self.target.root
        return folder.relative_to(root).as_posix() if folder.is_relative_to(root) else folder.as_posix()


def build(targets: Sequence[Target], generator: Generator) -> list[Outcome]:
    """Generate targets in memory. Raises ``InternalError``, unless the input is invalid: then that is what counts."""
    outcomes = [Outcome(target=target) for target in targets]
    for outcome in outcomes:
        try:
            outcome.result = generator(outcome.target, outcome.found)
        except InternalError:
            if not outcome.found.failed:
                raise
    return outcomes


def publishable(outcomes: Sequence[Outcome], *, allow_partial: bool) -> list[Outcome]:
    """Return the outcomes that may be written: none when any input is invalid, unless the intact rest is asked for."""
    if not allow_partial and any(outcome.found.failed or outcome.tree is None for outcome in outcomes):
        return []
    return [outcome for outcome in outcomes if outcome.tree is not None]


def publish_all(outcomes: Sequence[Outcome], *, force: bool, waiting: Waiting | None = None) -> bool:
    """Write the results of all outcomes, or none when something stands in the way of one. Returns whether it did.

    ``waiting`` hears who holds the lock when another run writes.
    """
    for step in (preview, partial(publish, waiting=waiting)):
        done = [
            _attempt(outcome, tree, step, force=force) for outcome in outcomes if (tree := outcome.tree) is not None
        ]
        if not all(done):
            return False
    return True


def _attempt(outcome: Outcome, tree: FileTree, step: _Step, *, force: bool) -> bool:
    """Preview or publish one outcome. What the system refuses becomes a finding."""
    try:
        outcome.publication = step(tree, outcome.target.folder, outcome.label, outcome.found, force=force)
    except OSError as error:
        message = f"the output cannot be written: {error.strerror or error}"
        outcome.found.error("output-unwritable", message, Location(outcome.label))
        outcome.publication = None
    return outcome.publication is not None


def exit_code(outcomes: Sequence[Outcome], *, strict: bool, allow_partial: bool) -> int:
    """Return 2 for invalid input, 1 for something that could not be generated (or, if strict, a warning), else 0."""

    def count(severity: Severity) -> int:
        return sum(outcome.found.count(severity) for outcome in outcomes)

    if any(outcome.tree is None for outcome in outcomes):
        return 2
    if allow_partial:
        return 1 if strict and count(Severity.WARNING) else 0
    if count(Severity.ERROR):
        return 2
    return 1 if count(Severity.INCOMPLETE) or (strict and count(Severity.WARNING)) else 0
