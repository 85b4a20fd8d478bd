"""Deprecation, sunset dates and stability of properties and parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.model.notice import STABILITY, is_date, stability
from codegen.diff.model.rules import ERR, INFO, schema_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = schema_rules(
    "lifecycle",
    {
        "deprecated": {
            "request-parameter-deprecated": INFO,
            "request-property-deprecated": INFO,
            "response-property-deprecated": INFO,
        },
        "deprecated with an invalid sunset date": {
            "request-property-deprecated-sunset-invalid": ERR,
            "response-property-deprecated-sunset-invalid": ERR,
            "request-parameter-sunset-parse": ERR,
        },
        "deprecated without the required sunset date": {
            "request-parameter-deprecated-sunset-missing": ERR,
            "request-property-deprecated-sunset-missing": ERR,
            "response-property-deprecated-sunset-missing": ERR,
        },
        "deprecated with a sunset date": {
            "request-property-deprecated-with-sunset": INFO,
            "response-property-deprecated-with-sunset": INFO,
        },
        "no longer deprecated": {
            "request-parameter-reactivated": INFO,
            "request-property-reactivated": INFO,
            "response-property-reactivated": INFO,
        },
        "stability level decreased": {
            "request-property-stability-decreased": ERR,
            "response-property-stability-decreased": ERR,
        },
        "stability level increased": {
            "request-property-stability-increased": INFO,
            "response-property-stability-increased": INFO,
        },
        "sunset date moved to an earlier date that is too soon": {
            "request-parameter-sunset-date-changed-too-small": ERR
        },
        "deprecated with a sunset date that is too soon": {
            "request-parameter-sunset-date-too-small": ERR,
            "request-property-sunset-date-too-small": ERR,
            "response-property-sunset-date-too-small": ERR,
        },
        "sunset date removed": {"request-parameter-sunset-deleted": ERR},
    },
)


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare deprecation and its extensions."""
    old, new = pair.old, pair.new
    if new.deprecated and not old.deprecated:
        yield _deprecated(pair)
    elif old.deprecated and not new.deprecated:
        yield Event("reactivated", "no longer deprecated", True, False)  # noqa: FBT003 - JSON values
    elif new.deprecated:
        yield from _moved(pair)
    before, after = stability(old.raw), stability(new.raw)
    if before != after and None not in {before, after}:
        action = "increased" if STABILITY.index(str(after)) > STABILITY.index(str(before)) else "decreased"
        yield Event(f"stability-{action}", f"stability {action} from {before} to {after}", before, after)


def _deprecated(pair: SchemaPair) -> Event:
    parameter = pair.subject == "request-parameter"
    sunset = pair.new.raw.get("x-sunset")
    match pair.notice.judge(pair.new.raw):
        case "missing":
            return Event("deprecated-sunset-missing", "deprecated without a sunset date", None, "deprecated")
        case "invalid":
            suffix = "sunset-parse" if parameter else "deprecated-sunset-invalid"
            return Event(suffix, "sunset is not a date", None, sunset)
        case "small":
            words = f"deprecated with sunset {sunset}, earlier than {pair.notice.earliest(pair.new.raw)}"
            return Event("sunset-date-too-small", words, None, sunset)
        case "dated":
            end = "" if parameter else "-with-sunset"
            return Event(f"deprecated{end}", f"deprecated with sunset {sunset}", None, sunset)
        case _:
            return Event("deprecated", "deprecated", False, True)  # noqa: FBT003 - JSON values


def _moved(pair: SchemaPair) -> Iterator[Event]:
    """Compare the sunset dates of a property or parameter that is deprecated in both versions."""
    before, after = pair.old.raw.get("x-sunset"), pair.new.raw.get("x-sunset")
    if before is not None and after is None:
        yield Event("sunset-deleted", "sunset removed", before, None)
    elif before != after and not is_date(after):
        yield Event("sunset-parse", "sunset is not a date", before, after)
    elif pair.notice.hurried(pair.old.raw, pair.new.raw):
        yield Event("sunset-date-changed-too-small", f"sunset moved from {before} to {after}", before, after)
