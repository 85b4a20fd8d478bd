"""Classifies headings within the section of an operation: parameters (and their location), or response."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from codegen.tables.dialects.model import BodyKind
    from codegen.tables.model import SentIn

_LOCATIONS: Mapping[str, SentIn] = {
    "path": "path", "url": "path", "uri": "path", "route": "path",
    "query": "query", "querystring": "query", "filter": "query", "filters": "query",
    "header": "header", "headers": "header",
    "cookie": "cookie", "cookies": "cookie",
    "body": "body", "payload": "body", "form": "body", "formdata": "body", "json": "body",
}  # fmt: skip


_BODIES: Mapping[str, BodyKind] = {"json": "json", "form": "form", "formdata": "form"}


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


_SENT = words("parameter parameters param params argument arguments variable variables request input inputs")
_NOUNS = _SENT | words(
    "field fields attribute attributes property properties schema string data options elements structure syntax"
)
_FLAGS: Mapping[str, bool | None] = {
    "required": True, "mandatory": True, "optional": False, "more": None, "additional": None, "common": None,
    "http": None, "the": None, "in": None, "of": None, "and": None,
}  # fmt: skip
_RESPONSES = words("response responses return returns reply replies result results output outputs returned responds")
_MARKUP = re.compile(r"[*_`]|(?<=\])\([^()\s]{0,300}\)|[\[\]]")
_ALONE = frozenset({"path", "query", "querystring", "headers", "body", "payload", "cookies"})
"""Words for parameter locations that are unlikely names of an object."""
_RESPONSE_NOUNS = _NOUNS | words(
    "object body payload json format value values content ok success successful created 200 201"
)
_STATUS = re.compile(r"[1-5](?:\d\d|xx)")
_MAX_WORDS = 6
_INTRODUCED = words("supported available accepted allowed following these this below contains include includes")
"""Words around the noun in a line above a table, such as ``Supported attributes:``."""
_RETURNED = words("response responses returns returned")
_CONTENTS = words("field fields attribute attributes property properties value values object")
_SENDS = words("request requests sent send accepts accept takes take supports needs requires filter filtered sort")
_MAX_LEAD = 400
_MAX_LEAD_WORDS = 25


@dataclass(frozen=True, slots=True)
class SectionPart:
    """The content below such a heading. ``sent_in`` is empty and ``required`` None where the heading does not say.

    ``uri`` parameters are in the path or in the query, ``body`` is the media type of those in a body.
    ``response-header`` stands for the headers of a response, ``error`` for the response to a request that fails; a
    dialect may have parts to be ``ignored``.
    """

    kind: Literal["parameters", "response", "response-header", "error", "ignored"]
    sent_in: SentIn = ""
    required: bool | None = None
    uri: bool = False
    body: BodyKind = ""


def part_of(heading: str) -> SectionPart | None:
    """Classify a heading (``Query parameters``, ``Request body``, ``Response``); return None for any other."""
    words = re.findall(r"[a-z0-9]+", heading.casefold().replace("form-data", "formdata"))
    if not words or len(words) > _MAX_WORDS:
        return None
    if _RESPONSES & set(words) or _STATUS.fullmatch(words[0]):
        return _response_part(set(words) - _RESPONSES)
    return _parameters_part(words)


def _response_part(words: AbstractSet[str]) -> SectionPart | None:
    if words & {"header", "headers"}:
        return SectionPart("response-header")
    statuses = {word for word in words if _STATUS.fullmatch(word)}
    if any(status[0] in "345" for status in statuses) or words & {"error", "errors"}:
        return SectionPart("error")
    if statuses or words <= _RESPONSE_NOUNS | _FLAGS.keys():
        return SectionPart("response")
    return None


def _parameters_part(words: Sequence[str]) -> SectionPart | None:
    if not set(words) <= _NOUNS | _LOCATIONS.keys() | _FLAGS.keys():
        return None
    locations = [_LOCATIONS[word] for word in words if word in _LOCATIONS]
    if not locations and not _SENT & set(words):
        return None
    if locations and len(words) == 1 and words[0] not in _ALONE:
        return None
    sent_in = locations[0] if len(set(locations)) == 1 else ""
    uri = "uri" in words or set(locations) == {"path", "query"}
    return SectionPart("parameters", sent_in, _required_in(words), uri=uri, body=_body_of(words))


def _body_of(words: Sequence[str]) -> BodyKind:
    kinds = {_BODIES[word] for word in words if word in _BODIES}
    return kinds.pop() if len(kinds) == 1 else ""


def _required_in(words: Sequence[str]) -> bool | None:
    """Return whether a heading says that its fields are required; "Body, required" says nothing of them."""
    if not _NOUNS & set(words):
        return None
    return next((_FLAGS[word] for word in words if word in _FLAGS), None)


def leads_to(text: str, *, is_label: bool = False) -> tuple[str, bool]:
    """Return the heading that a paragraph above a table stands for, and whether the paragraph says nothing else.

    The paragraph ends with a colon, or is a label. ``Response attributes:`` stands for ``Response``, and so does
    ``If successful, returns the following attributes:``; the heading is empty for any other paragraph.
    """
    plain = _MARKUP.sub("", text).strip()
    if len(plain) > _MAX_LEAD or not (is_label or plain.endswith(":")):
        return "", False
    listed = re.findall(r"[a-z0-9]+", re.split(r"(?<=[.;!])\s", plain)[-1].casefold())
    rest = [word for word in listed if word not in _INTRODUCED]
    heading = " ".join(rest)
    if rest and part_of(heading):
        return heading, True
    if _returns(listed):
        return "response", False
    return "", bool(rest) and set(rest) <= _NOUNS | _FLAGS.keys()


def _returns(sentence: Sequence[str]) -> bool:
    """Return whether a sentence says that a response has the fields that follow."""
    said = set(sentence) if len(sentence) <= _MAX_LEAD_WORDS else set()
    return bool(said & _RETURNED and set(sentence[-_MAX_WORDS:]) & _CONTENTS) and not said & _SENDS


def place_of(word: str) -> SentIn | None:
    """Parse a cell of a column such as ``In``; return None for text that is not a parameter location."""
    words = re.findall(r"[a-z]+", word.casefold().replace("form-data", "formdata"))
    found = {_LOCATIONS[word] for word in words if word in _LOCATIONS}
    if "request" in words and not found:
        return "body"
    return found.pop() if len(found) == 1 else None
