"""Classifies headings within the section of an operation: parameters (and their location), or response."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from codegen.tables.model import SentIn

_PLACES: Mapping[str, SentIn] = {
    "path": "path", "url": "path", "uri": "path", "route": "path",
    "query": "query", "querystring": "query", "filter": "query", "filters": "query",
    "header": "header", "headers": "header",
    "cookie": "cookie", "cookies": "cookie",
    "body": "body", "payload": "body", "form": "body", "formdata": "body", "json": "body",
}  # fmt: skip


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


_SENT = words("parameter parameters param params argument arguments variable variables request input inputs")
_NOUNS = _SENT | words("field fields attribute attributes property properties schema string data options")
_FLAGS: Mapping[str, bool | None] = {
    "required": True, "mandatory": True, "optional": False, "more": None, "additional": None, "common": None,
    "http": None, "the": None, "in": None, "of": None,
}  # fmt: skip
_REPLIES = words("response responses return returns reply replies result results output outputs returned responds")
_ALONE = frozenset({"path", "query", "querystring", "headers", "body", "payload", "cookies"})
"""Words for parameter locations that are unlikely names of an object."""
_REPLY_NOUNS = _NOUNS | words(
    "object body payload json format value values content ok success successful created 200 201"
)
_MAX_WORDS = 6


@dataclass(frozen=True, slots=True)
class SectionPart:
    """The content below such a heading. ``sent_in`` is empty and ``required`` None where the heading does not say.

    ``response-header`` stands for the headers of a response.
    """

    kind: Literal["parameters", "reply", "reply-header"]
    sent_in: SentIn = ""
    required: bool | None = None


def part_of(heading: str) -> SectionPart | None:
    """Classify a heading (``Query parameters``, ``Request body``, ``Response``); return None for any other."""
    words = re.findall(r"[a-z0-9]+", heading.casefold().replace("form-data", "formdata"))
    if not words or len(words) > _MAX_WORDS:
        return None
    if _REPLIES & set(words):
        rest = [word for word in words if word not in _REPLIES]
        if any(word in {"header", "headers"} for word in rest):
            return SectionPart("reply-header")
        return SectionPart("reply") if all(word in _REPLY_NOUNS or word in _FLAGS for word in rest) else None
    known = all(word in _PLACES or word in _NOUNS or word in _FLAGS or word == "request" for word in words)
    places = [_PLACES[word] for word in words if word in _PLACES]
    if not known or not (places or _SENT & set(words)) or (len(words) == 1 and places and words[0] not in _ALONE):
        return None
    flags = [flag for word in words if (flag := _FLAGS.get(word)) is not None]
    return SectionPart("parameters", places[0] if places else "", flags[0] if flags else None)


def place_of(word: str) -> SentIn | None:
    """Parse a cell of a column such as ``In``; return None for text that is not a parameter location."""
    words = re.findall(r"[a-z]+", word.casefold().replace("form-data", "formdata"))
    found = {_PLACES[word] for word in words if word in _PLACES}
    if "request" in words and not found:
        return "body"
    return found.pop() if len(found) == 1 else None
