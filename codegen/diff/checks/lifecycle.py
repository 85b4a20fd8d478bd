"""Deprecation, sunset dates and stability of properties and parameters."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from codegen.diff.pairs import Event, SchemaPair
from codegen.diff.rules import family

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.core.json import Json

RULES = family(
    "lifecycle",
    {
        "deprecated": ("qp:I rq:I sp:I", "deprecated"),
        "deprecated-sunset-invalid": ("rq:E sp:E", "deprecated with a sunset that is no date"),
        "deprecated-with-sunset": ("rq:I sp:I", "deprecated with a date of removal"),
        "reactivated": ("qp:I rq:I sp:I", "not deprecated any more"),
        "stability-decreased": ("rq:E sp:E", "promised less"),
        "stability-increased": ("rq:I sp:I", "promised more"),
        "sunset-deleted": ("qp:E", "deprecated still, without a date of removal"),
        "sunset-parse": ("qp:E", "deprecated with a sunset that is no date"),
    },
)
STABILITY = ("draft", "alpha", "beta", "stable")


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare deprecations and what extensions say of them."""
    old, new = pair.old, pair.new
    if new.deprecated and not old.deprecated:
        yield from _deprecated(pair, new.raw.get("x-sunset"))
    elif old.deprecated and not new.deprecated:
        yield Event("reactivated", "is not deprecated any more", True, False)  # noqa: FBT003 - JSON values
    elif new.deprecated and "x-sunset" in old.raw and "x-sunset" not in new.raw:
        yield Event("sunset-deleted", "has no sunset any more", old.raw["x-sunset"], None)
    before, after = stability(old.raw), stability(new.raw)
    if before != after and None not in {before, after}:
        action = "increased" if STABILITY.index(str(after)) > STABILITY.index(str(before)) else "decreased"
        yield Event(f"stability-{action}", f"is {after} now, and was {before}", before, after)


def stability(raw: Mapping[str, Json]) -> str | None:
    """Return the stated stability; None where there is none, or an unknown one."""
    value = raw.get("x-stability-level")
    return value if isinstance(value, str) and value in STABILITY else None


def _deprecated(pair: SchemaPair, sunset: Json) -> Iterator[Event]:
    parameter = pair.subject == "request-parameter"
    if sunset is None:
        yield Event("deprecated", "is deprecated now", False, True)  # noqa: FBT003 - JSON values
    elif not is_date(sunset):
        yield Event(
            "sunset-parse" if parameter else "deprecated-sunset-invalid", "has a sunset that is no date", None, sunset
        )
    else:
        end = "" if parameter else "-with-sunset"
        yield Event(f"deprecated{end}", f"is deprecated now, and goes on {sunset}", None, sunset)


def is_date(value: Json) -> bool:
    """Whether a value is a date or the date of a date-time (RFC 3339)."""
    if not isinstance(value, str):
        return False
    try:
        date.fromisoformat(value[:10])
    except ValueError:
        return False
    return True
