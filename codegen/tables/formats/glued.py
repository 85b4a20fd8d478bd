"""Splits rows of scraped pages that join name, type, flags and prose: ``couponstringRequiredThe coupon…``.

A row is split at a type word that follows a name and precedes the end, a flag, or a capital letter. ``Split.rivals``
lists the alternatives of an ambiguous split.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TYPE = (
    r"(?:array of )?(?:strings?|integers?|longs?|booleans?|objects?|hash(?:es)?|dictionar(?:y|ies)|maps?|enums?"
    r"|numbers?|floats?|doubles?|decimals?(?: string)?|timestamps?|arrays?|lists?|any|files?)"
)
_START = re.compile(rf"(?P<nullable>nullable )?(?P<type>{_TYPE})(?=$|[^a-z\s]|\s*$)")
_LOOSE = re.compile(rf"(?P<nullable>nullable )?(?P<type>{_TYPE})(?=[a-z])")
_NAME = re.compile(r"[A-Za-z_][\w.\[\]-]*")
_FLAG = re.compile(
    r"(?P<flag>Required|Optional|Expandable|Deprecated|Nullable|Read-only|Preview feature|Preview only)(?=$|[^a-z\s,-])"
)
_CONDITIONAL = re.compile(r"[Rr]equired (?:only |conditionally|if |unless |when )")
_TAIL = re.compile(r"\s*(?:Show|Hide) (?:all )?(?:\d+ )?(?:child|nested)? ?(?:attributes|parameters|properties)$")
MAX_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The parts of a row; ``type_at`` and ``text_at`` are offsets in it, ``rivals`` are other possible names."""

    name: str
    type: str
    nullable: bool
    flags: frozenset[str]
    text: str
    type_at: int
    text_at: int
    rivals: tuple[str, ...] = ()


def split_row(row: str) -> Split | None:
    """Split a row; return None for text without a name (free of spaces) followed by a type word."""
    match = _NAME.match(row[:MAX_NAME])
    if match is None:
        return None
    ends = range(1, match.end() + 1)
    strict = [found for end in ends if (found := _START.match(row, end))]
    candidates = strict or [found for end in ends if (found := _LOOSE.match(row, end))]
    if not candidates:
        return None
    chosen, rivals = _choose(row, candidates, strict=bool(strict))
    return _split(row, chosen, rivals)


def _choose(
    row: str, candidates: list[re.Match[str]], *, strict: bool
) -> tuple[re.Match[str], tuple[re.Match[str], ...]]:
    """Prefer the longest name without capitals; among type words in prose, the first one."""
    plain = [found for found in candidates if row[: found.start()].islower()]
    pool = plain or candidates
    chosen = pool[-1] if strict and (plain or len(candidates) > 1) else pool[0]
    return chosen, tuple(found for found in candidates if found is not chosen)


def _split(row: str, match: re.Match[str], rivals: tuple[re.Match[str], ...]) -> Split:
    at = match.end()
    flags: set[str] = set()
    while found := _FLAG.match(row, at):
        flags.add(found["flag"].lower())
        at = found.end()
    while at < len(row) and row[at].isspace():
        at += 1
    if _CONDITIONAL.match(row, at):
        flags.add("conditional")
    return Split(
        name=row[: match.start()],
        type=match["type"],
        nullable=bool(match["nullable"]) or "nullable" in flags,
        flags=frozenset(flags),
        text=_TAIL.sub("", row[at:]).strip(),
        type_at=match.start(),
        text_at=at,
        rivals=tuple(row[: rival.start()] for rival in rivals),
    )
