"""Properties: added, removed, required, read-only and write-only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.model.changes import Direction, Level, Rule, Subject
from codegen.diff.model.rules import ERR, INFO, WARN, schema_rules, single
from codegen.ir.types import Absent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.diff.match.pairs import Slot
    from codegen.ir.types import Field


_MUTABILITY = {
    "request-optional-property-became-read-only": INFO,
    "request-optional-property-became-not-read-only": INFO,
    "request-optional-property-became-write-only": INFO,
    "request-optional-property-became-not-write-only": INFO,
    "request-required-property-became-read-only": INFO,
    "request-required-property-became-not-read-only": INFO,
    "request-required-property-became-write-only": INFO,
    "request-required-property-became-not-write-only": INFO,
    "response-optional-property-became-read-only": INFO,
    "response-optional-property-became-not-read-only": INFO,
    "response-optional-property-became-write-only": INFO,
    "response-optional-property-became-not-write-only": INFO,
    "response-required-property-became-read-only": INFO,
    "response-required-property-became-not-read-only": INFO,
    "response-required-property-became-write-only": INFO,
    "response-required-property-became-not-write-only": WARN,
}


def _mutability(id_: str, level: Level) -> Rule:
    side, need, _, _, *mode = id_.split("-")
    about = f"{need} property of a {side}: {'no longer' if mode[0] == 'not' else 'became'} {'-'.join(mode[-2:])}"
    return single(id_, level, side, "Schema", "mutability", about)


RULES = (
    *schema_rules(
        "requiredness",
        {
            "became required": {
                "request-property-became-required": ERR,
                "request-header-property-became-required": ERR,
                "response-property-became-required": INFO,
                "response-write-only-property-became-required": INFO,
            },
            "became optional": {
                "request-property-became-optional": INFO,
                "response-property-became-optional": ERR,
                "response-write-only-property-became-optional": INFO,
            },
            "became required, with a default": {"request-property-became-required-with-default": ERR},
        },
    ),
    *schema_rules("existence", {"removed": {"request-property-removed": WARN}}),
    single("new-required-request-property", ERR, "request", "Schema", "existence", "required property added"),
    single(
        "new-required-request-header-property",
        ERR,
        "request",
        "Parameters",
        "existence",
        "required property of a request header added",
    ),
    single(
        "new-required-request-property-with-default",
        ERR,
        "request",
        "Schema",
        "existence",
        "required property with a default added",
    ),
    single("new-optional-request-property", INFO, "request", "Schema", "existence", "optional property added"),
    single("response-required-property-removed", ERR, "response", "Schema", "existence", "required property removed"),
    single("response-optional-property-removed", WARN, "response", "Schema", "existence", "optional property removed"),
    single("response-required-property-added", INFO, "response", "Schema", "existence", "required property added"),
    single("response-optional-property-added", INFO, "response", "Schema", "existence", "optional property added"),
    single(
        "response-required-write-only-property-added",
        INFO,
        "response",
        "Schema",
        "existence",
        "required write-only property of a response schema: added",
    ),
    single(
        "response-required-write-only-property-removed",
        INFO,
        "response",
        "Schema",
        "existence",
        "required write-only property of a response schema: removed",
    ),
    single(
        "response-optional-write-only-property-added",
        INFO,
        "response",
        "Schema",
        "existence",
        "optional write-only property of a response schema: added",
    ),
    single(
        "response-optional-write-only-property-removed",
        INFO,
        "response",
        "Schema",
        "existence",
        "optional write-only property of a response schema: removed",
    ),
    *(_mutability(id_, level) for id_, level in _MUTABILITY.items()),
)


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare whether a property is required."""
    if not pair.subject.endswith("-property"):
        return
    old, new = pair.old, pair.new
    if old.required is False and new.required:
        given = pair.request and not isinstance(new.default, Absent)
        end = "-with-default" if given else ""
        yield Event(f"became-required{end}", "became required", False, True)  # noqa: FBT003 - JSON values
    elif old.required and new.required is False:
        yield Event("became-optional", "became optional", True, False)  # noqa: FBT003 - JSON values


def withheld(subject: Subject, slot: Slot) -> bool:
    """Return whether a property is not part of the value: requests have no read-only, responses no write-only ones."""
    if not subject.endswith("property"):
        return False
    return slot.read_only if subject.direction is Direction.REQUEST else slot.write_only


def mutability(pair: SchemaPair) -> Iterator[tuple[str, Event]]:
    """Yield (id, event) for changes of ``readOnly`` and ``writeOnly``."""
    side = "request" if pair.request else "response"
    need = "required" if pair.new.required else "optional"
    for mode, old, new in (
        ("read-only", pair.old.read_only, pair.new.read_only),
        ("write-only", pair.old.write_only, pair.new.write_only),
    ):
        if old != new:
            words = f"{'became' if new else 'no longer'} {mode}"
            yield f"{side}-{need}-property-became-{'' if new else 'not-'}{mode}", Event("", words, old, new)


def added_id(subject: Subject, item: Field) -> str:
    """Return the id for an added property of a subject."""
    if subject.direction is Direction.REQUEST:
        if not item.required:
            return "new-optional-request-property"
        if subject is Subject.HEADER_PARAMETER_PROPERTY and isinstance(item.default, Absent):
            return "new-required-request-header-property"
        end = "" if isinstance(item.default, Absent) else "-with-default"
        return f"new-required-request-property{end}"
    return f"response-{_need(item)}-property-added"


def removed_id(subject: Subject, item: Field) -> str:
    """Return the id for a removed property of a subject."""
    if subject.direction is Direction.REQUEST:
        return "request-property-removed"
    return f"response-{_need(item)}-property-removed"


def _need(item: Field) -> str:
    return ("required" if item.required else "optional") + ("-write-only" if item.write_only else "")
