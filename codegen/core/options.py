"""Options of the parts of the output: declared by parts, read from the configuration, used by emitters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

Check: TypeAlias = Callable[[str], str]
"""Returns what is wrong with a string, or an empty string if it is valid."""

Value: TypeAlias = "str | Mapping[str, str]"

_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_ENVIRONMENT = re.compile(r"[A-Z][A-Z0-9_]*")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.\[\]:-]+(/[!$%&'()*+,;=:@\w./~-]*)?", re.ASCII)
_NOTHING: Mapping[str, Mapping[str, Value]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A key in the table of a part. Its value is a string; with ``keys`` a table of strings, whose keys are checked."""

    name: str
    check: Check
    keys: Check | None = None


MODEL_KINDS = ("pydantic", "plain", "dataclass", "msgspec", "typed-dict")
"""Kinds of models; all but the first are generated alone, without a runtime."""
DATA_PART = "data"
"""The part of the output that holds the models of the other kinds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSyntax:
    """The name of a part in ``emit``, and the options in its table.

    ``default`` parts are generated when the configuration has no ``emit``. A part that is not ``selectable`` is chosen
    by another key.
    """

    name: str
    default: bool = True
    selectable: bool = True
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """The options that are set in a target, by part and name."""

    values: Mapping[str, Mapping[str, Value]] = field(default_factory=lambda: _NOTHING)

    def text(self, part: str, name: str) -> str:
        """Return a string option; empty if it is not set."""
        value = self.values.get(part, {}).get(name, "")
        return value if isinstance(value, str) else ""

    def table(self, part: str, name: str) -> Mapping[str, str]:
        """Return a table option; empty if it is not set."""
        value = self.values.get(part, {}).get(name, {})
        return value if isinstance(value, Mapping) else {}


NO_OPTIONS = Options()


def header_name(text: str) -> str:
    """Check the name of an HTTP header (RFC 9110, section 5.1)."""
    return "" if _HEADER.fullmatch(text) else "is not a valid header name"


def header_value(text: str) -> str:
    """Check that a header value is printable ASCII."""
    return "" if text.isprintable() and text.isascii() else "must be printable ASCII"


def environment_name(text: str) -> str:
    """Check the prefix of environment variables."""
    return "" if _ENVIRONMENT.fullmatch(text) else "must be upper-case letters, digits and underscores"


def web_address(text: str) -> str:
    """Check an absolute http or https URL without a query (RFC 3986)."""
    return "" if _ADDRESS.fullmatch(text) else "must be an absolute URL such as https://api.example.com"
