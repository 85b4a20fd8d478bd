"""Text of inputs on its way to people: a terminal, and the log of a build, which takes some lines for commands."""

from __future__ import annotations

import json
import re

_COMMAND = re.compile(r"##(?=\w*\[)")
"""``##[…]`` of GitHub's runner and ``##vso[…]`` of Azure Pipelines count anywhere in a line, ``##teamcity[…]`` too."""

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~]|(?<=[a-z]):(?=//)|(?<=\bwww)\.)", re.IGNORECASE)


def visible(text: str) -> str:
    """Return text with every control, bidirectional, surrogate and unassigned character escaped, and no command."""
    if not text.isprintable():
        text = "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)
    return _COMMAND.sub(r"#\\x23", text) if "##" in text else text


def visible_line(text: str) -> str:
    """Return a whole line likewise. It never starts with ``::``, white space aside: a command of GitHub's runner."""
    shown = visible(text)
    bare = shown.lstrip()
    return f"{shown[: len(shown) - len(bare)]}\\x3a{bare[1:]}" if bare.startswith("::") else shown


def markdown(text: str) -> str:
    """Return a line without any meaning to Markdown or HTML; it names nobody and links nowhere (GitHub's dialect)."""
    return _MARKDOWN.sub(r"\\\1", visible(text)).replace("&", "&amp;").replace("@", "@&#8203;")


def json_text(value: object, indent: int | None = None) -> str:
    """Return JSON in ASCII in which no log finds a command: a sign that comes twice can only stand in a string."""
    return json.dumps(value, indent=indent).replace("##", "#\\u0023")
