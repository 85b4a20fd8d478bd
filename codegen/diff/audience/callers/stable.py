"""Names that stay although the wire's changed: a rename that naming keeps stable breaks no caller."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.diff.audience.bump import suggest
from codegen.diff.audience.callers.breaks import Effect, SymbolKind, find_breaks
from codegen.diff.audience.callers.surface import argument_list, field_of, python_name, same_type
from codegen.diff.model.changes import Direction, Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.diff.audience.callers.breaks import Break
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.model.changes import Finding, Report
    from codegen.ir.api import OpId
    from codegen.ir.types import DefId, Field, Type

_KEPT = (Effect.GONE, Effect.NEEDED)


def keep_stable(report: Report, old: ComparedApi, new: ComparedApi) -> Report:
    """Return the report in which callers do not hear of what they write as before."""
    candidates = [item for item in report.findings if item.verdicts.caller is Level.ERR and _moves(item)]
    rows: dict[str, list[Break]] = {}
    for row in find_breaks(replace(report, findings=tuple(candidates)), old, new) if candidates else ():
        rows.setdefault(row.finding.change.fingerprint, []).append(row)
    findings = tuple(_settled(item, rows.get(item.change.fingerprint, ()), old, new) for item in report.findings)
    return report if findings == report.findings else replace(report, findings=findings, bump=suggest(findings))


def _moves(finding: Finding) -> bool:
    """Whether a finding tells of something that went, or that came and is required; or of a class."""
    if finding.id in {"api-schema-removed", "caller-class-renamed"}:
        return True
    return finding.change.suffix == "removed" or finding.id.startswith("new-required-request")


def _settled(finding: Finding, rows: Sequence[Break], old: ComparedApi, new: ComparedApi) -> Finding:
    if finding.id == "api-schema-removed" and finding.verdicts.caller is Level.ERR and not rows:
        # its class is still there, or has another name, which is told by itself
        return replace(finding, verdicts=replace(finding.verdicts, caller=Level.INFO))
    own = [row for row in rows if row.effect in _KEPT]
    argument = any(SymbolKind.ARGUMENT in {row.old.kind, row.new.kind if row.new is not None else None} for row in own)
    # what is passed as an argument is a field of a model, too; callers who pass dicts write the wire's names
    shown = [row for row in own if not argument or row.old.kind in {SymbolKind.ARGUMENT, SymbolKind.METHOD}]
    names = {_stays(row, old, new) for row in shown}
    if len(shown) == 0 or "" in names:
        return finding
    words = f"Python code goes on writing {', '.join(sorted(names))}"
    return replace(finding, verdicts=replace(finding.verdicts, caller=Level.INFO), note=words)


def _stays(row: Break, old: ComparedApi, new: ComparedApi) -> str:
    """Return the name that both versions have for one thing; empty where there is none."""
    method = row.old.operation
    if row.effect is Effect.NEEDED:
        after = row.new.operation if row.new is not None else None
        name = python_name(new, row.new) if row.new is not None else ""
    else:
        after = row.twin.operation if row.twin is not None else None
        name = python_name(old, row.old)
    if method is not None and after is not None:
        before, now = _argument(old, method, name), _argument(new, after, name)
        fits = before is not None and now is not None and _takes(before, now, (old, new))
        return name if fits else ""
    if row.effect is Effect.GONE and row.direction is Direction.RESPONSE and row.twin is not None:
        was = field_of(old, row.old.owner, row.old.name)
        is_ = _attribute(new, row.twin.owner, name)
        return name if was is not None and is_ is not None and _gives(was, is_, (old, new)) else ""
    return ""


def _argument(side: ComparedApi, operation: OpId, name: str) -> tuple[Type, bool] | None:
    """Return the type of an argument, and whether it must be given."""
    rows = (row for row in argument_list(side, operation) if row[2] == name and row[3] is not None)
    return next(((row[3], row[4]) for row in rows if row[3] is not None), None)


def _attribute(side: ComparedApi, owner: DefId | None, name: str) -> Field | None:
    """Return the field that a class reads as an attribute."""
    wires = (wire for (key, wire), ident in side.names.fields.items() if key == owner and ident == name)
    return next((item for item in (field_of(side, owner, wire) for wire in wires) if item is not None), None)


def _takes(before: tuple[Type, bool], now: tuple[Type, bool], sides: tuple[ComparedApi, ComparedApi]) -> bool:
    """Whether what was passed can be passed."""
    if not same_type(sides, before[0], now[0]) or (now[1] and not before[1]):
        return False
    return now[0].nullable or not before[0].nullable


def _gives(before: Field, now: Field, sides: tuple[ComparedApi, ComparedApi]) -> bool:
    """Whether what was read can be read."""
    safe = now.required is True and not now.type.nullable
    return same_type(sides, before.type, now.type) and (safe or before.required is not True or before.type.nullable)
