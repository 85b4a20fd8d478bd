"""Parses TOML text; a syntax error is reported with its line and column."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from codegen.config.positions import KeyPath, key_positions
from codegen.core.location import Location

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics

_AT = re.compile(r"^(.*) \(at line (\d+), column (\d+)\)$", re.DOTALL)


def parse_toml(
    text: str, name: str, found: Diagnostics
) -> tuple[dict[str, object], dict[KeyPath, tuple[int, int]]] | None:
    """Parse TOML; return its value and the positions of its keys, or None after reporting a syntax error."""
    try:
        return tomllib.loads(text), key_positions(text)
    except tomllib.TOMLDecodeError as error:
        match = _AT.match(str(error))
        if match:
            message, line, column = match[1], int(match[2]), int(match[3])
        else:
            before = text.rstrip("\r\n")
            message = str(error).removesuffix(" (at end of document)")
            line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        found.error("config-syntax", message[:1].lower() + message[1:], Location(name, "", line, column))
    except RecursionError:
        found.error("config-syntax", "values are nested too deeply", Location(name))
    return None
