"""Findings about inputs. Errors are values here: the floors above accumulate them and go on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from codegen.core.location import Location

if TYPE_CHECKING:
    from collections.abc import Iterator


class Severity(StrEnum):
    """How bad a finding is.

    ``ERROR``: the input is invalid, nothing is written (exit 2). ``INCOMPLETE``: valid, but could not be generated
    (exit 1, listed). ``WARNING``: worth knowing (exit 0 unless ``--strict``).
    """

    ERROR = "error"
    INCOMPLETE = "incomplete"
    WARNING = "warning"


_RANK = {Severity.ERROR: 0, Severity.INCOMPLETE: 1, Severity.WARNING: 2}


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that takes part in a finding, with what it says there."""

    message: str
    location: Location


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. ``code`` is a row of ``core.codes.CODES``; ``message`` is one sentence without a final full stop."""

    code: str
    severity: Severity
    message: str
    location: Location = Location("")
    hint: str = ""
    related: tuple[Related, ...] = ()

    @property
    def sort_key(self) -> tuple[str, int, int, str, int, str, str]:
        """Order by place, then severity, so that output is independent of the order of discovery."""
        at = self.location
        return (at.file, at.line, at.column, at.pointer, _RANK[self.severity], self.code, self.message)


@dataclass(slots=True)
class Diagnostics:
    """An accumulator that readers, passes and naming write to; the cli prints it sorted."""

    items: list[Diagnostic] = field(default_factory=list)

    def error(self, code: str, message: str, location: Location, hint: str = "", *related: Related) -> None:
        """Report invalid input."""
        self.items.append(Diagnostic(code, Severity.ERROR, message, location, hint, related))

    def incomplete(self, code: str, message: str, location: Location, hint: str = "", *related: Related) -> None:
        """Report something valid that cannot be generated."""
        self.items.append(Diagnostic(code, Severity.INCOMPLETE, message, location, hint, related))

    def warning(self, code: str, message: str, location: Location, hint: str = "", *related: Related) -> None:
        """Report something worth knowing that stops nothing."""
        self.items.append(Diagnostic(code, Severity.WARNING, message, location, hint, related))

    def extend(self, other: Diagnostics) -> None:
        """Take over the findings of another accumulator."""
        self.items.extend(other.items)

    def count(self, severity: Severity) -> int:
        """Return how many findings have this severity."""
        return sum(1 for item in self.items if item.severity is severity)

    @property
    def failed(self) -> bool:
        """Whether the input is invalid."""
        return any(item.severity is Severity.ERROR for item in self.items)

    def __iter__(self) -> Iterator[Diagnostic]:
        """Iterate in sorted order, each finding once."""
        return iter(sorted(dict.fromkeys(self.items), key=lambda item: item.sort_key))

    def __len__(self) -> int:
        """Return the number of distinct findings."""
        return len(dict.fromkeys(self.items))
