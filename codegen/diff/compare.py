"""Compare two versions of an API: a pure function of what was read and named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.diff.audience.bump import suggest
from codegen.diff.audience.callers.advice import advice
from codegen.diff.audience.callers.naming import operation_changes
from codegen.diff.audience.callers.notes import note, removed_note
from codegen.diff.audience.callers.stable import keep_stable
from codegen.diff.audience.verdict import judge
from codegen.diff.checks import bodies, document, paths, responses, security, servers
from codegen.diff.match.align import align
from codegen.diff.match.pairs import OperationPair, schema_slot
from codegen.diff.match.renames import rename_components
from codegen.diff.model.changes import Finding, Level, Report, Subject
from codegen.diff.model.notice import Notice
from codegen.diff.registry import RULES
from codegen.diff.walk import calls, parts
from codegen.diff.walk.partial import certain
from codegen.diff.walk.walker import Frame, Walker, reached
from codegen.diff.witness.requests import request_witness
from codegen.tables.model import fold_name

if TYPE_CHECKING:
    from codegen.diff.match.align import Alignment
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.model.changes import Change, Rule, Witness

_Identity = tuple[str, str, str, str, str, str]


def compare(old: ComparedApi, new: ComparedApi, *, notice: Notice) -> Report:
    """Return every change once, most severe first. ``notice`` is the notice period that sunset dates are checked by."""
    ledger = _Ledger()
    alignment = align(old, new, notice)
    walker = Walker(old, new, notice)
    _operations(walker, alignment, ledger)
    if old.partial or new.partial:
        for change in _components(walker):
            ledger.add(change)
    for change, call in calls.compare_calls(walker):
        ledger.add(change, call)
    _alone(old, new, alignment, ledger, notice)
    for change in old.by_generator if old.generator != new.generator else ():
        ledger.add(change)
    renamed = rename_components(old, new, walker.met)
    for change in (*security.check_api(old, new), *document.check_api(old, new, renamed)):
        ledger.add(change)
    found = (item for item in ledger.findings() if certain(item, old, new))
    findings = tuple(sorted(found, key=_order))
    versions = old.api.version, new.api.version
    made = Report(old=old.label, new=new.label, findings=findings, bump=suggest(findings), versions=versions)
    return keep_stable(made, old, new)


def _operations(walker: Walker, alignment: Alignment, ledger: _Ledger) -> None:
    """Record the changes of operations. All are walked first, so that every schema has been compared."""
    frames: list[tuple[OperationPair, Frame]] = []
    for pair in alignment.pairs:
        frame = Frame()
        frame.changes.extend(_own_changes(pair))
        parts.walk(pair, walker, frame)
        frames.append((pair, frame))
    for pair in alignment.guessed:
        frame = Frame()
        parts.walk(pair, walker, frame, moved=True)
        frames.append((pair, frame))
    for pair, frame in frames:
        for change in frame.changes:
            ledger.add(change, pair.name, note(change, pair))
        for change in reached(walker.frames, frame):
            ledger.add(change, pair.name)


@dataclass(slots=True)
class _Entry:
    change: Change
    operations: dict[str, None] = field(default_factory=dict)
    note: str = ""


@dataclass(slots=True)
class _Ledger:
    """One entry per change of a schema, whatever operations lead to it."""

    entries: dict[_Identity, _Entry] = field(default_factory=dict)

    def add(self, change: Change, operation: str = "", note: str = "") -> None:
        """Record a change, and an operation that it affects."""
        key = _identity(change)
        entry = self.entries.get(key)
        if entry is None:
            entry = self.entries[key] = _Entry(change)
        if operation:
            entry.operations[operation] = None
        entry.note = entry.note or note

    def findings(self) -> Iterator[Finding]:
        """Yield what was recorded. Equal changes are merged: one schema may be written out in several places."""
        same: dict[str, _Entry] = {}
        for entry in self.entries.values():
            known = same.setdefault(entry.change.fingerprint, entry)
            known.operations |= entry.operations
            known.note = known.note or entry.note
        for entry in same.values():
            rule = RULES[entry.change.id]
            verdicts = judge(rule, entry.change)
            yield Finding(
                rule=rule,
                change=entry.change,
                level=verdicts.wire,
                verdicts=verdicts,
                operations=tuple(entry.operations),
                note=entry.note or advice(rule, entry.change, verdicts),
                witness=_witness(rule, entry) if verdicts.wire is Level.ERR else None,
            )


def _witness(rule: Rule, entry: _Entry) -> Witness | None:
    """Return the counterexample of a break on the wire: a value of a schema, or a request."""
    proof = entry.change.proof
    return proof() if proof is not None else request_witness(rule, entry.change, tuple(entry.operations))


def _identity(change: Change) -> _Identity:
    """Return the key of a change: a schema that is both a body and a property changes once."""
    rule = RULES[change.id]
    end = change.suffix or change.id
    places = [f"{at.file}#{at.pointer}" for at in (change.old_at, change.new_at)]
    return end, rule.direction, places[0], places[1], repr(change.old), repr(change.new)


def _order(finding: Finding) -> tuple[int, int, int, int, str, str, str, str]:
    """Return the sort key: most severe first, the wire before callers and services."""
    change, levels = finding.change, finding.verdicts
    wire, caller, service = levels.wire.rank, levels.caller.rank, levels.service.rank
    words = change.subject, change.id, repr(change.old), repr(change.new)
    return -max(wire, caller), -wire, -caller, -service, *words


def _own_changes(pair: OperationPair) -> Iterator[Change]:
    for check in (
        paths.check,
        document.check,
        servers.check,
        security.check,
        bodies.check,
        responses.check,
        operation_changes,
    ):
        yield from check(pair)


def _components(walker: Walker) -> Iterator[Change]:
    """Compare named schemas as responses: tables describe objects without operations that use them."""
    frame = Frame()
    new = {fold_name(item.origin.component): item for item in walker.new.api.definitions.values()}
    for one in walker.old.api.definitions.values():
        two = new.get(fold_name(one.origin.component)) if one.origin.component else None
        if two is not None:
            slots = (one.type, schema_slot(walker.old, one.type)), (two.type, schema_slot(walker.new, two.type))
            walker.compare(*slots, Subject.RESPONSE_BODY, two.origin.component, frame)
    yield from reached(walker.frames, frame)


def _alone(old: ComparedApi, new: ComparedApi, alignment: Alignment, ledger: _Ledger, notice: Notice) -> None:
    """Record operations that only one version has."""
    kept = {operation.template for operation in new.api.operations}
    came_from = alignment.came_from
    for operation in () if new.partial else alignment.removed:
        moved = alignment.guesses.get(operation.id)
        change = paths.removed(old, operation, operation.template not in kept, notice, moved)
        ledger.add(change, change.subject, removed_note(old, alignment, operation.id, new))
    for operation in () if old.partial else alignment.added:
        change = paths.added(operation, came_from.get(operation.id))
        ledger.add(change, change.subject)
