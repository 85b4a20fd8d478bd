"""One-line remediations by kind of change, where no more specific note exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.model.changes import Direction, Level
from codegen.diff.model.descriptions import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.core.json import Json
    from codegen.diff.model.changes import Change, Rule, Verdicts

_SENT: Mapping[str, str] = {
    "removed": "stop sending {name}",
    "added": "send {name}",
    "became-required": "always send {name}",
    "became-required-with-default": "always send {name}",
    "became-not-nullable": "stop sending None as {name}",
    "became-enum": "send only {new} as {name}",
    "const-added": "send only {new} as {name}",
    "const-changed": "send {new} as {name}, not {old}",
    "enum-value-removed": "stop sending {old} as {name}",
    "type-changed": "send {new} as {name}, not {old}",
    "type-compatible": "send {new} as {name}, not {old}",
    "type-generalized": "send {new} as {name}, not {old}",
    "type-specialized": "send {new} as {name}, not {old}",
    "list-of-types-narrowed": "send {new} as {name}",
    "any-of-removed": "stop sending {old} as {name}",
    "one-of-removed": "stop sending {old} as {name}",
    "prefix-items-added": "send {new} positions as {name}, not {old}",
    "prefix-items-removed": "send {new} positions as {name}, not {old}",
    "discriminator-property-name-changed": "select the variant of {name} by {new}, not by {old}",
    "discriminator-mapping-changed": "send the variant {new} of {name}, not {old}, for the same value",
    "additional-properties-removed": "send only the listed properties of {name}",
    "discriminator-mapping-deleted": "stop sending the discriminator value {old} in {name}",
    "default-value-added": "send {name} where omitting it relied on the old behavior",
    "default-value-changed": "send {name} where the old default {old} is needed",
    "default-value-removed": "send {name} where the old default {old} is needed",
}
_READ: Mapping[str, str] = {
    "removed": "stop reading {name}",
    "became-optional": "{name} may be None: check before use",
    "became-nullable": "{name} may be None: check before use",
    "const-changed": "expect {new} as {name}, not {old}",
    "const-removed": "expect values other than {old} as {name}",
    "discriminator-property-name-changed": "distinguish the variants of {name} by {new}, not by {old}",
    "discriminator-mapping-changed": "expect the variant {new} of {name}, not {old}, for the same value",
    "discriminator-mapping-deleted": "branches for the discriminator value {old} no longer run",
    "enum-value-removed": "branches for {old} no longer run",
    "type-changed": "expect {new} as {name}, not {old}",
    "type-compatible": "expect {new} as {name}, not {old}",
    "type-generalized": "expect {new} as {name}, not only {old}",
    "type-specialized": "expect {new} as {name}",
    "list-of-types-widened": "expect {new} as {name}",
    "any-of-added": "also expect {new} as {name}",
    "one-of-added": "also expect {new} as {name}",
    "prefix-items-added": "expect {new} positions as {name}, not {old}",
    "prefix-items-removed": "expect {new} positions as {name}, not {old}",
    "wrapped-in-one-of": "distinguish the variants of {name}",
}
_OTHER: Mapping[str, str] = {
    "api-schema-removed": "stop using the class of {name}",
    "webhook-removed": "the webhook is no longer sent",
    "caller-class-renamed": "use {new} instead of {old}",
    "caller-field-renamed": "use .{new} instead of .{old}",
    "caller-method-renamed": "call {new}() instead of {old}()",
    "caller-argument-renamed": "use {new}= instead of {old}=",
    "caller-generator-name-removed": "stop using {name}, or keep the older generator",
    "caller-generator-signature-changed": "adapt calls of {name}(), or keep the older generator",
    "caller-generator-type-changed": "expect {new} as {name}, or keep the older generator",
    "api-security-anonymous-removed": "pass credentials for {new} to the client",
    "api-security-alternative-removed": "pass credentials for {new} to the client",
    "api-security-component-key-changed": "send the API key as {new}: generate the client again",
    "request-optional-property-became-read-only": "stop sending {name}",
    "request-required-property-became-read-only": "stop sending {name}",
    "request-required-property-became-not-read-only": "send {name}",
    "response-optional-property-became-write-only": "stop reading {name}",
    "response-required-property-became-write-only": "stop reading {name}",
    "api-server-changed": "use the base URL {new}",
    "api-server-removed": "use a base URL other than {old}",
    "request-parameter-style-changed": "send {name} as {new}: generate the client again",
    "request-body-encoding-changed": "generate the client again",
    "response-link-removed": "stop following the link {old}",
    "response-link-changed": "follow the changed link of {name}",
    "request-body-removed": "stop sending a body",
    "request-body-added-required": "send a body",
    "request-body-became-required": "always send a body",
    "request-body-media-type-removed": "send a media type other than {old}",
    "response-success-status-added": "also expect response {new}",
    "response-media-type-added": "also expect {new}",
    "required-response-header-removed": "stop reading the header {old}",
    "optional-response-header-removed": "stop reading the header {old}",
    "response-success-status-removed": "stop expecting response {old}",
    "response-media-type-removed": "stop expecting {old}",
}


def advice(rule: Rule, change: Change, verdicts: Verdicts) -> str:
    """Return the remediation of a change that breaks or may break callers; empty for others and unknown ones."""
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
    """Return the last name of a subject: the one that callers write."""
    return subject.rpartition(" ")[2].rpartition(".")[2].strip('"') or subject


def _types(value: Json) -> str:
    """Return types as the message shows them: descriptions, not JSON values."""
    return " or ".join(str(item) for item in value) if isinstance(value, list) else str(value)


def _shown(value: Json) -> str:
    if isinstance(value, str):
        return value
    return listed(value if isinstance(value, list) else [value])
