"""Parses labelled lines: ``Response: [thing](thing.md)``, ``Body: JSON``, ``Content-Type: application/json``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.core.media_type import MediaType
from codegen.ir.types import RefTo
from codegen.tables.cells.grid import LINK_CLOSE, LINK_OPEN, Cell, Link
from codegen.tables.cells.typewords import parse_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.location import Location
    from codegen.ir.types import Type
    from codegen.tables.dialects.model import BodyKind

_RESPONSE = re.compile(r"[*_]*(?:reply|response|returns):[*_]* *(?P<type>[^\n]+)", re.IGNORECASE)
_BODY = re.compile(
    r"[*_`]*(?:body|request body|content[- ]type):[*_]* *[*_`]*(?P<kind>[\w./+-]+)(?: body)?[*_`.]*", re.IGNORECASE
)
_RETURNS = re.compile(
    r"\breturns? (?:(?!(?:array|list|of|in|for|with|from|by|if|when|to|as|or)\b)[a-z]{1,30} ){0,5}?"
    r"(?:(?P<many>array|list) of (?:(?!(?:of|in|for|with|from|by|or)\b)[a-z]{1,30} ){0,5}?)?"
    r"\[(?P<text>[^\]\[]{1,80})\]\((?P<target>[^()\s]{1,300})\) objects?\b",
    re.IGNORECASE,
)
_MAX_PROSE = 5_000
_LINK = re.compile(r"\[(?P<text>[^\]\[]+)\]\((?P<target>[^()\s]+)\)")


@dataclass(frozen=True, slots=True)
class Labelled:
    """The facts from labelled lines, and the remaining prose."""

    prose: tuple[str, ...]
    response: Type | None = None
    body: BodyKind = ""


def labelled(prose: Sequence[str], at: Location) -> Labelled:
    """Extract labelled lines from prose; a line whose type or media type is unknown stays prose."""
    rest: list[str] = []
    response: Type | None = None
    body: BodyKind = ""
    for text in prose:
        found_response = _response(text.strip(), at) if response is None else None
        found_body = _body(text.strip()) if not body else ""
        response, body = found_response or response, found_body or body
        if found_response is None and not found_body:
            rest.append(text)
    return Labelled(tuple(rest), response, body)


def _response(text: str, at: Location) -> Type | None:
    match = _RESPONSE.fullmatch(text)
    if match is None:
        return None
    links: list[Link] = []

    def framed(link: re.Match[str]) -> str:
        links.append(Link(link["text"], link["target"]))
        return f"{LINK_OPEN}{len(links) - 1}{LINK_CLOSE}"

    marked = _LINK.sub(framed, match["type"].strip()).replace("`", "")
    facts = parse_type(Cell(source=match["type"], marked=marked, location=at, links=tuple(links)))
    prose = not links and isinstance(facts.type, RefTo)  # an unknown word may be the start of a sentence
    return None if facts.unclear or prose else facts.type


def response_in_prose(prose: Sequence[str], at: Location) -> Type | None:
    """Return the type that a sentence such as ``Returns an array of [thing](…) objects`` links to."""
    for text in prose:
        match = _RETURNS.search(text[:_MAX_PROSE])
        if match:
            kind = "array of " if match["many"] else ""
            link = Link(match["text"], match["target"])
            marked = f"{kind}{LINK_OPEN}0{LINK_CLOSE}"
            facts = parse_type(Cell(source=match[0], marked=marked, location=at, links=(link,)))
            return None if facts.unclear else facts.type
    return None


def _body(text: str) -> BodyKind:
    match = _BODY.fullmatch(text)
    return body_kind(match["kind"]) if match else ""


def body_kind(text: str) -> BodyKind:
    """Return the kind of a media type (``application/json``), also of a short name (``JSON``); empty for others."""
    kind = MediaType.parse(text)
    if kind.is_json or kind.essence == "json":
        return "json"
    if kind.is_multipart or kind.essence == "multipart":
        return "multipart"
    return "form" if kind.is_form or kind.essence == "form" else ""
