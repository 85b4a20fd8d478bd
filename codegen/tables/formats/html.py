"""Splits an HTML page into tags and text, in one pass and in linear time (after the HTML standard, 13.2.5).

Python's ``html.parser`` takes quadratic time for markup that does not end, and differs between patch releases.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*+)")
_ATTRIBUTE = re.compile(
    r"""[\s/]*+(?:(?P<close>>)
    | (?P<name>[^\s/>][^\s/>=]*+) (?:\s*+=\s*+(?P<value>"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))? )""",
    re.VERBOSE,
)
_REFERENCE = re.compile(r"&#([0-9]{8,}+);?")
_RAW = {tag: re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE) for tag in ("script", "style")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """A start tag, an end tag, or a text (without ``tag``). What is ``unclosed`` hides the rest of the page."""

    offset: int
    tag: str = ""
    is_end: bool = False
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    unclosed: bool = False


def split(page: str) -> Iterator[Markup]:
    """Yield the tags and texts of a page in order; comments, declarations and instructions are empty texts.

    A tag that ends with ``/>`` is a start tag and an end tag.
    """
    offset = 0
    while offset < len(page):
        start = page.find("<", offset)
        if start != offset:
            stop = start if start > offset else len(page)
            yield Markup(offset=offset, text=_unescaped(page[offset:stop]))
            offset = stop
            continue
        part, offset = _markup(page, start)
        yield part
        if part.tag and not part.is_end and page.endswith("/>", start, offset):
            yield Markup(offset=start, tag=part.tag, is_end=True)
        elif part.tag in _RAW and not part.is_end:
            part, offset = _raw_text(page, offset, _RAW[part.tag])
            yield part


def _markup(page: str, start: int) -> tuple[Markup, int]:
    """Read what a ``<`` starts; return it and the offset behind it."""
    if match := _TAG.match(page, start):
        return _tag(page, match)
    if page.startswith("<!--", start):
        return _skipped(start, page.find("-->", start + len("<!")), "-->", page)
    if page.startswith(("<!", "<?", "</"), start):
        return _skipped(start, page.find(">", start), ">", page)
    return Markup(offset=start, text="<"), start + 1


def _skipped(start: int, end: int, mark: str, page: str) -> tuple[Markup, int]:
    return Markup(offset=start, unclosed=end < 0), len(page) if end < 0 else end + len(mark)


def _tag(page: str, match: re.Match[str]) -> tuple[Markup, int]:
    """Read the attributes of a tag; as in browsers, the first one of a name counts."""
    start, offset = match.span()
    attributes: dict[str, str] = {}
    while part := _ATTRIBUTE.match(page, offset):
        offset = part.end()
        if part["close"]:
            tag = match[2].lower()
            return Markup(offset=start, tag=tag, is_end=bool(match[1]), attributes=attributes), offset
        value = part["value"] or ""
        attributes.setdefault(part["name"].lower(), _unescaped(value[1:-1] if value[:1] in "\"'" else value))
    return Markup(offset=start, unclosed=True), len(page)


def _raw_text(page: str, offset: int, closing: re.Pattern[str]) -> tuple[Markup, int]:
    """Read the content of a script or a style sheet, in which tags have no meaning."""
    end = closing.search(page, offset)
    stop = end.start() if end else len(page)
    return Markup(offset=offset, text=page[offset:stop], unclosed=end is None), stop


def _unescaped(text: str) -> str:
    """Replace character references; numbers that Python refuses to parse are no characters."""
    return html.unescape(_REFERENCE.sub(_short_reference, text)) if "&" in text else text


def _short_reference(match: re.Match[str]) -> str:
    digits = match[1].lstrip("0")
    return f"&#{digits};" if 0 < len(digits) < len("10000000") else "\ufffd"
