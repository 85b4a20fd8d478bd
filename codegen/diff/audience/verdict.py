"""What a change means for each side: the wire, code that uses the generated package, code that implements its stubs.

The wire's level is the rule's. The other two follow from what the generated Python can see of a change: types of
arguments for callers, types of replies the other way round. A service stands where the caller's mirror is: what a
request demands of callers, a service may rely on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.audience.python_types import retyped
from codegen.diff.model.changes import Change, Direction, Level, Rule, Verdicts
from codegen.diff.model.rules import E, I, N, W

if TYPE_CHECKING:
    from collections.abc import Mapping

_BY_SUFFIX: Mapping[str, tuple[Level, Level]] = {
    # suffix: what it means to who writes the value (a caller's request), and to who reads it (a caller's reply)
    "removed": (E, E),
    "type-changed": (E, E),
    "type-compatible": (E, E),
    "type-generalized": (I, E),
    "type-specialized": (E, I),
    "list-of-types-narrowed": (E, I),
    "list-of-types-widened": (I, E),
    "became-nullable": (I, E),
    "became-not-nullable": (E, I),
    "became-optional": (I, E),
    "became-required": (E, I),
    "became-required-with-default": (E, I),
    "became-enum": (E, I),
    "enum-value-removed": (E, W),
    "enum-value-added": (I, I),
    "const-added": (E, I),
    "const-changed": (E, E),
    "const-removed": (I, E),
    "any-of-added": (I, E),
    "any-of-removed": (E, I),
    "one-of-added": (I, E),
    "one-of-removed": (E, I),
    "wrapped-in-one-of": (I, E),
    "prefix-items-added": (E, E),
    "prefix-items-removed": (E, E),
    "default-value-added": (W, I),
    "default-value-changed": (W, I),
    "default-value-removed": (W, I),
}
"""Changes that Python types show. Enums of replies are open: a value less is code that never runs, not an error."""

_BY_KIND: Mapping[str, tuple[Level, Level]] = {"constraints": (W, N), "mutability": (I, I), "lifecycle": (I, I)}
"""Constraints are checked on what is sent; lenient replies do not enforce them."""

_BY_ID: Mapping[str, tuple[Level, Level]] = {
    # id: caller, service
    "endpoint-added": (I, E),
    "api-removed-without-deprecation": (E, W),
    "api-removed-with-deprecation": (E, W),
    "api-removed-before-sunset": (E, W),
    "api-path-removed-without-deprecation": (E, W),
    "api-path-removed-with-deprecation": (E, W),
    "api-path-removed-before-sunset": (E, W),
    "endpoint-deprecated": (I, I),
    "endpoint-deprecated-with-sunset": (I, I),
    "new-required-request-parameter": (E, I),
    "new-optional-request-parameter": (I, I),
    "new-required-request-default-parameter-to-existing-path": (E, I),
    "new-optional-request-default-parameter-to-existing-path": (I, I),
    "request-parameter-removed": (E, E),
    "request-parameter-removed-with-deprecation": (E, E),
    "new-required-request-property": (E, I),
    "new-required-request-property-with-default": (E, I),
    "new-optional-request-property": (I, I),
    "request-property-removed": (E, E),
    "response-required-property-added": (I, E),
    "response-optional-property-added": (I, I),
    "response-required-property-removed": (E, E),
    "response-optional-property-removed": (E, E),
    "request-body-added-optional": (I, E),
    "request-body-added-required": (E, E),
    "request-body-removed": (E, E),
    "request-body-became-required": (E, I),
    "request-body-became-optional": (I, E),
    "request-body-media-type-removed": (W, I),
    "request-body-media-type-added": (I, W),
    "response-success-status-removed": (E, E),
    "response-success-status-added": (W, I),
    "response-media-type-removed": (E, E),
    "response-media-type-added": (W, I),
    "required-response-header-removed": (W, I),
    "optional-response-header-removed": (W, I),
    "api-schema-removed": (E, E),
    "webhook-removed": (W, N),
    "caller-extra-properties-refused": (W, I),
    "caller-extra-properties-accepted": (I, W),
    "service-extra-properties-refused": (I, W),
    "service-extra-properties-accepted": (I, I),
    "new-request-path-parameter": (E, E),
    "new-required-request-header-property": (E, I),
    "request-parameter-removed-before-sunset": (E, E),
    "api-path-sunset-parse": (E, W),
    "caller-generator-name-removed": (E, N),
    "caller-generator-signature-changed": (E, N),
    "caller-generator-type-changed": (W, N),
    "service-generator-name-removed": (N, E),
    "service-generator-signature-changed": (N, E),
    "service-generator-type-changed": (N, W),
    "caller-class-renamed": (E, E),
    "caller-field-renamed": (E, E),
    "caller-method-renamed": (E, E),
    "caller-argument-renamed": (E, E),
}


_TYPES = {"type-changed", "type-generalized", "type-specialized", "type-compatible"}


def judge(rule: Rule, change: Change) -> Verdicts:
    """Return the levels of a change: the wire's from its rule, the others from what Python code sees of it."""
    if rule.id == "api-schema-removed" and change.renamed is not None:
        return Verdicts(wire=rule.level, caller=I, service=I)  # told by the name of its class, where that changed
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
    """Return what a change means to who writes a value, and to who reads it."""
    if change.suffix in _BY_SUFFIX:
        return _BY_SUFFIX[change.suffix]
    if rule.kind == "constraints" and rule.direction is not Direction.NONE and not _tighter(change.suffix):
        return I, N
    return _BY_KIND.get(rule.kind, (N, N))


def _tighter(suffix: str) -> bool:
    """Whether a constraint lets fewer values pass than before."""
    if suffix.startswith(("max", "exclusive-max")):
        return suffix.endswith(("decreased", "set")) and not suffix.endswith("unset")
    if suffix.startswith(("min", "exclusive-min")):
        return suffix.endswith(("increased", "set")) and not suffix.endswith("unset")
    return suffix.endswith(("added", "changed"))
