"""Proposes the rules of a dialect from the types that were not understood, for a person to confirm."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.core.json import JsonType, json_type
from codegen.core.phrase import phrase_problem
from codegen.ir.types import AnyValue, ListOf, MapOf, Type, Union

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.core.json import Json
    from codegen.core.location import Location
    from codegen.tables.model import Reference

_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?:array|list|set) of\b|\[\]$|\barray$|\blist$"), "array"),
    (re.compile(r"\b(?:iso|rfc) ?-?\d{4}|timestamp|date-?time|\bdate and time\b"), "string (date-time)"),
    (re.compile(r"\bdate\b"), "string (date)"),
    (re.compile(r"\bfile\b|\bbinary\b|\bupload\b"), "file"),
    (re.compile(r"\bint|\bcount\b|\bbitfield\b|\bbitmask\b"), "integer"),
    (re.compile(r"\bnumber\b|\bfloat|\bdecimal|\bdouble\b|\bpercent"), "number"),
    (re.compile(r"\bbool|\bflag\b"), "boolean"),
    (re.compile(r"\bobject\b|\bmap\b|\bdictionary\b|\bstructure\b|\bhash\b"), "object"),
)
_BY_VALUE: Mapping[JsonType, str] = {
    JsonType.STRING: "string", JsonType.INTEGER: "integer", JsonType.NUMBER: "number", JsonType.BOOLEAN: "boolean",
    JsonType.ARRAY: "array", JsonType.OBJECT: "object",
}  # fmt: skip
_MAX_VALUES = 100_000
_MAX_RULES = 500


@dataclass(frozen=True, slots=True)
class LearnedType:
    """A text that is not understood, how often it occurs, its first location, and the proposed type words."""

    text: str
    count: int
    location: Location
    words: str


def learn_types(reference: Reference) -> list[LearnedType]:
    """Return a rule per text that is not understood as a type, the most frequent first."""
    places: dict[str, list[tuple[Location, str]]] = {}
    for table in reference.tables:
        for row in table.fields:
            text = " ".join(row.unread.split())
            if text and not phrase_problem(text, ()):
                places.setdefault(text.casefold(), []).append((row.place("type"), row.name.rpartition(".")[2]))
    values = _example_types(reference)
    learned = [
        LearnedType(text, len(found), found[0][0], _proposed(text, [name for _, name in found], values))
        for text, found in places.items()
    ]
    return sorted(learned, key=lambda rule: (-rule.count, rule.text))[:_MAX_RULES]


def _proposed(text: str, names: list[str], values: Mapping[str, JsonType]) -> str:
    """Return type words: those of the examples of the fields, else of the words of the text, else ``string``."""
    by_text = next((words for pattern, words in _WORDS if pattern.search(text)), "")
    shown = next((_BY_VALUE[values[name]] for name in names if values.get(name) in _BY_VALUE), "")
    if shown and not by_text.startswith(shown):
        return shown
    return by_text or shown or "string"


def _example_types(reference: Reference) -> dict[str, JsonType]:
    """Return the JSON type of each property in the examples; the first value that is not null counts."""
    types: dict[str, JsonType] = {}
    for name, value in _properties(reference):
        kind = json_type(value)
        if kind is not JsonType.NULL:
            types.setdefault(name, kind)
    return types


def _properties(reference: Reference) -> Iterator[tuple[str, Json]]:
    waiting: list[Json] = [example.value for example in reference.examples]
    for _ in range(_MAX_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            yield from value.items()
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def rules_of(learned: list[LearnedType], base: str) -> dict[str, Json]:
    """Return the rules as plain data, as ``config.dialect`` reads them from a file."""
    types: dict[str, Json] = {rule.text: rule.words for rule in learned}
    return {"extends": base, "types": types} if learned else {"extends": base} if base else {}


def dialect_text(learned: list[LearnedType], base: str) -> str:
    """Return the rules as a dialect file, with the number of occurrences of each text."""
    lines = ["# Proposed by `codegen tables learn`: check each type before use."]
    lines += [f"extends = {_quoted(base)}"] if base else []
    lines += ["", "[types]"]
    lines += [f"{_quoted(rule.text)} = {_quoted(rule.words)}  # {rule.count} times" for rule in learned]
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    """Return a string of TOML; its escapes are those of JSON, except for DEL."""
    return json.dumps(text).replace("\x7f", "\\u007f")


def typed_share(reference: Reference) -> str:
    """Return how many fields have a type without an unknown part: ``31 of 40 (77.5 %)``."""
    rows = [row for table in reference.tables for row in table.fields]
    typed = sum(not _has_unknown(row.type) or not row.unread for row in rows if not isinstance(row.type, AnyValue))
    share = 100 * typed / len(rows) if rows else 0
    return f"{typed} of {len(rows)} ({share:.1f} %)"


def _has_unknown(node: Type) -> bool:
    match node:
        case AnyValue():
            return True
        case ListOf(item=item):
            return _has_unknown(item)
        case MapOf(value=value):
            return _has_unknown(value)
        case Union(variants=variants):
            return any(map(_has_unknown, variants))
        case _:
            return False
