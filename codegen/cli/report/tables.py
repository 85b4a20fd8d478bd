"""Reports of ``codegen tables check`` as text, JSON, Markdown and GitHub annotations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.core.printed import json_text, markdown, visible
from codegen.tables.check.proposals import WEIGHTS, Weight, weight_of

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.core.location import Location
    from codegen.tables.check.documents import Reported

Display = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class TablesReport:
    """The differences between tables and document; ``display`` returns the name of a file."""

    rows: Sequence[Reported]
    display: Display

    @property
    def contradictions(self) -> int:
        """Return the number of contradictions that are not accepted."""
        return sum(row.counts for row in self.rows)

    def headings(self) -> Mapping[Weight, str]:
        """Return the heading of each group of differences: its number of differences by kind."""
        kinds: dict[Weight, dict[str, int]] = {}
        for row in self.rows:
            counts = kinds.setdefault(weight_of(row.difference.aspect), {})
            counts[row.difference.aspect] = counts.get(row.difference.aspect, 0) + 1
        return {
            weight: f"{weight} ({WEIGHTS[weight]}): " + ", ".join(f"{kind} {count}" for kind, count in counts.items())
            for weight, counts in kinds.items()
        }

    def place(self, at: Location | None) -> str:
        """Return ``file:line:column``, or an empty string."""
        if at is None:
            return ""
        return f"{self.display(at.file)}:{at.line}:{at.column}" if at.line else self.display(at.file)


def action_text(action: Mapping[str, Json]) -> str:
    """Return an action of an overlay in one line."""
    if action.get("remove"):
        return f"remove {action['target']}"
    return f"update {action['target']} with {json_text(action.get('update'))}"


def _kind(row: Reported) -> str:
    if row.accepted:
        return "accepted"
    return "contradiction" if row.difference.contradiction else "note"


def _text(report: TablesReport) -> list[str]:
    lines: list[str] = []
    headings = dict(report.headings())
    for row in report.rows:
        item = row.difference
        if heading := headings.pop(weight_of(item.aspect), ""):
            lines.append(heading)
        lines.append(visible(f"{_kind(row)}[{item.aspect}] {item.subject}: {item.message}"))
        if row.document:
            lines.append(visible(f"  document: {report.place(row.document)}"))
        if row.table:
            lines.append(visible(f"  table:    {report.place(row.table)}"))
        if row.counts:
            lines += [visible(f"  fix document: {action_text(action)}") for action in row.proposal.actions]
            lines += [visible(f"  fix page: {row.proposal.page}")] if row.proposal.page else []
        if row.accepted:
            lines.append(visible(f"  accepted: {row.accepted}"))
    notes = sum(not row.difference.contradiction for row in report.rows)
    accepted = sum(bool(row.accepted) for row in report.rows)
    found = report.contradictions
    lines.append(f"{found} {'contradiction' if found == 1 else 'contradictions'}, {accepted} accepted, {notes} noted")
    return lines


def _place_data(report: TablesReport, at: Location | None) -> dict[str, object] | None:
    if at is None:
        return None
    return {"file": report.display(at.file), "line": at.line, "column": at.column, "pointer": at.pointer}


def _json(report: TablesReport) -> list[str]:
    rows = [
        {
            "kind": _kind(row),
            "aspect": row.difference.aspect,
            "subject": row.difference.subject,
            "weight": weight_of(row.difference.aspect),
            "message": row.difference.message,
            "document": _place_data(report, row.document),
            "table": _place_data(report, row.table),
            "accepted": row.accepted or None,
            "fix": {"overlay": [dict(action) for action in row.proposal.actions], "page": row.proposal.page or None},
        }
        for row in report.rows
    ]
    return [json_text({"contradictions": report.contradictions, "differences": rows}, indent=2)]


def _markdown(report: TablesReport) -> list[str]:
    if not report.rows:
        return ["Tables and document agree."]
    lines = ["| | Subject | Difference | Document | Table |", "|---|---|---|---|---|"]
    for row in report.rows:
        item = row.difference
        reason = f" ({row.accepted})" if row.accepted else ""
        cells = (
            f"{_kind(row)}: {item.aspect}", item.subject, item.message + reason,
            report.place(row.document), report.place(row.table),
        )  # fmt: skip
        lines.append("| " + " | ".join(markdown(cell) for cell in cells) + " |")
    return lines


def _property(text: str) -> str:
    return visible(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")


def _github(report: TablesReport) -> list[str]:
    """Return one annotation per difference, at the table, which the reader can correct."""
    lines: list[str] = []
    for row in report.rows:
        level = "error" if row.counts else "notice"
        at = row.table or row.document
        place = f"file={_property(report.display(at.file))},line={at.line},col={at.column}," if at and at.line else ""
        other = f"; document: {report.place(row.document)}" if row.document else ""
        reason = f"; accepted: {row.accepted}" if row.accepted else ""
        message = visible(f"{row.difference.subject}: {row.difference.message}{other}{reason}").replace("%", "%25")
        lines.append(f"::{level} {place}title=codegen tables {row.difference.aspect}::{message}")
    return lines


TABLES_FORMATS: dict[str, Callable[[TablesReport], list[str]]] = {
    "text": _text,
    "json": _json,
    "markdown": _markdown,
    "github": _github,
}
"""The registry of report formats of ``codegen tables check``."""
