"""Parses what follows the name of a field in one line: type, flags and location, in brackets or not, and prose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from codegen.core.location import Location
from codegen.ir.types import AnyValue, ListOf, MapOf, RefTo, Type, Union
from codegen.tables.cells.grid import SPLIT, Cell
from codegen.tables.cells.parts import place_of
from codegen.tables.cells.typewords import parse_type
from codegen.tables.model import table_found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.tables.dialects.model import Dialect

_GROUP = re.compile(r"\((?P<inner>(?:[^()]|\([^()]*+\))*+)\)")
_SPACE = re.compile(rf"[\s{SPLIT}]*+")
_SEPARATOR = re.compile(rf"[\s{SPLIT}]*+(?:[:,;|–—]|-(?=[\s{SPLIT}]))?[\s{SPLIT}]*+")  # noqa: RUF001 - dashes of any length
_ENDING = re.compile(rf"\s*(?:[:.]|\s[–—-])(?=[\s{SPLIT}]|$)\s*|$")  # noqa: RUF001 - likewise
_CONDITION = re.compile(
    r"(?:required|mandatory) (?:only|unless|if|when|conditionally|for|in|with)\b.*|conditional(?:ly required)?",
    re.IGNORECASE,
)
_WORDS = {
    "required": "required", "mandatory": "required", "optional": "optional", "not required": "optional",
    "nullable": "nullable", "can be null": "nullable", "expandable": "expandable", "deprecated": "deprecated",
    "read-only": "", "readonly": "", "read only": "", "write-only": "", "write only": "", "preview feature": "",
    "preview only": "", "beta": "", "immutable": "", "unique": "",
}  # fmt: skip
_PLACE = re.compile(
    r"(?:in (?:the )?)?(?P<place>path|query|header|cookie|body|url|querystring|formdata)"
    r"(?: (?:parameter|param|string))?",
    re.IGNORECASE,
)
_PROSE = re.compile(
    r"(?:the|this|these|that|if|when|whether|which|it|for|with|how|what|your|see|use|used|must|can|only|returns?)\b",
    re.IGNORECASE,
)
"""Words that start a sentence, and no type, but ``the … object``."""
_OBJECT = re.compile(r"\b(?:objects?|resources?|structures?|hash(?:es)?)$", re.IGNORECASE)
_JOINT = f"{SPLIT} {SPLIT}"
_MAX_TYPE = 200
_MAX_CACHED_TEXT = 300
_MAX_CACHED = 10_000
"""Texts whose meaning is kept: most of the texts of a page are the same few types and flags."""


@dataclass(slots=True)
class Head:
    """The facts of a line. ``type`` is the text of the type, None without any; ``rest`` is the prose behind the facts.

    ``conditions`` are texts such as ``Required unless …``, which stay part of the description.
    """

    type: Cell | None = None
    flags: set[str] = field(default_factory=set)
    place: str = ""
    rest: str = ""
    conditions: list[str] = field(default_factory=list)

    @property
    def required(self) -> str:
        """Return the text of a cell for the flag."""
        return next((flag for flag in ("conditional", "required", "optional") if flag in self.flags), "")


def read_head(text: Cell, dialect: Dialect) -> Head:
    """Parse the text behind a name; ``marked`` has ``SPLIT`` between differently formatted parts."""
    if text.links or len(text.marked) > _MAX_CACHED_TEXT:
        return _read(text, dialect)
    known = _read_plain(text.marked, dialect)
    kind = known.type and replace(text, source=known.type.source, marked=known.type.marked)
    return Head(kind, set(known.flags), known.place, known.rest, list(known.conditions))


@lru_cache(maxsize=_MAX_CACHED)
def _read_plain(text: str, dialect: Dialect) -> Head:
    return _read(Cell(source=text, marked=text, location=Location("")), dialect)


def _read(text: Cell, dialect: Dialect) -> Head:
    head, line, at = Head(), text.marked, 0
    while at < len(line):
        separator = _SEPARATOR.match(line, at)
        start = separator.end() if separator else at
        end = _taken(head, text, start, dialect)
        if end is None:
            at = start if head.type or head.flags or head.place else at
            break
        at = end
    head.rest = line[at:]
    return head


def _taken(head: Head, text: Cell, start: int, dialect: Dialect) -> int | None:
    """Take the fact that starts at an offset; return its end, or None for prose."""
    line = text.marked
    for content, end in _candidates(line, start):
        plain = content.replace(SPLIT, " ").strip()
        if not plain:
            continue
        if _take_flags(head, plain, dialect, brackets=line[start : start + 1] == "("):
            return end
        if head.type is None and (kind := _type(head, plain, text, dialect)):
            head.type = replace(text, source=kind, marked=kind)
            return end
    return None


def _candidates(line: str, start: int) -> Iterator[tuple[str, int]]:
    """Yield the texts that may be one fact, with their ends: brackets, a part, a clause, a formatted part."""
    if group := _GROUP.match(line, start):
        yield group["inner"], group.end()
    joint = line.find(_JOINT, start)
    if joint > start and line.startswith("<", joint + len(_JOINT)):  # a format: integer <int32>
        end = line.find(SPLIT, joint + len(_JOINT))
        yield line[start : end if end > 0 else len(line)], end if end > 0 else len(line)
    if joint > start:
        yield line[start:joint].rstrip(" :,-"), joint
    for ending in _ENDING.finditer(line, start, start + _MAX_TYPE):
        if ending.start() > start:
            yield line[start : ending.start()], ending.end()
    part = line.find(SPLIT, start)
    if part > start:
        yield line[start:part].rstrip(" :,-"), part


@lru_cache(maxsize=_MAX_CACHED)
def flag_of(text: str, dialect: Dialect) -> str | None:
    """Return the flag that a text consists of; empty for a mark without a meaning here, None for any other text."""
    word = " ".join(text.split()).strip("*_.,:;[]() ").casefold()
    if _CONDITION.fullmatch(word):
        return "conditional"
    known = dialect.flag(text.strip()) if text.strip() else None
    if known:
        return "" if known == "ignored" else known
    return _WORDS.get(word)


def _take_flags(head: Head, text: str, dialect: Dialect, *, brackets: bool) -> bool:
    """Take flags, separated by commas or spaces, and a location; return False for any other text."""
    flag = flag_of(text, dialect)
    if flag is None:
        flags = [flag_of(part, dialect) for part in re.split(r"[,;/]", text)]
        if len(flags) == 1 or None in flags:
            return _take_place(head, text) if brackets or text.casefold().startswith("in ") else False
    else:
        flags = [flag]
    head.conditions += [text] if flags == ["conditional"] and " " in text else []
    head.flags |= {item for item in flags if item}
    return True


def _take_place(head: Head, text: str) -> bool:
    match = _PLACE.fullmatch(text.strip())
    if match is None or head.place:
        return False
    head.place = place_of(match["place"]) or ""
    return bool(head.place)


def _type(head: Head, text: str, cell: Cell, dialect: Dialect) -> str | None:
    """Return a text of a cell without its last flag where it is a known type, else None."""
    kind, separator, last = text.rpartition(",")
    flag = flag_of(last, dialect) if separator else None
    if flag is not None:
        if flag:
            head.flags.add(flag)
        return _type(head, kind.strip(), cell, dialect)
    known = _is_type(text, dialect) if not cell.links else _is_type_of(replace(cell, marked=text), dialect)
    return text if known else None


@lru_cache(maxsize=_MAX_CACHED)
def _is_type(text: str, dialect: Dialect) -> bool:
    if text.endswith(".") or (_PROSE.match(text) and not _OBJECT.search(text)):
        return False
    return _is_type_of(Cell(source=text, marked=text, location=Location("")), dialect)


def _is_type_of(cell: Cell, dialect: Dialect) -> bool:
    facts = parse_type(cell, dialect)
    return not facts.unclear and is_known(facts.type)


def is_known(node: Type) -> bool:
    """Return whether a type is known; an unknown word may just be prose."""
    match node:
        case RefTo(target=target):
            return table_found(target)
        case ListOf(item=item):
            return isinstance(item, AnyValue) or is_known(item)
        case MapOf(value=value):
            return isinstance(value, AnyValue) or is_known(value)
        case Union(variants=variants):
            return all(is_known(variant) for variant in variants)
        case _:
            return True
