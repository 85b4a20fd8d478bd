"""What schema tables can tell: a page leaves out more than it says, and what it does not say has not changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codegen.core.location import Location
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.model.changes import Finding

_KINDS = {"existence", "values", "name"}
_AREAS = {"Schema", "Parameters", "Python", "Paths", "Components"}
_UNSAID = {"request-body-removed", "api-operation-id-added", "api-operation-id-removed"}
_ANYTHING = "anything"


def certain(finding: Finding, old: ComparedApi, new: ComparedApi) -> bool:
    """Whether a finding is a change of the API, and not something that one of the sides leaves unsaid.

    Tables leave out what is required or may be null, bodies, replies and security; they write ``any`` where they lost
    a union, and do not show the properties of what is folded away. Names follow from what is said, so they are
    compared only where both sides say as much.
    """
    if not (old.partial or new.partial):
        return True
    rule, change = finding.rule, finding.change
    if rule.area not in _AREAS or rule.id in _UNSAID:
        return False
    if rule.area == "Python":
        return old.partial and new.partial
    if change.suffix == "removed" and rule.area == "Schema":
        return _describes(new, change.new_at)
    if change.suffix == "added" and rule.area == "Schema":
        return _describes(old, change.old_at)
    if change.suffix == "type-changed":
        return _ANYTHING not in {change.old, change.new}
    return rule.kind in _KINDS


def _describes(side: ComparedApi, place: Location) -> bool:
    """Whether a side says which properties an object has: tables that show none, or guessed them, do not."""
    raw = side.raw(place)
    inferred = raw.get("x-inferred")
    guessed = isinstance(inferred, list) and "properties" in inferred
    return not side.partial or (bool(raw.get("properties")) and not guessed)
