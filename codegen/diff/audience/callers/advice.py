"""What callers do about a kind of change, in one line, where nothing more exact is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.model.changes import Direction, Level
from codegen.diff.model.descriptions import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.core.json import Json
    from codegen.diff.model.changes import Change, Rule, Verdicts

_SENT: Mapping[str, str] = {
    "removed": "do not send {name} any more",
    "added": "send {name}",
    "became-required": "always send {name}",
    "became-required-with-default": "always send {name}",
    "became-not-nullable": "do not send None as {name} any more",
    "became-enum": "send only {new} as {name}",
    "const-added": "send only {new} as {name}",
    "const-changed": "send {new} as {name}, not {old}",
    "enum-value-removed": "do not send {old} as {name} any more",
    "type-changed": "send {new} as {name}, not {old}",
    "type-compatible": "send {new} as {name}, not {old}",
    "type-generalized": "send {new} as {name}, not {old}",
    "type-specialized": "send {new} as {name}, not {old}",
    "list-of-types-narrowed": "send {new} as {name}",
    "any-of-removed": "do not send {old} as {name} any more",
    "one-of-removed": "do not send {old} as {name} any more",
    "prefix-items-added": "send {new} positions as {name}, not {old}",
    "prefix-items-removed": "send {new} positions as {name}, not {old}",
    "default-value-added": "send {name} where the old meaning of leaving it out was meant",
    "default-value-changed": "send {name} where the old default {old} was meant",
    "default-value-removed": "send {name} where the old default {old} was meant",
}
_READ: Mapping[str, str] = {
    "removed": "do not read {name} any more",
    "became-optional": "{name} may be None: look before you use it",
    "became-nullable": "{name} may be None: look before you use it",
    "const-changed": "expect {new} as {name}, not {old}",
    "const-removed": "expect other values than {old} as {name}",
    "enum-value-removed": "branches for {old} never run any more",
    "type-changed": "expect {new} as {name}, not {old}",
    "type-compatible": "expect {new} as {name}, not {old}",
    "type-generalized": "expect {new} as {name}, not only {old}",
    "type-specialized": "expect {new} as {name}",
    "list-of-types-widened": "expect {new} as {name}",
    "any-of-added": "expect {new} as {name} too",
    "one-of-added": "expect {new} as {name} too",
    "prefix-items-added": "expect {new} positions as {name}, not {old}",
    "prefix-items-removed": "expect {new} positions as {name}, not {old}",
    "wrapped-in-one-of": "tell the variants of {name} apart",
}
_OTHER: Mapping[str, str] = {
    "api-schema-removed": "do not use the class of {name} any more",
    "webhook-removed": "nothing comes any more",
    "caller-class-renamed": "write {new}, not {old}",
    "caller-field-renamed": "write .{new}, not .{old}",
    "caller-method-renamed": "call {new}(), not {old}()",
    "caller-argument-renamed": "write {new}=, not {old}=",
    "caller-extra-properties-refused": "send only the properties that are listed",
    "caller-generator-name-removed": "do not use {name}, or stay with the older generator",
    "caller-generator-signature-changed": "call {name}() as it is now, or stay with the older generator",
    "caller-generator-type-changed": "expect {new} as {name}, or stay with the older generator",
    "request-body-removed": "do not send a body any more",
    "request-body-added-required": "send a body",
    "request-body-became-required": "always send a body",
    "request-body-media-type-removed": "send another media type than {old}",
    "response-success-status-added": "expect a reply {new} too",
    "response-media-type-added": "expect {new} too",
    "required-response-header-removed": "do not read the header {old} any more",
    "optional-response-header-removed": "do not read the header {old} any more",
    "response-success-status-removed": "do not wait for {old} any more",
    "response-media-type-removed": "do not expect {old} any more",
}


def advice(rule: Rule, change: Change, verdicts: Verdicts) -> str:
    """Return what to do about a change that breaks or may break callers; empty for others, and where none is known."""
    if verdicts.caller.rank < Level.WARN.rank:
        return ""
    tables = {Direction.REQUEST: _SENT, Direction.RESPONSE: _READ}
    words = _OTHER.get(rule.id) or tables.get(rule.direction, {}).get(change.suffix, "")
    if not words and rule.kind == "constraints" and rule.direction is Direction.REQUEST:
        words = "send only values that fit as {name}"
    if not words:
        return ""
    types = change.suffix.startswith("list-of-types-")
    old, new = (_types(value) if types else _shown(value) for value in (change.old, change.new))
    text = words.format(name=_last(change.subject), old=old, new=new)
    if change.renamed is not None and change.suffix == "removed":
        text += f"; {'send' if rule.direction is Direction.REQUEST else 'read'} {change.renamed[0]} instead"
    return text


def _last(subject: str) -> str:
    """Return the name that stands last in a subject: what callers write."""
    return subject.rpartition(" ")[2].rpartition(".")[2].strip('"') or subject


def _types(value: Json) -> str:
    """Return types as the message says them: they are words, not values."""
    return " or ".join(str(item) for item in value) if isinstance(value, list) else str(value)


def _shown(value: Json) -> str:
    if isinstance(value, str):
        return value
    return listed(value if isinstance(value, list) else [value])
