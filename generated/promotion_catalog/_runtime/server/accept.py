"""Content negotiation: selects the media type of a response by ``Accept`` (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..shared.media import essence

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANY: Final = "*"


def acceptable(accept: str, offered: Sequence[str]) -> list[str]:
    """Return the offered media types that are acceptable, by descending quality."""
    ranges = _ranges(accept)
    if not ranges:
        return list(offered)
    accepted = [media for media in offered if _quality(media, ranges) > 0]
    return sorted(accepted, key=lambda media: -_quality(media, ranges))


def chosen(accept: str, offered: Sequence[str]) -> str | None:
    """Return the offered media type with the highest quality, the first of equals; None if none is acceptable.

    Parameters other than ``q`` are ignored. A header without a valid media range counts as absent.
    """
    ranges = _ranges(accept)
    if not ranges:
        return offered[0]
    best = max(offered, key=lambda media: _quality(media, ranges))
    return best if _quality(best, ranges) > 0 else None


def _ranges(accept: str) -> list[tuple[str, str, float]]:
    """Return the (type, subtype, quality) of each media range; invalid ones are skipped."""
    found: list[tuple[str, str, float]] = []
    for part in accept.split(","):
        main, slash, subtype = essence(part).partition("/")
        if main and slash and subtype:
            found.append((main, subtype, _weight(part)))
    return found


def _weight(part: str) -> float:
    for parameter in part.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value.strip())
            except ValueError:
                return 1.0
    return 1.0


def _quality(media: str, ranges: Sequence[tuple[str, str, float]]) -> float:
    """Return the quality of the most specific range that matches a media type; 0 if none does."""
    own_main, _, own_subtype = essence(media).partition("/")
    best = (-1, 0.0)
    for main, subtype, weight in ranges:
        if _covers(main, own_main) and _covers(subtype, own_subtype):
            best = max(best, ((main != _ANY) + (subtype != _ANY), weight))
    return best[1]


def _covers(wanted: str, own: str) -> bool:
    return wanted == own or _ANY in (wanted, own)
