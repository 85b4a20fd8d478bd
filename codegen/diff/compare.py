"""Compares two sides: a pure function of what was read and named. Prints nothing, opens nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from codegen.diff.align import align
from codegen.diff.bump import suggest
from codegen.diff.checks import bodies, document, parameters, paths, responses, security
from codegen.diff.model import Finding, Report, Subject
from codegen.diff.naming import operation_changes
from codegen.diff.notes import note, removed_note
from codegen.diff.pairs import OperationPair, schema_slot
from codegen.diff.registry import RULES
from codegen.diff.verdict import judge
from codegen.diff.walk import Frame, Walker, reached
from codegen.ir.tables import fold_name
from codegen.ir.types import ABSENT

if TYPE_CHECKING:
    from codegen.diff.align import Alignment
    from codegen.diff.model import Change
    from codegen.diff.pairs import Slot
    from codegen.diff.side import Side
    from codegen.ir.api import Media, Param, Response
    from codegen.ir.types import Type

_Identity = tuple[str, str, str, str, str, str]


def compare(old: Side, new: Side, *, today: str) -> Report:
    """Return every difference, told once, worst first. ``today`` is an ISO date: sunsets are measured by it."""
    ledger = _Ledger()
    alignment = align(old, new)
    walker = Walker(old, new)
    frames: list[tuple[OperationPair, Frame]] = []
    for pair in alignment.pairs:
        frame = Frame()
        frame.changes.extend(_own_changes(pair))
        _parameters(pair, walker, frame)
        _bodies(pair, walker, frame)
        _responses(pair, walker, frame)
        frames.append((pair, frame))
    for pair, frame in frames:
        for change in frame.changes:
            ledger.add(change, pair.name, note(change, pair))
        for change in reached(walker.frames, frame):
            ledger.add(change, pair.name)
    if old.partial or new.partial:
        for change in _components(walker):
            ledger.add(change)
    _alone(old, new, alignment, ledger, today)
    for change in (*security.check_api(old, new), *document.check_api(old, new)):
        ledger.add(change)
    found = (item for item in ledger.findings() if not (old.partial or new.partial) or _certain(item))
    findings = tuple(sorted(found, key=_order))
    return Report(old=old.label, new=new.label, findings=findings, bump=suggest(findings))


@dataclass(slots=True)
class _Entry:
    change: Change
    operations: dict[str, None] = field(default_factory=dict)
    note: str = ""


@dataclass(slots=True)
class _Ledger:
    """One entry per change of a schema, whatever leads to it."""

    entries: dict[_Identity, _Entry] = field(default_factory=dict)

    def add(self, change: Change, operation: str = "", words: str = "") -> None:
        """Note a change, and an operation that it reaches."""
        key = _identity(change)
        entry = self.entries.get(key)
        if entry is None:
            entry = self.entries[key] = _Entry(change)
        if operation:
            entry.operations[operation] = None
        entry.note = entry.note or words

    def findings(self) -> Iterator[Finding]:
        """Yield what was noted."""
        for entry in self.entries.values():
            rule = RULES[entry.change.id]
            verdicts = judge(rule, entry.change)
            yield Finding(
                rule=rule,
                change=entry.change,
                level=verdicts.wire,
                verdicts=verdicts,
                operations=tuple(entry.operations),
                note=entry.note,
            )


def _identity(change: Change) -> _Identity:
    """Return what makes two changes the same: one schema seen as a body and as a property changes once."""
    rule = RULES[change.id]
    end = change.suffix or change.id
    places = [f"{at.file}#{at.pointer}" for at in (change.old_at, change.new_at)]
    return end, rule.direction, places[0], places[1], repr(change.old), repr(change.new)


def _certain(finding: Finding) -> bool:
    """Whether a difference between tables is a change of the API: what one of them does not say is none.

    Pages leave out what is required or may be null, and write ``any`` where they lost a union.
    """
    return finding.rule.kind in {"existence", "values", "name"} or finding.change.suffix == "type-changed"


def _order(finding: Finding) -> tuple[int, int, int, int, str, str, str, str]:
    """Sort by how bad a change is for a release, the wire first."""
    change, levels = finding.change, finding.verdicts
    wire, caller, service = levels.wire.rank, levels.caller.rank, levels.service.rank
    words = change.subject, change.id, repr(change.old), repr(change.new)
    return -max(wire, caller), -wire, -caller, -service, *words


def _own_changes(pair: OperationPair) -> Iterator[Change]:
    for check in (paths.check, document.check, security.check, bodies.check, responses.check, operation_changes):
        yield from check(pair)


def _parameters(pair: OperationPair, walker: Walker, frame: Frame) -> None:
    for old, new in parameters.match_params(pair):
        frame.changes.extend(parameters.check(pair, old, new))
        if old is not None and new is not None:
            one, two = (_param(side, item) for side, item in ((pair.old_side, old), (pair.new_side, new)))
            walker.compare(one, two, Subject.PARAMETER, parameters.label(pair, new), frame)


def _param(side: Side, param: Param) -> tuple[Type, Slot]:
    """Return the schema of a parameter, which may be extended at the parameter itself."""
    slot = schema_slot(side, param.type, required=param.required, default=param.default, deprecated=param.deprecated)
    extensions = {key: value for key, value in side.raw(param.location).items() if key.startswith("x-")}
    return param.type, replace(slot, raw={**slot.raw, **extensions})


def _whole(side: Side, node: Type) -> tuple[Type, Slot]:
    """Return the schema of a body, which has its own default."""
    slot = schema_slot(side, node)
    return node, replace(slot, default=slot.raw.get("default", ABSENT))


def _bodies(pair: OperationPair, walker: Walker, frame: Frame) -> None:
    old, new = pair.old.body, pair.new.body
    if old is not None and new is not None:
        for one, two in _same_media(old.media, new.media):
            _media(pair, walker, frame, (one, two), (Subject.REQUEST_BODY, bodies.label(pair)))


def _responses(pair: OperationPair, walker: Walker, frame: Frame) -> None:
    old = {item.status: item for item in pair.old.responses}
    for new in pair.new.responses:
        if new.status not in old:
            continue
        name = responses.label(pair, new)
        for one, two in _same_media(old[new.status].media, new.media):
            _media(pair, walker, frame, (one, two), (Subject.RESPONSE_BODY, name))
        _headers(pair, walker, frame, (old[new.status], new), name)


def _same_media(old: Iterable[Media], new: Iterable[Media]) -> Iterator[tuple[Media, Media]]:
    before = {item.content_type: item for item in old}
    for item in new:
        if item.content_type in before:
            yield before[item.content_type], item


def _media(
    pair: OperationPair, walker: Walker, frame: Frame, media: tuple[Media, Media], place: tuple[Subject, str]
) -> None:
    old, new = media
    for one, two in ((old.type, new.type), (old.item, new.item)):
        if one is not None and two is not None:
            walker.compare(_whole(pair.old_side, one), _whole(pair.new_side, two), *place, frame)


def _headers(pair: OperationPair, walker: Walker, frame: Frame, replies: tuple[Response, Response], name: str) -> None:
    old, new = (responses.headers_of(reply) for reply in replies)
    for key in new:
        if key in old:
            one, two = old[key].type, new[key].type
            slots = (one, schema_slot(pair.old_side, one)), (two, schema_slot(pair.new_side, two))
            walker.compare(*slots, Subject.HEADER, f"{name} header {new[key].name}", frame)


def _components(walker: Walker) -> Iterator[Change]:
    """Compare named schemas as replies: tables describe objects without an operation that would lead to them."""
    frame = Frame()
    new = {fold_name(item.origin.component): item for item in walker.new.api.definitions.values()}
    for one in walker.old.api.definitions.values():
        two = new.get(fold_name(one.origin.component)) if one.origin.component else None
        if two is not None:
            slots = (one.type, schema_slot(walker.old, one.type)), (two.type, schema_slot(walker.new, two.type))
            walker.compare(*slots, Subject.RESPONSE_BODY, two.origin.component, frame)
    yield from reached(walker.frames, frame)


def _alone(old: Side, new: Side, alignment: Alignment, ledger: _Ledger, today: str) -> None:
    """Note operations that only one side has."""
    kept = {operation.template for operation in new.api.operations}
    for operation in () if new.partial else alignment.removed:
        moved = alignment.moved.get(operation.id, "")
        change = paths.removed(old, operation, operation.template not in kept, today, moved)
        ledger.add(change, change.subject, removed_note(old, alignment, operation.id, new))
    for operation in () if old.partial else alignment.added:
        change = paths.added(operation)
        ledger.add(change, change.subject)
