"""Properties that came and went, whether they are required, and who may send them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.model.changes import Direction, Rule, Subject
from codegen.diff.model.rules import E, I, W, family, single
from codegen.ir.types import Absent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.ir.types import Field


def _mutability() -> Iterator[Rule]:
    for side in ("request", "response"):
        for need in ("optional", "required"):
            for mode in ("read-only", "write-only"):
                for no in ("", "not-"):
                    id_ = f"{side}-{need}-property-became-{no}{mode}"
                    level = W if id_ == "response-required-property-became-not-write-only" else I
                    about = f"{need} property of a {side}: it is {'no longer' if no else 'now'} {mode}"
                    yield single(id_, level, side, "Schema", "mutability", about)


RULES = (
    *family(
        "requiredness",
        {
            "became-required": ("rq:E rh:E sp:I swo:I", "always there now"),
            "became-optional": ("rq:I sp:E swo:I", "may be missing now"),
            "became-required-with-default": ("rq:E", "always there now; a default stands for it"),
        },
    ),
    *family("existence", {"removed": ("rq:W", "not there any more")}),
    single("new-required-request-property", E, "request", "Schema", "existence", "a new property that must be sent"),
    single(
        "new-required-request-header-property",
        E,
        "request",
        "Parameters",
        "existence",
        "a new property of a request header that must be sent",
    ),
    single(
        "new-required-request-property-with-default",
        E,
        "request",
        "Schema",
        "existence",
        "a new required property that has a default",
    ),
    single("new-optional-request-property", I, "request", "Schema", "existence", "a new property that may be sent"),
    single("response-required-property-removed", E, "response", "Schema", "existence", "a promised property is gone"),
    single("response-optional-property-removed", W, "response", "Schema", "existence", "an optional property is gone"),
    single("response-required-property-added", I, "response", "Schema", "existence", "a new property, always there"),
    single(
        "response-optional-property-added", I, "response", "Schema", "existence", "a new property that may be there"
    ),
    *(
        single(
            f"response-{need}-write-only-property-{action}",
            I,
            "response",
            "Schema",
            "existence",
            f"{need} write-only property of a response schema: {action}",
        )
        for need in ("required", "optional")
        for action in ("added", "removed")
    ),
    *_mutability(),
)


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare what a property says beside its type."""
    if not pair.subject.endswith("-property"):
        return
    old, new = pair.old, pair.new
    if old.required is False and new.required:
        given = pair.request and not isinstance(new.default, Absent)
        end = "-with-default" if given else ""
        yield Event(f"became-required{end}", "is required now", False, True)  # noqa: FBT003 - JSON values
    elif old.required and new.required is False:
        yield Event("became-optional", "may be missing now", True, False)  # noqa: FBT003 - JSON values


def mutability(pair: SchemaPair) -> Iterator[tuple[str, Event]]:
    """Yield (id, event) for what only one side may send now."""
    side = "request" if pair.request else "response"
    need = "required" if pair.new.required else "optional"
    for mode, old, new in (
        ("read-only", pair.old.read_only, pair.new.read_only),
        ("write-only", pair.old.write_only, pair.new.write_only),
    ):
        if old != new:
            words = f"is {'' if new else 'not '}{mode} {'now' if new else 'any more'}"
            yield f"{side}-{need}-property-became-{'' if new else 'not-'}{mode}", Event("", words, old, new)


def added_id(subject: Subject, item: Field) -> str:
    """Return the id for a property of a subject that came."""
    if subject.direction is Direction.REQUEST:
        if not item.required or item.read_only:
            return "new-optional-request-property"
        if subject is Subject.HEADER_PARAMETER_PROPERTY and isinstance(item.default, Absent):
            return "new-required-request-header-property"
        end = "" if isinstance(item.default, Absent) else "-with-default"
        return f"new-required-request-property{end}"
    return f"response-{_need(item)}-property-added"


def removed_id(subject: Subject, item: Field) -> str:
    """Return the id for a property of a subject that went."""
    if subject.direction is Direction.REQUEST:
        return "request-property-removed"
    return f"response-{_need(item)}-property-removed"


def _need(item: Field) -> str:
    return ("required" if item.required else "optional") + ("-write-only" if item.write_only else "")
