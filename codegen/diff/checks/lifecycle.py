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
        "deprecated with a sunset that is no date": {
            "request-property-deprecated-sunset-invalid": ERR,
            "response-property-deprecated-sunset-invalid": ERR,
            "request-parameter-sunset-parse": ERR,
        },
        "deprecated without the date of removal that must be announced": {
            "request-parameter-deprecated-sunset-missing": ERR,
            "request-property-deprecated-sunset-missing": ERR,
            "response-property-deprecated-sunset-missing": ERR,
        },
        "deprecated with a date of removal": {
            "request-property-deprecated-with-sunset": INFO,
            "response-property-deprecated-with-sunset": INFO,
        },
        "not deprecated any more": {
            "request-parameter-reactivated": INFO,
            "request-property-reactivated": INFO,
            "response-property-reactivated": INFO,
        },
        "promised less": {"request-property-stability-decreased": ERR, "response-property-stability-decreased": ERR},
        "promised more": {"request-property-stability-increased": INFO, "response-property-stability-increased": INFO},
        "deprecated still, with an earlier date of removal that is too soon": {
            "request-parameter-sunset-date-changed-too-small": ERR
        },
        "deprecated with a date of removal that is too soon": {
            "request-parameter-sunset-date-too-small": ERR,
            "request-property-sunset-date-too-small": ERR,
            "response-property-sunset-date-too-small": ERR,
        },
        "deprecated still, without a date of removal": {"request-parameter-sunset-deleted": ERR},
    },
)


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare deprecations and what extensions say of them."""
    old, new = pair.old, pair.new
    if new.deprecated and not old.deprecated:
        yield _deprecated(pair)
    elif old.deprecated and not new.deprecated:
        yield Event("reactivated", "is not deprecated any more", True, False)  # noqa: FBT003 - JSON values
    elif new.deprecated:
        yield from _moved(pair)
    before, after = stability(old.raw), stability(new.raw)
    if before != after and None not in {before, after}:
        action = "increased" if STABILITY.index(str(after)) > STABILITY.index(str(before)) else "decreased"
        yield Event(f"stability-{action}", f"is {after} now, and was {before}", before, after)


def _deprecated(pair: SchemaPair) -> Event:
    parameter = pair.subject == "request-parameter"
    sunset = pair.new.raw.get("x-sunset")
    match pair.notice.judge(pair.new.raw):
        case "missing":
            return Event(
                "deprecated-sunset-missing", "is deprecated now, without a date of removal", None, "deprecated"
            )
        case "invalid":
            suffix = "sunset-parse" if parameter else "deprecated-sunset-invalid"
            return Event(suffix, "has a sunset that is no date", None, sunset)
        case "small":
            words = f"is deprecated now, and goes on {sunset}, before {pair.notice.earliest(pair.new.raw)}"
            return Event("sunset-date-too-small", words, None, sunset)
        case "dated":
            end = "" if parameter else "-with-sunset"
            return Event(f"deprecated{end}", f"is deprecated now, and goes on {sunset}", None, sunset)
        case _:
            return Event("deprecated", "is deprecated now", False, True)  # noqa: FBT003 - JSON values


def _moved(pair: SchemaPair) -> Iterator[Event]:
    """Compare the dates of removal of what was and is deprecated."""
    before, after = pair.old.raw.get("x-sunset"), pair.new.raw.get("x-sunset")
    if before is not None and after is None:
        yield Event("sunset-deleted", "has no sunset any more", before, None)
    elif before != after and not is_date(after):
        yield Event("sunset-parse", "has a sunset that is no date", before, after)
    elif pair.notice.hurried(pair.old.raw, pair.new.raw):
        yield Event("sunset-date-changed-too-small", f"goes on {after} now, and was to go on {before}", before, after)
