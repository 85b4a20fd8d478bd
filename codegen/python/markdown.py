"""Converts data to Markdown; no other module does.

``Markdown`` is the type of text that is safe in a page; page templates reject anything else. Text of a document is
escaped for Markdown and HTML; code is put in code spans and fenced blocks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self

from codegen.core.printed import markdown
from codegen.python.code import text_lines

if TYPE_CHECKING:
    from codegen.python.code import Code, Ident

_MARKER = re.compile(r"([-+=]|\d+[.)](?=\s|$))")
"""List, heading and thematic break markers at the start of a line; ``markdown`` escapes the other markers."""
_TICKS = re.compile(r"`+")
_SHORTEST_FENCE = 3


class Markdown(str):
    """Markdown text, made only by this module's functions."""

    __slots__ = ()

    @classmethod
    def _trusted(cls, text: str) -> Self:
        return str.__new__(cls, text)


def _line(text: str) -> str:
    """Escape one line; block markers are special only at its start."""
    marker = _MARKER.match(text)
    if marker is None:
        return markdown(text)
    lead, sign = marker[0][:-1], marker[0][-1]
    return f"{lead}\\{sign}{markdown(text[marker.end() :])}"


def inline(text: str) -> Markdown:
    """Return free text as one line."""
    return Markdown._trusted(_line(" ".join(" ".join(text_lines(text)).split())))  # noqa: SLF001 - the constructor


def paragraphs(text: str) -> Markdown:
    """Return free text with its line and paragraph breaks, without indentation."""
    return Markdown._trusted("\n".join(_line(line.strip()) for line in text_lines(text)))  # noqa: SLF001 - the constructor


def _longest_run(code: Code) -> int:
    return max((len(run) for run in _TICKS.findall(code)), default=0)


def span(code: Code) -> Markdown:
    """Return code as a code span. Its delimiters are longer than any run of backticks in it (CommonMark, 6.1)."""
    ticks = "`" * (1 + _longest_run(code))
    pad = " " if code.startswith("`") or code.endswith("`") else ""
    return Markdown._trusted(f"{ticks}{pad}{code}{pad}{ticks}")  # noqa: SLF001 - the constructor


def fenced(code: Code) -> Markdown:
    """Return code as a fenced block (CommonMark, 4.5)."""
    fence = "`" * max(_SHORTEST_FENCE, 1 + _longest_run(code))
    return Markdown._trusted(f"{fence}python\n{code}\n{fence}")  # noqa: SLF001 - the constructor


def shell(command: str) -> Markdown:
    """Return a command of one line as a fenced block."""
    line = " ".join(text_lines(command))
    fence = "`" * max(_SHORTEST_FENCE, 1 + max((len(run) for run in _TICKS.findall(line)), default=0))
    return Markdown._trusted(f"{fence}sh\n{line}\n{fence}")  # noqa: SLF001 - the constructor


def link(label: Markdown, page: Ident, heading: Ident | None = None) -> Markdown:
    """Return a link to a page in the same folder, or to a heading of that page."""
    target = f"{page}.md" if heading is None else f"{page}.md#{heading.lower()}"
    return Markdown._trusted(f"[{label}]({target})")  # noqa: SLF001 - the constructor


def trusted_page(text: str) -> Markdown:
    """Return text as Markdown that a page template rendered: each expression was checked."""
    return Markdown._trusted(text)  # noqa: SLF001 - the constructor
