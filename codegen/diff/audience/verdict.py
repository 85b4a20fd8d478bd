"""Rate a change per audience: the wire, callers of the generated package, implementers of its stubs.

The rule sets the level on the wire. The other two follow from what Python types show: argument types for callers,
response types with the opposite polarity. Services mirror callers: what a request requires of callers, a service may
rely on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.audience.python_types import retyped
from codegen.diff.model.changes import Change, Direction, Level, Rule, Verdicts
from codegen.diff.model.rules import ERR, INFO, NONE, WARN

if TYPE_CHECKING:
    from collections.abc import Mapping

_BY_SUFFIX: Mapping[str, tuple[Level, Level]] = {
    # suffix: level for the writer of the value (a caller's request), and for its reader (a caller's response)
    "removed": (ERR, ERR),
    "type-changed": (ERR, ERR),
    "type-compatible": (ERR, ERR),
    "type-generalized": (INFO, ERR),
    "type-specialized": (ERR, INFO),
    "list-of-types-narrowed": (ERR, INFO),
    "list-of-types-widened": (INFO, ERR),
    "became-nullable": (INFO, ERR),
    "became-not-nullable": (ERR, INFO),
    "became-optional": (INFO, ERR),
    "became-required": (ERR, INFO),
    "became-required-with-default": (ERR, INFO),
    "became-enum": (ERR, INFO),
    "enum-value-removed": (ERR, WARN),
    "enum-value-added": (INFO, INFO),
    "const-added": (ERR, INFO),
    "const-changed": (ERR, ERR),
    "const-removed": (INFO, ERR),
    "any-of-added": (INFO, ERR),
    "any-of-removed": (ERR, INFO),
    "one-of-added": (INFO, ERR),
    "one-of-removed": (ERR, INFO),
    "wrapped-in-one-of": (INFO, ERR),
    "prefix-items-added": (ERR, ERR),
    "prefix-items-removed": (ERR, ERR),
    "discriminator-property-name-changed": (ERR, ERR),
    "discriminator-mapping-changed": (ERR, ERR),
    "discriminator-mapping-deleted": (ERR, WARN),
    "enum-removed": (INFO, INFO),
    "additional-properties-removed": (WARN, INFO),
    "additional-properties-added": (INFO, WARN),
    "default-value-added": (WARN, INFO),
    "default-value-changed": (WARN, INFO),
    "default-value-removed": (WARN, INFO),
}
"""Changes visible in Python types. Enums of responses are open: a removed value is dead code, not an error."""

_BY_KIND: Mapping[str, tuple[Level, Level]] = {
    "constraints": (WARN, NONE),
    "mutability": (INFO, INFO),
    "lifecycle": (INFO, INFO),
}
"""Constraints are checked on requests; lenient responses do not enforce them."""

_BY_ID: Mapping[str, tuple[Level, Level]] = {
    # id: caller, service
    "endpoint-added": (INFO, ERR),
    "api-removed-without-deprecation": (ERR, WARN),
    "api-removed-with-deprecation": (ERR, WARN),
    "api-removed-before-sunset": (ERR, WARN),
    "api-path-removed-without-deprecation": (ERR, WARN),
    "api-path-removed-with-deprecation": (ERR, WARN),
    "api-path-removed-before-sunset": (ERR, WARN),
    "endpoint-deprecated": (INFO, INFO),
    "endpoint-deprecated-with-sunset": (INFO, INFO),
    "new-required-request-parameter": (ERR, INFO),
    "new-optional-request-parameter": (INFO, INFO),
    "new-required-request-default-parameter-to-existing-path": (ERR, INFO),
    "new-optional-request-default-parameter-to-existing-path": (INFO, INFO),
    "request-parameter-removed": (ERR, ERR),
    "request-parameter-removed-with-deprecation": (ERR, ERR),
    "new-required-request-property": (ERR, INFO),
    "new-required-request-property-with-default": (ERR, INFO),
    "new-optional-request-property": (INFO, INFO),
    "request-property-removed": (ERR, ERR),
    "response-required-property-added": (INFO, ERR),
    "response-optional-property-added": (INFO, INFO),
    "response-required-property-removed": (ERR, ERR),
    "response-optional-property-removed": (ERR, ERR),
    "request-body-added-optional": (INFO, ERR),
    "request-body-added-required": (ERR, ERR),
    "request-body-removed": (ERR, ERR),
    "request-body-became-required": (ERR, INFO),
    "request-body-became-optional": (INFO, ERR),
    "request-body-media-type-removed": (WARN, INFO),
    "request-body-media-type-added": (INFO, WARN),
    "response-success-status-removed": (ERR, ERR),
    "response-success-status-added": (WARN, INFO),
    "response-media-type-removed": (ERR, ERR),
    "response-media-type-added": (WARN, INFO),
    "required-response-header-removed": (WARN, INFO),
    "optional-response-header-removed": (WARN, INFO),
    "api-schema-removed": (ERR, ERR),
    "webhook-removed": (WARN, NONE),
    "response-body-additional-properties-added": (INFO, INFO),
    "response-property-additional-properties-added": (INFO, INFO),
    "api-security-anonymous-removed": (WARN, NONE),
    "api-security-alternative-removed": (WARN, NONE),
    "api-security-component-key-changed": (WARN, NONE),
    "request-optional-property-became-read-only": (ERR, ERR),
    "request-required-property-became-read-only": (ERR, ERR),
    "request-required-property-became-not-read-only": (ERR, INFO),
    "response-optional-property-became-write-only": (ERR, ERR),
    "response-required-property-became-write-only": (ERR, ERR),
    "response-required-property-became-not-write-only": (INFO, ERR),
    "response-required-write-only-property-added": (NONE, NONE),
    "response-required-write-only-property-removed": (NONE, NONE),
    "response-optional-write-only-property-added": (NONE, NONE),
    "response-optional-write-only-property-removed": (NONE, NONE),
    "api-server-changed": (WARN, INFO),
    "api-server-removed": (WARN, INFO),
    "request-parameter-style-changed": (WARN, WARN),
    "request-body-encoding-changed": (WARN, WARN),
    "response-link-removed": (WARN, INFO),
    "response-link-changed": (WARN, INFO),
    "new-request-path-parameter": (ERR, ERR),
    "new-required-request-header-property": (ERR, INFO),
    "request-parameter-removed-before-sunset": (ERR, ERR),
    "api-path-sunset-parse": (ERR, WARN),
    "caller-generator-name-removed": (ERR, NONE),
    "caller-generator-signature-changed": (ERR, NONE),
    "caller-generator-type-changed": (WARN, NONE),
    "service-generator-name-removed": (NONE, ERR),
    "service-generator-signature-changed": (NONE, ERR),
    "service-generator-type-changed": (NONE, WARN),
    "caller-class-renamed": (ERR, ERR),
    "caller-field-renamed": (ERR, ERR),
    "caller-method-renamed": (ERR, ERR),
    "caller-argument-renamed": (ERR, ERR),
}


_WITHHELD = ("request-read-only-property-", "response-write-only-property-")
"""Ids of properties that are not part of the value, and of no class of the package in this direction."""

_TYPES = {"type-changed", "type-generalized", "type-specialized", "type-compatible"}


def judge(rule: Rule, change: Change) -> Verdicts:
    """Return the levels of a change: the rule's for the wire, the others by their effect on Python code."""
    if rule.id == "api-schema-removed" and change.renamed is not None:
        return Verdicts(wire=rule.level, caller=INFO, service=INFO)  # a renamed class is a change of its own
    if change.suffix == "positional-argument-renamed":
        return Verdicts(wire=rule.level, caller=WARN, service=ERR)
    if rule.id.startswith(_WITHHELD):
        return Verdicts(wire=rule.level, caller=NONE, service=NONE)
    types = retyped(change.old, change.new) if change.suffix in _TYPES else None
    if rule.id in _BY_ID:
        caller, service = _BY_ID[rule.id]
    elif types is not None:
        passes, reads, puts = types
        caller, service = (reads, puts) if rule.direction is Direction.RESPONSE else (passes, reads)
    else:
        writer, reader = _sides(rule, change)
        caller, service = (reader, writer) if rule.direction is Direction.RESPONSE else (writer, reader)
    return Verdicts(wire=rule.level, caller=caller, service=service)


def _sides(rule: Rule, change: Change) -> tuple[Level, Level]:
    """Return the levels of a change for the writer and for the reader of a value."""
    if change.suffix in _BY_SUFFIX:
        return _BY_SUFFIX[change.suffix]
    if rule.kind == "constraints" and rule.direction is not Direction.NONE and not _tighter(change.suffix):
        return INFO, NONE
    return _BY_KIND.get(rule.kind, (NONE, NONE))


def _tighter(suffix: str) -> bool:
    """Return whether a constraint became stricter."""
    if suffix.startswith(("max", "exclusive-max")):
        return suffix.endswith(("decreased", "set")) and not suffix.endswith("unset")
    if suffix.startswith(("min", "exclusive-min")):
        return suffix.endswith(("increased", "set")) and not suffix.endswith("unset")
    if suffix.startswith(("multiple-of", "unique-items")):
        return suffix.endswith(("-set", "-changed", "-specialized"))
    return suffix.endswith(("added", "changed"))
