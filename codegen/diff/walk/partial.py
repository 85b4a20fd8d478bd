"""Filter changes for schema tables: what a page omits has not changed."""

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
    """Return whether a finding is a change of the API, and not an omission of one version.

    Tables omit what is required or nullable, bodies, responses and security; they write ``any`` for a lost union, and
    hide the properties of collapsed objects. Names depend on all of this, so they are compared only where both versions
    are equally complete.
    """
    if _is_unread(finding, (*old.unread, *new.unread)):
        return False
    if not (old.partial or new.partial):
        return True
    return _is_stated(finding, old, new)


def _is_stated(finding: Finding, old: ComparedApi, new: ComparedApi) -> bool:
    """Return whether both versions, of which one or both are partial, are complete in what a finding compares."""
    rule, change = finding.rule, finding.change
    if rule.area not in _AREAS or rule.id in _UNSAID:
        return False
    if rule.area == "Python":
        return old.partial and new.partial
    if rule.area == "Schema" and change.suffix == "removed":
        return _describes(new, change.new_at)
    if rule.area == "Schema" and change.suffix == "added":
        return _describes(old, change.old_at)
    if change.suffix == "type-changed":
        return _ANYTHING not in {change.old, change.new}
    return rule.kind in _KINDS


def _describes(side: ComparedApi, place: Location) -> bool:
    """Return whether a version states the properties of an object: tables that show none, or guess them, do not."""
    raw = side.raw(place)
    inferred = raw.get("x-inferred")
    guessed = isinstance(inferred, list) and "properties" in inferred
    return not side.partial or (bool(raw.get("properties")) and not guessed)


_CONTENTS = {"Responses", "RequestBody", "Headers"}


def _is_unread(finding: Finding, unread: tuple[Location, ...]) -> bool:
    """Return whether a change is in a part of a document that could not be read in one version."""
    pointers = [place.pointer for place in (finding.change.old_at, finding.change.new_at)]
    for place in unread:
        owner = place.pointer.rpartition("/")[0]
        if any(f"{pointer}/".startswith(f"{place.pointer}/") for pointer in pointers):
            return True
        if finding.rule.area in _CONTENTS and owner in pointers:
            return True
    return False
