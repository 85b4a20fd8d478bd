"""Counterexamples of changes outside schemas: requests, described by their method, path and content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.model.changes import Direction, Witness

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.diff.model.changes import Change, Rule

_CONFIRMED = "confirmed"
_REMOVED = ("api-removed", "api-path-removed")
_WITHOUT = {
    # id: member of the request that is missing
    "new-required-request-parameter": "without_parameter",
    "new-required-request-default-parameter-to-existing-path": "without_parameter",
    "request-parameter-became-required": "without_parameter",
}
_PLAIN = {
    "request-body-added-required": {"body": None},
    "request-body-became-required": {"body": None},
    "api-security-anonymous-removed": {"credentials": None},
}
_OLD_VALUE = {
    "request-body-media-type-removed": "content_type",
    "api-security-alternative-removed": "credentials",
    "api-security-component-key-changed": "credentials",
    "api-server-changed": "base_url",
    "request-parameter-style-changed": "serialization",
}


def request_witness(rule: Rule, change: Change, operations: tuple[str, ...]) -> Witness | None:
    """Return the request that the old version accepts and the new one does not; None for other kinds of changes."""
    method, _, path = operations[0].partition(" ") if operations else ("", "", "")
    members: dict[str, Json] | None = None
    if rule.id in _PLAIN:
        members = dict(_PLAIN[rule.id])
    elif rule.id in _WITHOUT:
        members = {_WITHOUT[rule.id]: change.new if isinstance(change.new, str) else change.subject}
    elif rule.id in _OLD_VALUE:
        members = {_OLD_VALUE[rule.id]: change.old}
    elif rule.id.startswith(_REMOVED):
        members = {}
    if members is None or not path or rule.direction is Direction.RESPONSE:
        return None
    value: Json = {"method": method, "path": path, **members}
    return Witness(value=value, place="request", sent_by="old", status=_CONFIRMED)
