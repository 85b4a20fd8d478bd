"""Suppress caller changes where the Python name did not change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.diff.audience.bump import suggest
from codegen.diff.audience.callers.breaks import Effect, SymbolKind, find_breaks
from codegen.diff.audience.callers.surface import argument_list, field_of, python_name, same_type
from codegen.diff.model.changes import Direction, Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.diff.audience.callers.breaks import Break, Symbol
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.model.changes import Finding, Report
    from codegen.ir.api import OpId
    from codegen.ir.types import DefId, Field, Type

_KEPT = (Effect.REMOVED, Effect.NEEDED)


def keep_stable(report: Report, old: ComparedApi, new: ComparedApi) -> Report:
    """Return the report with ``INFO`` for callers where their code stays valid."""
    candidates = [item for item in report.findings if item.verdicts.caller is Level.ERR and _moves(item)]
    rows: dict[str, list[Break]] = {}
    for row in find_breaks(replace(report, findings=tuple(candidates)), old, new) if candidates else ():
        rows.setdefault(row.finding.change.fingerprint, []).append(row)
    findings = tuple(_settled(item, rows.get(item.change.fingerprint, ()), old, new) for item in report.findings)
    return report if findings == report.findings else replace(report, findings=findings, bump=suggest(findings))


def _moves(finding: Finding) -> bool:
    """Return whether a change is a removal, a required addition, or about a class."""
    if finding.id in {"api-schema-removed", "caller-class-renamed"}:
        return True
    return finding.change.suffix == "removed" or finding.id.startswith("new-required-request")


def _settled(finding: Finding, rows: Sequence[Break], old: ComparedApi, new: ComparedApi) -> Finding:
    harmless = replace(finding.verdicts, caller=Level.INFO)
    if finding.id == "api-schema-removed" and finding.verdicts.caller is Level.ERR and not rows:
        # its class still exists, or its renaming is a change of its own
        return replace(finding, verdicts=harmless)
    own = [row for row in rows if row.effect in _KEPT]
    names = {_stays(row, old, new) for row in _shown(own)}
    if not names or "" in names:
        return finding
    words = f"Python name unchanged: {', '.join(sorted(names))}"
    return replace(finding, verdicts=harmless, note=words)


def _shown(rows: list[Break]) -> list[Break]:
    """Return the breaks that Python code exposes.

    A value passed as an argument is also a field of a model; callers who pass dicts use wire names.
    """
    if not any(SymbolKind.ARGUMENT in {row.old.kind, row.new.kind if row.new is not None else None} for row in rows):
        return rows
    return [row for row in rows if row.old.kind in {SymbolKind.ARGUMENT, SymbolKind.METHOD}]


def _stays(row: Break, old: ComparedApi, new: ComparedApi) -> str:
    """Return the name of a symbol that both versions have; empty where there is none."""
    if row.effect is Effect.NEEDED:
        now = row.new
        name = python_name(new, now) if now is not None else ""
    else:
        now = row.twin
        name = python_name(old, row.old)
    if now is None:
        return ""
    if row.old.operation is not None and now.operation is not None:
        return name if _same_argument(row.old.operation, now.operation, name, (old, new)) else ""
    if row.effect is Effect.REMOVED and row.direction is Direction.RESPONSE and row.twin is not None:
        return name if _same_attribute(row.old, row.twin, name, (old, new)) else ""
    return ""


def _same_argument(before: OpId, after: OpId, name: str, sides: tuple[ComparedApi, ComparedApi]) -> bool:
    """Return whether two methods have a compatible argument of this name."""
    was, now = _argument(sides[0], before, name), _argument(sides[1], after, name)
    return was is not None and now is not None and _takes(was, now, sides)


def _same_attribute(before: Symbol, after: Symbol, name: str, sides: tuple[ComparedApi, ComparedApi]) -> bool:
    """Return whether a class has an attribute of this name that reads like the old field."""
    was, now = field_of(sides[0], before.owner, before.name), _attribute(sides[1], after.owner, name)
    return was is not None and now is not None and _gives(was, now, sides)


def _argument(side: ComparedApi, operation: OpId, name: str) -> tuple[Type, bool] | None:
    """Return the type of an argument, and whether it is required."""
    rows = (row for row in argument_list(side, operation) if row[2] == name and row[3] is not None)
    return next(((row[3], row[4]) for row in rows if row[3] is not None), None)


def _attribute(side: ComparedApi, owner: DefId | None, name: str) -> Field | None:
    """Return the field behind an attribute of a class."""
    wires = (wire for (key, wire), ident in side.names.fields.items() if key == owner and ident == name)
    return next((item for item in (field_of(side, owner, wire) for wire in wires) if item is not None), None)


def _takes(before: tuple[Type, bool], now: tuple[Type, bool], sides: tuple[ComparedApi, ComparedApi]) -> bool:
    """Return whether values of the old argument are valid for the new one."""
    if not same_type(sides, before[0], now[0]) or (now[1] and not before[1]):
        return False
    return now[0].nullable or not before[0].nullable


def _gives(before: Field, now: Field, sides: tuple[ComparedApi, ComparedApi]) -> bool:
    """Return whether reads of the old field are valid for the new one."""
    safe = now.required is True and not now.type.nullable
    return same_type(sides, before.type, now.type) and (safe or before.required is not True or before.type.nullable)
