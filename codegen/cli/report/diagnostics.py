"""Resolves diagnostics for display: file names, lines and columns, source lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.core.diagnostic import Diagnostic, Severity
from codegen.openapi.document import Syntax

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.location import Location
    from codegen.openapi.document import Document

_MOST_REPEATED = 5
"""The number of equal diagnostics at different locations that are shown one by one."""
_MAX_READ = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePosition:
    """A position in a file. Line and column are 0 where unknown; ``source`` is the whole line."""

    file: str
    line: int = 0
    column: int = 0
    pointer: str = ""
    source: str = ""

    def __str__(self) -> str:
        """Render as ``file:line:col`` with what is known."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDiagnostic:
    """A diagnostic with resolved positions. ``count``: that many were merged, the others are in ``related``."""

    severity: Severity
    code: str
    message: str
    place: SourcePosition
    hint: str = ""
    related: tuple[tuple[str, SourcePosition], ...] = ()
    count: int = 1

    @property
    def counted(self) -> str:
        """Return the message, with the number of locations if several diagnostics were merged."""
        return self.message if self.count == 1 else f"{self.message} ({self.count} times)"


class _Resolver:
    """Finds lines and columns; scans each document once for all of its pointers."""

    def __init__(self, root: Path, documents: Mapping[str, Document], display: Callable[[Path], str]) -> None:
        self._root = root
        self._documents = documents
        self._display = display
        self._lines: dict[str, list[str]] = {}
        self._positions: dict[tuple[str, str], tuple[int, int]] = {}

    def locate(self, locations: Iterable[Location]) -> None:
        """Look up the positions of all locations that have only a pointer."""
        wanted: dict[str, set[str]] = {}
        for location in locations:
            if not location.line and location.file in self._documents:
                wanted.setdefault(location.file, set()).add(location.pointer)
        for file, pointers in wanted.items():
            found = self._documents[file].locate(sorted(pointers))
            self._positions.update({(file, pointer): place for pointer, place in found.items()})

    def place(self, location: Location) -> SourcePosition:
        line, column = location.line, location.column
        document = self._documents.get(location.file)
        paged = document is not None and document.syntax is Syntax.TABLES  # pointers are not into the page itself
        if not line:
            line, column = self._positions.get((location.file, location.pointer), (0, 0))
        return SourcePosition(
            file=self._name(location.file),
            line=line,
            column=column,
            pointer="" if paged else location.pointer,
            source=self._line(location.file, line) if line else "",
        )

    def _name(self, file: str) -> str:
        """Return the display name of a file; a remote document keeps its URL."""
        return file if not file or "://" in file else self._display(self._root / file)

    def _line(self, file: str, number: int) -> str:
        lines = self._lines.get(file)
        if lines is None:
            lines = self._lines[file] = self._text(file).split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def _text(self, file: str) -> str:
        """Return the text of a document, from the file if it could not be parsed."""
        if file in self._documents:
            return self._documents[file].text
        path = self._root / file
        try:
            if not path.is_file() or path.stat().st_size > _MAX_READ:
                return ""
            return path.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
        except (OSError, ValueError):
            return ""


def resolve(
    found: Diagnostics, root: Path, documents: Mapping[str, Document], display: Callable[[Path], str]
) -> list[ShownDiagnostic]:
    """Resolve diagnostics whose files are relative to ``root``, sorted; ``display`` returns the name of a file.

    Many diagnostics with the same cause, that is, which only differ in their positions, are merged.
    """
    items: list[Diagnostic] = list(found)
    resolver = _Resolver(root, documents, display)
    resolver.locate(item.location for item in items)
    resolver.locate(related.location for item in items for related in item.related)
    resolved = [
        ShownDiagnostic(
            severity=item.severity,
            code=item.code,
            message=item.message,
            place=resolver.place(item.location),
            hint=item.hint,
            related=tuple((related.message, resolver.place(related.location)) for related in item.related),
        )
        for item in items
    ]
    return _merged(sorted(resolved, key=lambda item: (item.place.file, item.place.line, item.place.column)))


def _merged(items: list[ShownDiagnostic]) -> list[ShownDiagnostic]:
    """Merge diagnostics with the same cause into the first one, if there are many."""
    by_cause: dict[tuple[str, ...], list[ShownDiagnostic]] = {}
    for item in items:
        by_cause.setdefault((item.severity, item.code, item.message, item.hint), []).append(item)
    merged: list[ShownDiagnostic] = []
    done: set[tuple[str, ...]] = set()
    for item in items:
        cause = (item.severity, item.code, item.message, item.hint)
        first, *others = by_cause[cause]
        if len(others) < _MOST_REPEATED:
            merged.append(item)
        elif cause not in done:
            done.add(cause)
            related = tuple(("", other.place) for other in others)
            merged.append(replace(first, related=(*first.related, *related), count=len(others) + 1))
    return merged
