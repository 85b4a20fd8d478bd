"""Diagnostics of inputs: located, with a severity, accumulated. Errors are values: a step reports them and goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from codegen.core.location import Location

if TYPE_CHECKING:
    from collections.abc import Iterator


class Severity(StrEnum):
    """The severity of a diagnostic.

    ``ERROR``: the input is invalid, nothing is written (exit 2). ``INCOMPLETE``: valid, but not generated (exit 1).
    ``WARNING``: everything is generated (exit 0 unless ``--strict``).
    """

    ERROR = "error"
    INCOMPLETE = "incomplete"
    WARNING = "warning"


_RANK = {Severity.ERROR: 0, Severity.INCOMPLETE: 1, Severity.WARNING: 2}


@dataclass(frozen=True, slots=True)
class Related:
    """A second location of a diagnostic, with a message of its own."""

    message: str
    location: Location


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A diagnostic. ``code`` is a key of ``core.codes.CODES``; ``message`` is a sentence without a final full stop."""

    code: str
    severity: Severity
    message: str
    location: Location = Location("")
    hint: str = ""
    related: tuple[Related, ...] = ()

    @property
    def sort_key(self) -> tuple[str, int, int, str, int, str, str]:
        """Return a key that orders by location, then severity, independent of the order of reports."""
        at = self.location
        return (at.file, at.line, at.column, at.pointer, _RANK[self.severity], self.code, self.message)


@dataclass(slots=True)
class Diagnostics:
    """Accumulates the diagnostics of readers, passes and naming; the command line prints them sorted."""

    items: list[Diagnostic] = field(default_factory=list)

    def report(
        self, severity: Severity, code: str, message: str, location: Location, hint: str = "", *related: Related
    ) -> None:
        """Report a diagnostic of any severity."""
        self.items.append(Diagnostic(code, severity, message, location, hint, related))

    def error(self, code: str, message: str, location: Location, hint: str = "", *related: Related) -> None:
        """Report invalid input."""
        self.report(Severity.ERROR, code, message, location, hint, *related)

    def incomplete(self, code: str, message: str, location: Location, hint: str = "", *related: Related) -> None:
        """Report something valid that cannot be generated."""
        self.report(Severity.INCOMPLETE, code, message, location, hint, *related)

    def warning(self, code: str, message: str, location: Location, hint: str = "", *related: Related) -> None:
        """Report a problem that does not prevent generation."""
        self.report(Severity.WARNING, code, message, location, hint, *related)

    def extend(self, other: Diagnostics) -> None:
        """Add the diagnostics of another accumulator."""
        self.items.extend(other.items)

    def count(self, severity: Severity) -> int:
        """Return the number of diagnostics of a severity."""
        return sum(1 for item in self.items if item.severity is severity)

    @property
    def failed(self) -> bool:
        """Return whether the input is invalid."""
        return any(item.severity is Severity.ERROR for item in self.items)

    def __iter__(self) -> Iterator[Diagnostic]:
        """Iterate over the distinct diagnostics in sorted order."""
        return iter(sorted(dict.fromkeys(self.items), key=lambda item: item.sort_key))

    def __len__(self) -> int:
        """Return the number of distinct diagnostics."""
        return len(dict.fromkeys(self.items))
