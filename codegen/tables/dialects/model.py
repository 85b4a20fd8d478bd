"""The compiled rules of a dialect. The readers ask it; a page without a dialect is read with ``PLAIN``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from codegen.core.phrase import Phrase, fill, parse_phrase

if TYPE_CHECKING:
    from codegen.core.json import Json

Mark = Literal["required", "optional", "nullable", "deprecated", "ignored"]
MARKS: tuple[Mark, ...] = ("ignored", "required", "optional", "nullable", "deprecated")
Part: TypeAlias = Literal["request", "response", "ignored"]
PARTS: Final[tuple[Part, ...]] = ("request", "response", "ignored")
BodyKind: TypeAlias = Literal["", "form", "json", "multipart"]
"""The media type of the body of an operation; empty if unknown."""
_BODIES: Final[tuple[BodyKind, ...]] = ("form", "json", "multipart")
_REQUIRED: Mapping[object, bool] = {"required": True, "optional": False}
_HEADINGS = {
    "camelCase": re.compile(r"[a-z]+(?:[A-Z][A-Za-z0-9]*)*"),
    "PascalCase": re.compile(r"[A-Z][a-z0-9]*[A-Z][A-Za-z0-9]*"),
    "dotted": re.compile(r"[a-z]\w*(?:\.[a-z]\w*)+"),
    "any": re.compile(r"[\w.-]+"),
}


@dataclass(frozen=True, slots=True)
class Route:
    """A route that a line states; ``heading`` is empty unless the line names the operation."""

    method: str
    path: str
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dialect:
    """The rules of a dialect. Dialects are compared by identity, so that they are keys of caches.

    ``types`` maps phrases to type words. ``required_unmarked`` gives the flag of fields without a mark, by kind of
    table; a kind that is not in it is unknown. ``never_null`` means that fields without a mark are not nullable,
    ``wrapped`` that responses hold what the prose names within an envelope. ``body`` is the media type of bodies of
    which the page does not say it.
    """

    name: str = ""
    signs: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    types: tuple[tuple[Phrase, str], ...] = ()
    marks: Mapping[Mark, tuple[Phrase, ...]] = field(default_factory=dict)
    required_unmarked: Mapping[str, bool] = field(default_factory=dict)
    never_null: bool = False
    routes: tuple[Phrase, ...] = ()
    heading_route: str = ""
    heading_style: str = "any"
    objects: tuple[Phrase, ...] = ()
    operations: tuple[Phrase, ...] = ()
    parts: Mapping[str, Part] = field(default_factory=dict)
    wrapped: bool = False
    body: BodyKind = ""

    def type_words(self, text: str) -> str | None:
        """Return the type words that a rule gives for the whole text; None where no rule applies."""
        known = self.words.get(text.casefold())
        if known is not None:
            return known
        for phrase, words in self.types:
            if (values := phrase.match(text)) is not None:
                return fill(words, values)
        return None

    def unmarked(self, text: str, where: str) -> tuple[str, frozenset[Mark]]:
        """Remove the marks around ``{where}`` (``name``, ``type`` or ``text``); return the rest and the marks."""
        found: set[Mark] = set()
        changed = True
        while changed:
            changed = False
            for mark, phrases in self.marks.items():
                for phrase in phrases:
                    values = phrase.match(text) if phrase.names == (where,) else None
                    if values is not None and len(values[where]) < len(text):
                        text, changed = values[where], True
                        found.add(mark)
        return text, frozenset(found)

    def flag(self, text: str) -> Mark | None:
        """Return the mark that a text consists of."""
        return next(
            (
                mark
                for mark, phrases in self.marks.items()
                for phrase in phrases
                if not phrase.names and phrase.matches(text)
            ),
            None,
        )

    def route(self, line: str) -> Route | None:
        """Return the route that a line or heading states by a rule for lines."""
        for phrase in self.routes:
            values = phrase.match(line)
            if values and values.get("method", "GET").isalpha() and "path" in values:
                return Route(values.get("method", "GET").upper(), values["path"], values.get("heading", ""))
        return None

    def route_of_heading(self, heading: str) -> Route | None:
        """Return the route that the rule for headings gives."""
        if not self.heading_route or not _HEADINGS[self.heading_style].fullmatch(heading):
            return None
        method, _, path = fill(self.heading_route, {"heading": heading}).partition(" ")
        return Route(method, path)

    def is_doubtful(self, heading: str) -> bool:
        """Return whether a heading fits the style of operations, but may be any word, such as ``notes``."""
        return self.heading_style == "camelCase" and heading.islower()

    def object_of(self, heading: str) -> str:
        """Return the name of the object in a heading such as ``Sticker Structure``; empty for any other heading."""
        values = (phrase.match(heading) for phrase in self.objects)
        return next((found["object"] for found in values if found), "")

    def operation_of(self, heading: str) -> str:
        """Return the name of the operation in a heading such as ``chat.post method``, the heading itself by default."""
        values = (phrase.match(heading) for phrase in self.operations)
        return next((found["operation"] for found in values if found), heading)


PLAIN = Dialect()


def compiled(name: str, data: Mapping[str, Json], base: Dialect = PLAIN) -> Dialect:
    """Compile rules that ``config.dialect`` read, on top of those of ``base``. Raises ``ValueError`` for bad ones."""
    words, phrases = _type_rules(_mapping(data.get("types")))
    style = str(data.get("routes.headings") or "any") if data.get("routes.heading") else base.heading_style
    unmarked = _mapping(data.get("unmarked"))
    parts = {heading.casefold(): part for part in PARTS for heading in _texts(data, f"headings.{part}")}
    return Dialect(
        name=name,
        signs=tuple(_texts(data, "signs")),
        words={**base.words, **words},
        types=(*phrases, *base.types),
        marks={mark: (*_phrases(data, f"marks.{mark}"), *base.marks.get(mark, ())) for mark in MARKS},
        required_unmarked={**base.required_unmarked, **_required_unmarked(unmarked)},
        never_null=base.never_null or unmarked.get("nullable") == "never",
        routes=(*_phrases(data, "routes.lines"), *base.routes),
        heading_route=str(data.get("routes.heading") or "") or base.heading_route,
        heading_style=style,
        body=next((kind for kind in _BODIES if kind == data.get("body")), base.body),
        wrapped=base.wrapped or data.get("wrapped_responses") is True,
        objects=(*_phrases(data, "headings.object"), *base.objects),
        operations=(*_phrases(data, "headings.operation"), *base.operations),
        parts={**base.parts, **parts},
    )


def _type_rules(types: Mapping[str, str]) -> tuple[Mapping[str, str], Sequence[tuple[Phrase, str]]]:
    """Return the meanings of fixed words, and of phrases with a part that varies."""
    words = {text.casefold(): meaning for text, meaning in types.items() if "{" not in text}
    return words, [(parse_phrase(text), meaning) for text, meaning in types.items() if "{" in text]


def _required_unmarked(unmarked: Mapping[str, str]) -> Mapping[str, bool]:
    """Return the meaning of a field without a mark, for each kind of table that has a rule."""
    flags = {kind: _REQUIRED.get(unmarked.get(kind)) for kind in ("object", "parameters")}
    return {kind: flag for kind, flag in flags.items() if flag is not None}


def _texts(data: Mapping[str, Json], key: str) -> Sequence[str]:
    value = data.get(key, [])
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _phrases(data: Mapping[str, Json], key: str) -> tuple[Phrase, ...]:
    return tuple(parse_phrase(text) for text in _texts(data, key))


def _mapping(value: Json) -> Mapping[str, str]:
    return {key: item for key, item in value.items() if isinstance(item, str)} if isinstance(value, dict) else {}
