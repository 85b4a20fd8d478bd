"""Resolves plain YAML scalars to JSON scalars by the core schema of YAML 1.2 (10.3.2)."""

from __future__ import annotations

import math
import re

from codegen.openapi.document.positions import RefusedError, TextDiagnostic

_CONSTANTS = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_NUMBER = re.compile(
    r"(?P<decimal>[-+]?[0-9]+)"
    r"|0o(?P<octal>[0-7]+)"
    r"|0x(?P<hexadecimal>[0-9a-fA-F]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<infinite>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
_MAX_DIGITS = 4000
_NUMBER_STARTS = frozenset("-+.0123456789")


def plain_scalar(text: str, offset: int) -> str | int | float | bool | None:
    """Return the value of a plain scalar at ``offset``.

    Raises ``RefusedError`` (``number-out-of-range``) for numbers that JSON cannot hold.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _NUMBER_STARTS or not (match := _NUMBER.fullmatch(text)):
        return text
    if len(text) > _MAX_DIGITS:
        raise RefusedError(TextDiagnostic("number-out-of-range", f"a number of more than {_MAX_DIGITS} digits", offset))
    match match.lastgroup:
        case "decimal":
            return int(text)
        case "octal":
            return int(match["octal"], 8)
        case "hexadecimal":
            return int(match["hexadecimal"], 16)
        case "float" if math.isfinite(number := float(text)):
            return number
        case _:
            hint = "quote it if it is a string"
            raise RefusedError(
                TextDiagnostic("number-out-of-range", f"{text[:40]} is not a finite number", offset, hint)
            )
