"""Options of the parts of the output: declared by the row of a part, read by the configuration, used by emitters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

Check: TypeAlias = Callable[[str], str]
"""Return what is wrong with a string; an empty string accepts it."""

Value: TypeAlias = "str | Mapping[str, str]"

_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_ENVIRONMENT = re.compile(r"[A-Z][A-Z0-9_]*")
_NOTHING: Mapping[str, Mapping[str, Value]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A key of the table of a part. With ``keys`` its value is a table, whose keys and values are checked.

    Without ``keys`` its value is a string.
    """

    name: str
    check: Check
    keys: Check | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSyntax:
    """A part of the output as a configuration writes it: its name in ``emit``, and the options in its own table.

    ``default`` says whether it is written when the configuration has no ``emit``.
    """

    name: str
    default: bool = True
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """The values of a target's options that are set, by part and name."""

    values: Mapping[str, Mapping[str, Value]] = field(default_factory=lambda: _NOTHING)

    def text(self, part: str, name: str) -> str:
        """Return a string option, empty when it is not set."""
        value = self.values.get(part, {}).get(name, "")
        return value if isinstance(value, str) else ""

    def table(self, part: str, name: str) -> Mapping[str, str]:
        """Return a table option, empty when it is not set."""
        value = self.values.get(part, {}).get(name, {})
        return value if isinstance(value, Mapping) else {}


NO_OPTIONS = Options()


def header_name(text: str) -> str:
    """Accept the name of an HTTP header (RFC 9110, 5.1)."""
    return "" if _HEADER.fullmatch(text) else "is no header name"


def header_value(text: str) -> str:
    """Accept printable ASCII."""
    return "" if text.isprintable() and text.isascii() else "a header value holds printable ASCII only"


def environment_name(text: str) -> str:
    """Accept what names of environment variables begin with."""
    return "" if _ENVIRONMENT.fullmatch(text) else "must be upper-case letters, digits and underscores"
