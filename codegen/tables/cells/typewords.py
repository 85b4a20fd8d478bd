"""Parses type cells: type names of JSON Schema and common others, ``array of``, ``map of``, ``enum:``, links."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codegen.ir.types import NO_FACETS, AnyValue, Choice, Facets, Kind, ListOf, MapOf, RefTo, Scalar, Type, Union
from codegen.tables.cells.bounds import bounds_of
from codegen.tables.cells.grid import LINK_CLOSE, LINK_OPEN
from codegen.tables.dialects.model import PLAIN, Dialect
from codegen.tables.model import PARTIAL, table_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.tables.cells.grid import Cell

_MAX_DEPTH = 16
_MAX_LENGTH = 20_000
_SCALARS: dict[str, tuple[Kind, str | None]] = {
    "string": (Kind.STRING, None),
    "str": (Kind.STRING, None),
    "text": (Kind.STRING, None),
    "id": (Kind.STRING, None),
    "char": (Kind.STRING, None),
    "varchar": (Kind.STRING, None),
    "date": (Kind.STRING, "date"),
    "datetime": (Kind.STRING, "date-time"),
    "date-time": (Kind.STRING, "date-time"),
    "uuid": (Kind.STRING, "uuid"),
    "uri": (Kind.STRING, "uri"),
    "url": (Kind.STRING, "uri"),
    "email": (Kind.STRING, "email"),
    "file": (Kind.STRING, "binary"),
    "binary": (Kind.STRING, "binary"),
    "base64": (Kind.STRING, "byte"),
    "integer": (Kind.INTEGER, None),
    "int": (Kind.INTEGER, None),
    "long": (Kind.INTEGER, None),
    "int32": (Kind.INTEGER, "int32"),
    "int64": (Kind.INTEGER, "int64"),
    "timestamp": (Kind.INTEGER, "unix-time"),
    "number": (Kind.NUMBER, None),
    "float": (Kind.NUMBER, None),
    "double": (Kind.NUMBER, None),
    "decimal": (Kind.NUMBER, None),
    "boolean": (Kind.BOOLEAN, None),
    "bool": (Kind.BOOLEAN, None),
    "null": (Kind.NULL, None),
    "nil": (Kind.NULL, None),
    "none": (Kind.NULL, None),
    "undefined": (Kind.NULL, None),
}
_MAPS = frozenset({"object", "hash", "map", "dict", "dictionary", "json"})
_LISTS = frozenset({"array", "list"})
_ANY = frozenset({"any", "mixed", "anything", "*"})

_ARTICLES = frozenset({"a", "an", "the", "nested"})
_PARTIAL = re.compile(r"(?:a )?partial (?P<of>.+)", re.IGNORECASE)
_PREFIX = re.compile(r"(nullable|optional|required) (?=.)", re.IGNORECASE)
_MARK = re.compile(r" ?\((nullable|optional|required|expandable)\)$", re.IGNORECASE)
_ONLY_FLAG = re.compile(
    r"enum ?[,;]? ?\(?(nullable|optional|required|mandatory|expandable|deprecated)\)?", re.IGNORECASE
)
_SUFFIX = re.compile(r"(?:, ?| )(nullable|optional|required|expandable)$", re.IGNORECASE)
_NULL = re.compile(r"(?: or |, ?| ?\| ?)null$", re.IGNORECASE)
_ENUM = re.compile(r"(?:(?P<base>\w+) ?)?(?P<open>[(\[<])? ?(?:enum|one of)\b ?(?:of )?(?P<rest>.*)", re.IGNORECASE)
_LIST = re.compile(r"(?:array|list|set) of (?P<of>.+)|(?:array|list|set) ?[<\[(](?P<in>.+)[>\])]", re.IGNORECASE)
_LIST_MARK = re.compile(r"(?P<of>\([^()]+\)|(?:(?! or )[^|])+)\[\]|\[(?P<in>.+)\]", re.IGNORECASE)
_MAP = re.compile(
    r"(?:map|dict|dictionary|hash|object) of (?:strings? (?:to|->|→) )?(?P<of>.+)"
    r"|map\[string\] ?(?P<go>.+)"
    r"|(?:map|dict|record|object) ?[<\[(] ?string ?[,:] ?(?P<in>.+)[>\])]",
    re.IGNORECASE,
)
_FORMAT = re.compile(r"(?P<base>[\w*-]+) ?(?:[(<](?P<format>[^()<>]*)[)>]|\[(?P<bounds>[^\[\]]*\d[^\[\]]*)\])")
_MAP_LAST = re.compile(r"strings? to (?P<of>.+) maps?|map from strings? to (?P<from>.+)", re.IGNORECASE)
_LIST_LAST = re.compile(r"(?P<of>\S+) (?:array|list)", re.IGNORECASE)
_CONTAINERS = (
    (_LIST, "list"),
    (_LIST_MARK, "list"),
    (_MAP, "map"),
    (_MAP_LAST, "map"),
    (_LIST_LAST, "list"),
)
_OBJECT = re.compile(r"(?:an? |the )?(?P<of>\S+) (?:objects?|resources?|structures?|hash(?:es)?)", re.IGNORECASE)
_WRAPPED = re.compile(r"\([^()]+\)")
_NULLABLE = re.compile(r"\?(?=[^\s?])")
_OR = re.compile(r" or | ?\| ?", re.IGNORECASE)
_COMMAS = re.compile(r",? and |,? or |, ?")
_LINK = re.compile(f"{LINK_OPEN}([0-9]+){LINK_CLOSE}")
_WORD = re.compile(r"[^\W\d][\w.-]*")
_PLACES = frozenset({"path", "query", "header", "cookie", "body"})
"""Locations of a parameter in brackets behind its type, which are no formats."""
_REMARKS: dict[str, str] = {
    "iso 8601": "date-time", "iso8601": "date-time", "iso-8601": "date-time", "rfc 3339": "date-time",
    "rfc3339": "date-time", "unix timestamp": "unix-time", "unix time": "unix-time", "epoch seconds": "unix-time",
}  # fmt: skip
"""Names of formats in brackets behind a type."""
_COUNT = re.compile(
    r"(?:one or more|(?:(?P<most>up to|at most|a maximum of|max(?:imum)?(?: of)?) |(?P<least>at least|a minimum of) "
    r"|exactly )?(?P<number>\d{1,9})) (?P<of>.+)",
    re.IGNORECASE,
)
"""Matches the number of items of an array in front of their type."""
_LINK_NOUN = re.compile(f"{LINK_OPEN}([0-9]+){LINK_CLOSE} (?P<noun>[a-z]+)(?: (?:object|objects))?")
_FORMAT_WORD = re.compile(r"[A-Za-z][\w.+-]*")
_QUOTED = re.compile(r"\"[^\"]+\"|'[^']+'|`[^`]+`|\u201c[^\u201d]+\u201d")
_ALL_QUOTED = re.compile(rf"(?:(?:{_QUOTED.pattern})(?:\s+|$))+")
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_QUOTES = "\"'`\u201c\u201d\u2018\u2019"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeFacts:
    """The facts in a type cell. ``unclear`` is the part that could not be parsed.

    ``unlisted``: it is an ``enum`` whose values are not in the cell.
    """

    type: Type
    nullable: bool | None = None
    required: bool | None = None
    expandable: bool = False
    limits: Facets = NO_FACETS
    unclear: str = ""
    unlisted: bool = False


def parse_type(cell: Cell, dialect: Dialect = PLAIN) -> TypeFacts:
    """Parse a type cell. A single unknown word becomes a ``RefTo`` without a file, which ``link_tables`` resolves."""
    if len(cell.marked) > _MAX_LENGTH:
        return TypeFacts(type=AnyValue(location=cell.location), unclear=f"more than {_MAX_LENGTH} characters")
    text, marks = dialect.unmarked(" ".join(cell.marked.split()), "type")
    words, flags = _take_flags(text)
    flags |= marks
    parser = _Parser(cell, dialect)
    node = parser.type(words)
    return TypeFacts(
        type=node,
        nullable=True if node.nullable or flags & {"nullable", "null"} else None,
        required=True if "required" in flags else False if "optional" in flags else None,
        expandable="expandable" in flags,
        limits=_of_type(parser.limits, node),
        unclear=parser.unclear,
        unlisted=parser.unlisted,
    )


def _take_flags(text: str) -> tuple[str, frozenset[str]]:
    """Remove flags such as ``nullable`` from both ends of a type."""
    flags: set[str] = set()
    while True:
        if match := _NULLABLE.match(text):
            flags.add("nullable")
            text = text[match.end() :]
        if match := _ONLY_FLAG.fullmatch(text):
            return "enum", frozenset(flags | {match[1].lower()})
        listed = _ENUM.fullmatch(text) is not None
        match = (
            _PREFIX.match(text)
            or _MARK.search(text)
            or (None if listed else _SUFFIX.search(text) or _NULL.search(text))
        )
        if match is None or match[0] == text:
            return text.removesuffix("?"), frozenset(flags | ({"nullable"} if text.endswith("?") else set()))
        flags.add((match[1] if match.lastindex else "null").lower())
        text = (text[: match.start()] + text[match.end() :]).strip()


def _of_type(limits: Facets, node: Type) -> Facets:
    """Return the limits that apply to a type itself, not to what it contains."""
    if isinstance(node, ListOf):
        return Facets(min_items=limits.min_items, max_items=limits.max_items)
    return replace(limits, min_items=None, max_items=None) if isinstance(node, Scalar) else NO_FACETS


class _Parser:
    """Parses one type cell; ``unclear`` is the first part that could not be parsed."""

    def __init__(self, cell: Cell, dialect: Dialect) -> None:
        self.unclear = ""
        self.unlisted = False
        self._dialect = dialect
        self.limits = NO_FACETS
        self._cell = cell
        self._depth = 0

    def type(self, text: str) -> Type:
        text = text.strip()
        if _WRAPPED.fullmatch(text):
            text = text[1:-1].strip()
        self._depth += 1
        try:
            return self._by_rule(text) or self._compound(text) or self._union(text) or self._single(text)
        finally:
            self._depth -= 1

    def _by_rule(self, text: str) -> Type | None:
        """Return the type that a rule of the dialect gives."""
        if self._depth > _MAX_DEPTH:
            return self._give_up(text)
        words = self._dialect.type_words(text)
        if words is None or words.casefold() == text.casefold():
            return None
        if _NULLABLE.match(words):
            return replace(self.type(words[1:]), nullable=True)
        return self.type(words)

    def _compound(self, text: str) -> Type | None:
        at = self._cell.location
        if match := _ENUM.fullmatch(text):
            return self._enum(match)
        for pattern, container in _CONTAINERS:
            if match := pattern.fullmatch(text):
                words = next(words for words in match.groupdict().values() if words)
                inner = self.type(self._counted(words) if container == "list" else words)
                return ListOf(item=inner, location=at) if container == "list" else MapOf(value=inner, location=at)
        if match := _PARTIAL.fullmatch(text):
            return self._partial(self.type(match["of"]))
        if match := _OBJECT.fullmatch(text):
            return self._object(match["of"])
        return None

    def _counted(self, text: str) -> str:
        """Return the type of the items of an array without their number, which is a limit of the array."""
        match = _COUNT.fullmatch(text)
        if match is None:
            return text
        if self._depth == 1:
            number = int(match["number"] or 1)
            low = None if match["most"] else number
            high = None if match["least"] or not match["number"] else number
            self.limits = replace(self.limits, min_items=low, max_items=high)
        return match["of"]

    @staticmethod
    def _partial(node: Type) -> Type:
        """Return the type of ``partial X``: X with optional fields, which ``link_tables`` derives."""
        if isinstance(node, ListOf):
            return replace(node, item=_Parser._partial(node.item))
        if not isinstance(node, RefTo):
            return node
        file, _, name = node.target.rpartition("#")
        return replace(node, target=table_id(file, f"{PARTIAL}{name}"))

    def _object(self, text: str) -> Type:
        """Return the type of ``X object``: X where it is a link or names a table, an object of unknown fields."""
        node = AnyValue(location=self._cell.location) if text.casefold() in _ARTICLES else self.type(text)
        plain = isinstance(node, AnyValue | MapOf)
        return MapOf(value=AnyValue(location=node.location), location=node.location) if plain else node

    def _enum(self, match: re.Match[str]) -> Type:
        base = (match["base"] or "").lower()
        if base and base not in _SCALARS:
            return self._give_up(match[0])
        rest = match["rest"].strip().removeprefix(":").strip()
        if LINK_OPEN in rest:  # the values of an enum are no links: one of several types
            return self._union(_COMMAS.sub(" or ", rest)) or self._single(rest)
        if match["open"]:
            rest = rest[:-1]
        elif rest[:1] in {"(", "[", "<"}:
            rest = rest[1:-1]
        if not base and rest.lower() in _SCALARS:
            base, rest = rest.lower(), ""  # enum<string> names the type of its values
        values = self._values(rest, base)
        if values:
            return Choice(values=values, location=self._cell.location)
        self.unlisted = True
        return self._single(base) if base else AnyValue(location=self._cell.location)

    def _values(self, listed: str, base: str) -> tuple[str | int, ...]:
        """Return the values of a list: integers if all of them are and the base type, if any, is integer."""
        plain = self._plain(listed).strip()
        split = _QUOTED.findall(plain) if _ALL_QUOTED.fullmatch(plain) else re.split(r"[,|]", plain)
        texts = [part.strip() for part in split if part.strip()]
        kind, _ = _SCALARS.get(base, (Kind.INTEGER, None))
        if kind is Kind.INTEGER and all(_INTEGER.fullmatch(text) for text in texts):
            return tuple(dict.fromkeys(int(text) for text in texts))
        return tuple(dict.fromkeys(text.strip(_QUOTES) for text in texts))

    def _union(self, text: str) -> Type | None:
        """Return the type of ``X or Y``, of several links, or of quoted values; None for any other text."""
        parts = _alternatives(text)
        if all(map(_QUOTED.fullmatch, parts)):
            return Choice(values=tuple(dict.fromkeys(part[1:-1] for part in parts)), location=self._cell.location)
        if len(parts) == 1 or "" in parts:
            return None
        variants = [self.type(part) for part in parts]
        rest = [variant for variant in variants if not _is_null(variant)]
        nullable = len(rest) < len(variants)
        if not rest:
            return None
        if len(rest) == 1:
            return replace(rest[0], nullable=nullable or rest[0].nullable)
        return Union(variants=tuple(rest), nullable=nullable, location=self._cell.location)

    def _single(self, text: str) -> Type:
        if match := _LINK.fullmatch(text):
            return self._link(int(match[1]))
        if match := _LINK_NOUN.fullmatch(text):
            noun = self._word(match["noun"])
            return noun if isinstance(noun, Scalar) else self._link(int(match[1]))
        if match := _FORMAT.fullmatch(text):
            return self._formatted(match)
        if "/" in text and all(self._known(part) for part in text.split("/")):
            return self.type(text.replace("/", " or "))
        return self._word(text) or self._give_up(text)

    def _link(self, index: int) -> Type:
        link = self._cell.links[index]
        known = self._by_rule(link.text) or self._known(link.text)
        if known:
            return known
        try:
            parts = urlsplit(link.target)
            outside = bool(parts.scheme or parts.netloc)
        except ValueError:
            outside = True
        if outside:
            return self._word(link.text) or self._give_up(link.text)
        return RefTo(target=table_id(link.target, link.text.replace("#", "")), location=self._cell.location)

    def _formatted(self, match: re.Match[str]) -> Type:
        node = self._word(match["base"])
        text = "".join(filter(None, match.group("format", "bounds"))).strip()
        if not isinstance(node, Scalar):
            self.unclear = self.unclear or text
            return node or self._give_up(match[0])
        if limits := bounds_of(text, node.kind):
            self.limits = limits
            if self._depth > 1:
                self.unclear = self.unclear or text  # limits of items are not kept
            return node
        named = _FORMAT_WORD.fullmatch(text) is not None and text.lower() not in _PLACES
        if text_format := _REMARKS.get(text.casefold(), text if named else ""):
            return replace(node, format=text_format)
        self.unclear = self.unclear or text
        return node

    def _word(self, text: str) -> Type | None:
        """Return a known type (also from its plural), or a reference for any other single word."""
        known = next((node for form in _singulars(text) if (node := self._known(form))), None)
        if known or not _WORD.fullmatch(text):
            return known
        return RefTo(target=table_id("", text), location=self._cell.location)

    def _known(self, text: str) -> Type | None:
        word, at = text.lower(), self._cell.location
        if word in _SCALARS:
            kind, text_format = _SCALARS[word]
            return Scalar(kind=kind, format=text_format, location=at)
        if word in _MAPS:
            return MapOf(value=AnyValue(location=at), location=at)
        if word in _LISTS:
            return ListOf(item=AnyValue(location=at), location=at)
        return AnyValue(location=at) if word in _ANY else None

    def _give_up(self, text: str) -> AnyValue:
        self.unclear = self.unclear or self._plain(text) or "an empty type"
        return AnyValue(location=self._cell.location)

    def _plain(self, text: str) -> str:
        return _LINK.sub(lambda match: self._cell.links[int(match[1])].text, text)


def _singulars(text: str) -> Iterator[str]:
    """Yield a word and the singulars that it may be the plural of."""
    yield text
    yield text.removesuffix("s")
    if text.endswith("ies"):
        yield text[:-3] + "y"
    yield text.removesuffix("es")


def _alternatives(text: str) -> list[str]:
    """Split a type at ``or`` and ``|``; links are also separated by commas."""
    listed = [part for part in _COMMAS.split(text) if part]
    known = all(_LINK.fullmatch(part) or part.casefold() in _SCALARS for part in listed)
    return listed if len(listed) > 1 and known else _OR.split(text)


def _is_null(node: Type) -> bool:
    return isinstance(node, Scalar) and node.kind is Kind.NULL
