"""Converts data to Python source text; no other module does.

``Code`` is the type of text that is safe in a Python file; templates reject anything else. Values of a document
reach the output only through ``literal``, ``docstring``, ``comment`` and ``ident``.
"""

from __future__ import annotations

import keyword
import math
import re
import textwrap
import unicodedata
from typing import TYPE_CHECKING, Self

from codegen.core.printed import escaped, unicode_escape

if TYPE_CHECKING:
    from collections.abc import Iterable


_WIDTH = 84
_RUNTIME = re.compile(r"^( *(?:from |\"\w+\": \"))\.+_runtime(?=[. ])", re.MULTILINE)
"""The runtime in an import, or in an entry of a table of lazy exports."""


class Code(str):
    """Python source text, made only by this module's functions."""

    __slots__ = ()

    @classmethod
    def _trusted(cls, text: str) -> Self:
        return str.__new__(cls, text)


class Ident(Code):
    """A valid Python identifier that is not a keyword, NFKC-normalised (PEP 3131)."""

    __slots__ = ()


def ident(name: str) -> Ident:
    """Return ``name`` as an identifier.

    Raises ``ValueError`` when it is not an identifier, is a keyword, or is not NFKC-normalised (PEP 3131): making
    names valid is the task of ``naming``.
    """
    if not name.isidentifier() or keyword.iskeyword(name) or unicodedata.normalize("NFKC", name) != name:
        msg = f"not a usable Python identifier: {name!r}"
        raise ValueError(msg)
    return Ident._trusted(name)  # noqa: SLF001 - the only constructor of identifiers


def dotted(*names: str) -> Code:
    """Return ``a.b.c`` of identifiers; empty first names give the leading dots of a relative import."""
    return Code._trusted(".".join(ident(name) if name else "" for name in names))  # noqa: SLF001


def from_runtime(code: Code, package: Ident) -> Code:
    """Return code that imports the runtime from another package instead of ``_runtime``."""
    return Code._trusted(_RUNTIME.sub(lambda found: f"{found[1]}{package}", code))  # noqa: SLF001 - an identifier in place of another


def _string(value: str) -> str:
    """Quote with double quotes where that needs no escapes (black's style); escape non-printable characters."""
    body = escaped(value.replace("\\", "\\\\"))
    if '"' in value and "'" not in value:
        return f"'{body}'"
    return '"' + body.replace('"', '\\"') + '"'


def literal(value: object) -> Code:
    """Return the Python literal of a JSON value; ``eval`` of the result equals the value.

    NaN and the infinities become ``float("nan")`` etc. Raises ``TypeError`` for anything but JSON values.
    """
    trusted = Code._trusted  # noqa: SLF001
    match value:
        case None | bool():
            return trusted(repr(value))
        case int():
            return trusted(hex(value) if abs(value) >= 10**4000 else repr(int(value)))
        case float():
            return trusted(repr(float(value)) if math.isfinite(value) else f'float("{value}")')
        case str():
            return trusted(_string(str(value)))
        case list() | tuple():
            return trusted(_sequence(value))
        case dict():
            pairs = [f"{literal(str(key))}: {literal(item)}" for key, item in value.items()]
            return trusted("{" + ", ".join(pairs) + "}")
        case _:
            msg = f"no literal for {type(value).__name__}"
            raise TypeError(msg)


def _sequence(values: list[object] | tuple[object, ...]) -> str:
    inner = ", ".join(literal(item) for item in values)
    if isinstance(values, list):
        return f"[{inner}]"
    return f"({inner},)" if len(values) == 1 else f"({inner})"


def text_lines(text: str) -> list[str]:
    """Split free text into right-stripped lines without control characters; tabs become four spaces."""
    lines = [escaped(line.replace("\t", "    ").rstrip(), unicode_escape) for line in text.strip().splitlines()]
    return [line.rstrip() for line in lines]


def _wrapped(line: str, width: int) -> list[str]:
    """Break a line at spaces; continuation lines keep its indentation."""
    if len(line) <= width:
        return [line]
    lead = " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(line, width, subsequent_indent=lead, break_long_words=False, break_on_hyphens=False)


def _closed(line: str) -> str:
    """Escape a quote at the end of an escaped line, which would merge with the closing quotes."""
    backslashes = len(line[:-1]) - len(line[:-1].rstrip("\\"))
    return line[:-1] + '\\"' if line.endswith('"') and backslashes % 2 == 0 else line


def docstring(text: str, indent: int = 0) -> Code:
    """Return arbitrary ``text`` as a docstring expression for a block indented by ``indent`` spaces.

    Line breaks are kept; lines too long for ``_WIDTH`` columns are broken at spaces. Backslashes and triple quotes
    are escaped, so the string evaluates to the text.
    """
    pad = " " * indent
    lines = [part for line in text_lines(text) for part in _wrapped(line, _WIDTH - indent)]
    lines = [line.replace("\\", "\\\\").replace('"""', '\\"\\"\\"') for line in lines]
    if not lines:
        return Code._trusted('""""""')  # noqa: SLF001
    lines[-1] = _closed(lines[-1])
    if len(lines) == 1:
        return Code._trusted(f'"""{lines[0]}"""')  # noqa: SLF001
    body = "\n".join(pad + line if line else "" for line in lines[1:])
    return Code._trusted(f'"""{lines[0]}\n{body}\n{pad}"""')  # noqa: SLF001


def comment(text: str) -> Code:
    """Return ``text`` as one comment line, without any line break."""
    return Code._trusted("# " + " ".join(text_lines(text)))  # noqa: SLF001


def fmt(template: str, /, *args: Code, **named: Code) -> Code:
    """Format a constant template of this program with code. Raises ``TypeError`` for anything but ``Code``."""
    for value in (*args, *named.values()):
        if not isinstance(value, Code):
            msg = f"not Code: {value!r}"
            raise TypeError(msg)
    return Code._trusted(template.format(*args, **named))  # noqa: SLF001


def insert_lines(module: Code, lines: Code) -> Code:
    """Insert lines after the first line of a module."""
    first, _, rest = module.partition("\n")
    return Code._trusted(f"{first}\n{lines}\n{rest}")  # noqa: SLF001


def join(separator: str, parts: Iterable[Code]) -> Code:
    """Join code with a constant separator. Raises ``TypeError`` for a part that is not ``Code``."""
    items = list(parts)
    for item in items:
        if not isinstance(item, Code):
            msg = f"not Code: {item!r}"
            raise TypeError(msg)
    return Code._trusted(separator.join(items))  # noqa: SLF001


def indent(text: Code, width: int) -> Code:
    """Indent every line but the first by ``width`` spaces; empty lines stay empty."""
    if not isinstance(text, Code):
        msg = f"not Code: {text!r}"
        raise TypeError(msg)
    first, *rest = text.split("\n")
    return Code._trusted("\n".join([first, *((" " * width + line if line else "") for line in rest)]))  # noqa: SLF001


def trusted_template(text: str) -> Code:
    """Return text as code that a template rendered (each expression was checked) or that a formatter returned."""
    return Code._trusted(text)  # noqa: SLF001
