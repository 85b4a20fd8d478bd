"""Escapes untrusted text for terminals, CI logs, Markdown, JSON and Python."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LAST_BMP = 0xFFFF
_COMMAND = re.compile(r"##(?=\w*\[)")
"""Commands that CI systems interpret anywhere in a line: ``##[…]``, ``##vso[…]``, ``##teamcity[…]``."""

_SPACE = "\u200b"
_REFERENCE = re.compile(r"\bGH-(?=\d)|[#!](?=\w)|@|:(?=[\w+-]+:)", re.IGNORECASE)
"""Text that GitHub renders as an issue, a mention or an emoji, even after a backslash."""
_HASH = re.compile(r"\b[0-9a-f]{7,}\b", re.IGNORECASE)
_HASH_PART = re.compile(r"[0-9a-f]{6}(?=[0-9a-f])", re.IGNORECASE)
"""The hash of a commit has at least seven digits."""
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~]|(?<=[a-z]):(?=//)|(?<=\bwww)\.)", re.IGNORECASE)


def short_escape(char: str) -> str:
    r"""Return the shortest Python escape: ``\n``, ``\x1b``, ``\u202e``."""
    return char.encode("unicode_escape").decode("ascii")


def unicode_escape(char: str) -> str:
    r"""Return the Python escape with the code point: ``\u001b``, ``\U000e0001``."""
    return f"\\u{ord(char):04x}" if ord(char) <= _LAST_BMP else f"\\U{ord(char):08x}"


def json_escape(char: str) -> str:
    """Return the JSON escape: UTF-16 code units (RFC 8259, section 7)."""
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))


def escaped(text: str, escape: Callable[[str], str] = short_escape, keep: str = "") -> str:
    """Escape every control, bidirectional, surrogate and unassigned character, except those in ``keep``."""
    if text.isprintable():
        return text
    hidden = {char for char in set(text) if not char.isprintable() and char not in keep}
    return text.translate({ord(char): escape(char) for char in hidden})


def visible_json(text: str) -> str:
    """Return JSON text of the same value in which every character but the line feed is printable.

    Unprintable characters occur only in strings, where an escape means the same.
    """
    return escaped(text, json_escape, keep="\n")


def visible(text: str) -> str:
    """Return text without unprintable characters and without commands that CI systems find anywhere in a line."""
    text = escaped(text)
    return _COMMAND.sub(r"#\\x23", text) if "##" in text else text


def visible_line(text: str) -> str:
    """Return a whole line likewise, which also does not start with ``::``, a workflow command of GitHub."""
    shown = visible(text)
    bare = shown.lstrip()
    return f"{shown[: len(shown) - len(bare)]}\\x3a{bare[1:]}" if bare.startswith("::") else shown


def markdown(text: str) -> str:
    """Return a line without Markdown, HTML, mentions, references and automatic links (GitHub Flavored Markdown)."""
    text = _REFERENCE.sub(rf"\g<0>{_SPACE}", visible(text))  # visible text has no such space of its own
    text = _HASH.sub(lambda found: _HASH_PART.sub(rf"\g<0>{_SPACE}", found[0]), text)
    text = _MARKDOWN.sub(r"\\\1", text).replace("&", "&amp;")
    return text.replace("$", "&#36;").replace(_SPACE, "&#8203;")


def json_text(value: object, indent: int | None = None) -> str:
    """Return JSON in ASCII without CI commands: ``##`` occurs only in strings, where it is escaped."""
    return json.dumps(value, indent=indent).replace("##", "#\\u0023")


def script_json(value: object) -> str:
    """Return JSON for a ``<script type="application/json">`` element, which it cannot end."""
    text = json.dumps(value, separators=(",", ":")).replace("##", "#\\u0023")
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def toml_string(text: str) -> str:
    """Return a TOML basic string."""
    escaped = "".join(
        f"\\u{ord(char):04X}" if ord(char) < ord(" ") or char == "\x7f" else char
        for char in text.replace("\\", "\\\\").replace('"', '\\"')
    )
    return f'"{escaped}"'
