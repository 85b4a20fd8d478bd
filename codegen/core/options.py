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


def _accept(_: str) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A key in the table of a part. Its value is a string; with ``keys`` a table of strings, whose keys are checked.

    With ``choices``, it is one of them.
    """

    name: str
    check: Check = _accept
    keys: Check | None = None
    choices: tuple[str, ...] = ()


MODEL_KINDS = ("pydantic", "plain", "dataclass", "msgspec", "typed-dict")
"""Kinds of models; all but the first are generated alone, without a runtime."""
KIND_REQUIREMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"plain": ("pydantic>=2.14,<3",), "dataclass": (), "msgspec": ("msgspec",), "typed-dict": ("typing_extensions",)}
)
"""The requirements of the other kinds."""
DATA_PART = "data"
"""The part of the output that holds the models of the other kinds."""


RUNTIMES = ("bundled", "package")
"""The source of a package's runtime: a copy in the package, or the distribution ``spec-codegen-runtime``."""
SIGNATURE_SCHEMES = ("stripe", "standard")
"""Schemes of webhook signatures: Stripe's, and Standard Webhooks."""


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


_DISTRIBUTION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
PEP_440 = re.compile(
    r"v?((?:\d{1,9}!)?\d{1,9}(?:\.\d{1,9})*(?:(?:a|b|rc)\d{1,9})?(?:\.post\d{1,9})?(?:\.dev\d{1,9})?"
    r"(?:\+[a-z0-9]+(?:\.[a-z0-9]+)*)?)",
    re.ASCII,
)
"""A version of a distribution in normal form."""
SPDX = re.compile(r"[A-Za-z0-9.+()-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+()-]+)*")
"""The form of an SPDX licence expression."""


def distribution_name(text: str) -> str:
    """Check the name of a distribution (PEP 508)."""
    return "" if _DISTRIBUTION.fullmatch(text) else "is not a valid name of a distribution"


def distribution_version(text: str) -> str:
    """Check the version of a distribution (PEP 440)."""
    return "" if PEP_440.fullmatch(text) else "is not a valid version, such as '1.2.0' (PEP 440)"


def license_expression(text: str) -> str:
    """Check the form of an SPDX licence expression."""
    return "" if SPDX.fullmatch(text) else "is not an SPDX expression, such as 'MIT' or 'Apache-2.0'"


def environment_name(text: str) -> str:
    """Check the prefix of environment variables."""
    return "" if _ENVIRONMENT.fullmatch(text) else "must be upper-case letters, digits and underscores"


def web_address(text: str) -> str:
    """Check an absolute http or https URL without a query (RFC 3986)."""
    return "" if _ADDRESS.fullmatch(text) else "must be an absolute URL such as https://api.example.com"


GROUPINGS = ("extensions", "path", "tags")
NAMINGS = ("auto", "path", "operation_id")
POSITIONALS = ("all", "last")


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSettings:
    """Settings of names: one each of ``GROUPINGS``, ``NAMINGS`` and ``POSITIONALS``; the first is the default."""

    grouping: str = GROUPINGS[0]
    naming: str = NAMINGS[0]
    positional: str = POSITIONALS[0]


DEFAULT_NAMES = NameSettings()
