"""The only place where data becomes Markdown.

``Markdown`` is the type of text that is safe to stand in a page; templates of pages refuse anything else. Text of a
document is escaped, so that it has no meaning to Markdown or HTML; code stands in code spans and fenced blocks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self

from codegen.core.printed import markdown
from codegen.python.code import text_lines

if TYPE_CHECKING:
    from codegen.python.code import Code, Ident

_MARKER = re.compile(r"([-+=]|\d+[.)](?=\s|$))")
"""What makes a list, a heading or a rule of a line that begins with it; ``markdown`` escapes the other markers."""
_TICKS = re.compile(r"`+")
_SHORTEST_FENCE = 3


class Markdown(str):
    """Markdown text, made only by this module's functions."""

    __slots__ = ()

    @classmethod
    def _trusted(cls, text: str) -> Self:
        return str.__new__(cls, text)


def _line(text: str) -> str:
    """Escape one line; what marks a block is only that at its beginning."""
    marker = _MARKER.match(text)
    if marker is None:
        return markdown(text)
    lead, sign = marker[0][:-1], marker[0][-1]
    return f"{lead}\\{sign}{markdown(text[marker.end() :])}"


def inline(text: str) -> Markdown:
    """Return free text as one line."""
    return Markdown._trusted(_line(" ".join(" ".join(text_lines(text)).split())))  # noqa: SLF001 - the maker


def paragraphs(text: str) -> Markdown:
    """Return free text with its breaks between lines and paragraphs, without indentation."""
    return Markdown._trusted("\n".join(_line(line.strip()) for line in text_lines(text)))  # noqa: SLF001 - the maker


def _longest_run(code: Code) -> int:
    return max((len(run) for run in _TICKS.findall(code)), default=0)


def span(code: Code) -> Markdown:
    """Return code as a code span. Its delimiters are longer than any run of backticks in it (CommonMark, 6.1)."""
    ticks = "`" * (1 + _longest_run(code))
    pad = " " if code.startswith("`") or code.endswith("`") else ""
    return Markdown._trusted(f"{ticks}{pad}{code}{pad}{ticks}")  # noqa: SLF001 - the maker


def fenced(code: Code) -> Markdown:
    """Return code as a fenced block (CommonMark, 4.5)."""
    fence = "`" * max(_SHORTEST_FENCE, 1 + _longest_run(code))
    return Markdown._trusted(f"{fence}python\n{code}\n{fence}")  # noqa: SLF001 - the maker


def link(label: Markdown, page: Ident, heading: Ident | None = None) -> Markdown:
    """Return a link to a page beside this one, or to the heading on it that a name makes."""
    target = f"{page}.md" if heading is None else f"{page}.md#{heading.lower()}"
    return Markdown._trusted(f"[{label}]({target})")  # noqa: SLF001 - the maker


def trusted_page(text: str) -> Markdown:
    """Take over the text that a template of a page rendered: its places were guarded one by one."""
    return Markdown._trusted(text)  # noqa: SLF001 - the maker
