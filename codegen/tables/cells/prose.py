"""Infers facts from prose. Every rule is listed in docs/tables.md, has a test, and marks the facts that it infers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from codegen.ir.types import ABSENT, Absent, Facets, Kind, ListOf, Scalar
from codegen.tables.model import Fact, TableField

if TYPE_CHECKING:
    from codegen.core.json import Json

Number = TypeVar("Number", int, float, int | float)
_NUMBER = r"(-?\d+(?:\.\d+)?)"
_RANGE = re.compile(
    rf"\b(?:range(?:s|d)?|is|be|values?|must lie|lies) (?:from|between) {_NUMBER}"
    rf" ?(?:and|to|[-–]) ?{_NUMBER}(?![\d%.]\d)",  # noqa: RUF001 - any dash
    re.IGNORECASE,
)
_DEFAULT = re.compile(
    r"\b(?:the default(?: value)? is|defaults to|default(?: value)?:) [`'\"]?([\w.-]*\w)", re.IGNORECASE
)
_LENGTH = re.compile(
    r"\b(?:up to|at most|max(?:imum)?(?: length)?(?: of)?:?|no (?:more|longer) than) (\d{1,9}) characters\b(?!,? after)"
    r"|\bmax(?:imum)? length(?: of| is)?:? (\d{1,9})\b",
    re.IGNORECASE,
)
_LENGTHS = re.compile(r"\b(?:between )?(\d{1,9}) ?(?:[-–]|to|and) ?(\d{1,9}) characters\b(?!,? after)", re.IGNORECASE)  # noqa: RUF001 - any dash
_LEAST_LENGTH = re.compile(r"\bmin(?:imum)? length(?: of| is)?:? (\d{1,9})\b", re.IGNORECASE)
_FIXED_LENGTH = re.compile(r"\bfixed length of (\d{1,9})\b", re.IGNORECASE)
_VALUES = re.compile(rf"\b(min|max)(?:imum)? value(?: of| is)?:? {_NUMBER}(?![\d%.]\d)", re.IGNORECASE)
_ITEMS = re.compile(r"\b(min|max)(?:imum)? number of (\d{1,9}) (?:items?|entries)", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\((\d{1,9}) ?[-–] ?(\d{1,9})\)", re.IGNORECASE)  # noqa: RUF001 - any dash
_MOST = re.compile(r"\((?:max|maximum|up to)(?: of)?:? (\d{1,9})\)", re.IGNORECASE)
_OPENER = re.compile(
    r"(?:(?:either|one of|can be(?: one of)?|must be(?: one of)?|possible values(?: are)?):? ?)?", re.IGNORECASE
)
_QUOTED = re.compile(r"`([^`\n]{1,80})`|\"([^\"\n]{1,80})\"")
_COMMA = re.compile(r"\s*(?:,|\bor\b|\band\b|\|)\s*(?:(?:or|and)\s+)?")
_CHARACTERS = re.compile(r"\bvalid characters are ", re.IGNORECASE)
_LISTED = re.compile(r"((?:[^.(]++|\([^()]*+\)|\()*+)\.")
_SPAN = re.compile(r"\(([A-Za-z0-9])[-–]([A-Za-z0-9])\)|\((-)\)")  # noqa: RUF001 - pages write ranges with any dash
_LETTERS = re.compile(r"[\s,]|and|or|lower|upper|case|letters|digits|dash(?:es)?|hyphens?|-", re.IGNORECASE)
_EPOCH = re.compile(r"\bseconds since the (?:Unix )?epoch|\bunix timestamp \(?in seconds", re.IGNORECASE)
_UNIT = re.compile(
    r"\b(?:measured|expressed|specified|given|counted) in (milliseconds|seconds|minutes|hours|days|bytes|cents)\b",
    re.IGNORECASE,
)
_NOTES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("unique", re.compile(r"\bmust be unique\b", re.IGNORECASE)),
    ("case-insensitive", re.compile(r"\bcase[- ]insensitive\b|\bregardless of case\b", re.IGNORECASE)),
    ("exclusive", re.compile(r"\(exclusive\)", re.IGNORECASE)),
    ("inclusive", re.compile(r"\(inclusive\)", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class ProseRule:
    """A rule returns a row with the facts that it infers, or unchanged."""

    name: str
    apply: Callable[[TableField], TableField]


def infer_from_prose(row: TableField) -> TableField:
    """Return a row with the facts inferred from its description. Stated facts are never replaced."""
    for rule in RULES:
        row = rule.apply(row)
    return row


def _marked(row: TableField, fact: Fact) -> frozenset[Fact]:
    return row.inferred | {fact}


def _is(row: TableField, *kinds: Kind) -> bool:
    return isinstance(row.type, Scalar) and row.type.kind in kinds


def _known(new: Number | None, old: Number | None) -> Number | None:
    return old if new is None else new


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _limited(row: TableField, limits: Facets) -> TableField:
    if row.limits and "limits" not in row.inferred:
        return row  # the type states them
    return replace(row, limits=limits, inferred=_marked(row, "limits"))


def _range(row: TableField) -> TableField:
    """Parse ``Limit can range between 1 and 100``: only for numbers, and only in ascending order."""
    match = _RANGE.search(row.description)
    if match is None or not _is(row, Kind.INTEGER, Kind.NUMBER):
        return row
    low, high = _number(match[1]), _number(match[2])
    return _limited(row, replace(row.limits, minimum=low, maximum=high)) if low <= high else row


def _default(row: TableField) -> TableField:
    """Parse ``the default is 10``, ``Defaults to `true```: only a value of the type of the row."""
    match = _DEFAULT.search(row.description)
    if match is None or not isinstance(row.default, Absent):
        return row
    value = _value(match[1], row)
    return row if isinstance(value, Absent) else replace(row, default=value, inferred=_marked(row, "default"))


def _value(text: str, row: TableField) -> Json | Absent:
    if _is(row, Kind.INTEGER) and re.fullmatch(r"-?\d{1,18}", text):
        return int(text)
    if _is(row, Kind.NUMBER) and re.fullmatch(r"-?\d{1,18}(?:\.\d+)?", text):
        return _number(text)
    if _is(row, Kind.BOOLEAN) and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    quoted = re.search(rf"[`'\"]{re.escape(text)}[`'\"]", row.description)
    return text if _is(row, Kind.STRING) and quoted else ABSENT


def quoted_values(text: str) -> tuple[str, ...]:
    """Return the quoted values that a description starts with: ```eur` or `usd```."""
    opener = _OPENER.match(text)
    at = opener.end() if opener else 0
    values: list[str] = []
    while match := _QUOTED.match(text, at):
        values.append(match[1] or match[2])
        comma = _COMMA.match(text, match.end())
        if comma is None:
            break
        at = comma.end()
    return tuple(dict.fromkeys(values))


def _length(row: TableField) -> TableField:
    """Parse ``up to 500 characters``, ``1-64 characters``, ``Minimum length of 1``: only for strings."""
    if not _is(row, Kind.STRING):
        return row
    low, high = _length_bounds(row.description)
    if (low is None and high is None) or (low is not None and high is not None and low > high):
        return row
    low, high = _known(low, row.limits.min_length), _known(high, row.limits.max_length)
    return _limited(row, replace(row.limits, min_length=low, max_length=high))


def _length_bounds(text: str) -> tuple[int | None, int | None]:
    """Return the shortest and the longest length that a description states."""
    low = high = None
    if both := _LENGTHS.search(text):
        low, high = int(both[1]), int(both[2])
    if fixed := _FIXED_LENGTH.search(text):
        low = high = int(fixed[1])
    if least := _LEAST_LENGTH.search(text):
        low = int(least[1])
    if both is None and (most := _LENGTH.search(text)):
        high = int(most[1] or most[2])
    return low, high


def _values(row: TableField) -> TableField:
    """Parse ``Minimum value of 0. Maximum value of 900.``, ``(1-100)``, ``(max 100)``: only for numbers."""
    if not _is(row, Kind.INTEGER, Kind.NUMBER):
        return row
    found = {match[1].lower(): _number(match[2]) for match in _VALUES.finditer(row.description)}
    if not found and (both := _IN_BRACKETS.search(row.description)) and int(both[1]) <= int(both[2]):
        found = {"min": int(both[1]), "max": int(both[2])}
    if not found and (most := _MOST.search(row.description)):
        found = {"max": int(most[1])}
    low, high = found.get("min"), found.get("max")
    if not found or (low is not None and high is not None and low > high):
        return row
    low, high = _known(low, row.limits.minimum), _known(high, row.limits.maximum)
    return _limited(row, replace(row.limits, minimum=low, maximum=high))


def _items(row: TableField) -> TableField:
    """Parse ``Minimum number of 0 items. Maximum number of 10 items.``: only for arrays."""
    found = {match[1].lower(): int(match[2]) for match in _ITEMS.finditer(row.description)}
    if not found or not isinstance(row.type, ListOf):
        return row
    low, high = _known(found.get("min"), row.limits.min_items), _known(found.get("max"), row.limits.max_items)
    return _limited(row, replace(row.limits, min_items=low, max_items=high))


def _characters(row: TableField) -> TableField:
    """Parse ``Valid characters are letters (a-z) and digits (0-9).``: a pattern, if every part is understood."""
    start = _CHARACTERS.search(row.description)
    match = None if start is None else _LISTED.match(row.description, start.end())
    if match is None or not _is(row, Kind.STRING):
        return row
    spans = [f"{low}-{high}" if low else "-" for low, high, _ in _SPAN.findall(match[1]) if low <= high]
    if not spans or _LETTERS.sub("", _SPAN.sub("", match[1])):
        return row
    ordered = [span for span in spans if span != "-"] + ["-"] * ("-" in spans)
    return _limited(row, replace(row.limits, pattern=f"^[{''.join(ordered)}]*$"))


def _epoch(row: TableField) -> TableField:
    """Parse ``Measured in seconds since the Unix epoch``: an integer without a format is a unix-time."""
    if not isinstance(row.type, Scalar) or row.type.kind is not Kind.INTEGER or row.type.format:
        return row
    if not _EPOCH.search(row.description):
        return row
    return replace(row, type=replace(row.type, format="unix-time"), inferred=_marked(row, "format"))


def _unit(row: TableField) -> TableField:
    """Parse ``Measured in seconds`` as a note."""
    match = _UNIT.search(row.description)
    return _noted(row, f"unit: {match[1].lower()}") if match and _is(row, Kind.INTEGER, Kind.NUMBER) else row


def _remarks(row: TableField) -> TableField:
    """Parse ``must be unique``, ``case-insensitive``, ``(exclusive)`` as notes."""
    for note, pattern in _NOTES:
        if pattern.search(row.description):
            row = _noted(row, note)
    return row


def _noted(row: TableField, note: str) -> TableField:
    return replace(row, notes=(*row.notes, note), inferred=_marked(row, "notes"))


RULES: tuple[ProseRule, ...] = (
    ProseRule("range", _range),
    ProseRule("default", _default),
    ProseRule("values", _values),
    ProseRule("length", _length),
    ProseRule("items", _items),
    ProseRule("characters", _characters),
    ProseRule("epoch", _epoch),
    ProseRule("unit", _unit),
    ProseRule("remarks", _remarks),
)
