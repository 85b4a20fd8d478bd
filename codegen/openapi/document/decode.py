"""Decodes bytes: UTF-8, or UTF-16 and UTF-32 by their byte order mark or zero bytes (RFC 4627, section 3)."""

from __future__ import annotations

import codecs
from typing import NoReturn

from codegen.openapi.document.positions import RefusedError, TextDiagnostic

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes) -> str:
    """Return the text of a file without byte order mark, with LF as the only line break.

    Raises ``RefusedError`` (``not-text``) for bytes that are not text.
    """
    encoding, start = _encoding(data)
    try:
        text = data[start:].decode(encoding)
    except UnicodeDecodeError as error:
        readable = data[start : start + error.start].decode(encoding, errors="replace")
        _refuse(f"not valid {encoding.upper()}: {error.reason}", _normalised(readable))
    text = _normalised(text)
    if (zero := text.find("\0")) >= 0:
        _refuse("a zero byte: this is a binary file, not text", text[:zero])
    return text


def _normalised(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _refuse(message: str, before: str) -> NoReturn:
    raise RefusedError(TextDiagnostic("not-text", message, len(before), "save the file as UTF-8"), before)


def _encoding(data: bytes) -> tuple[str, int]:
    """Return the encoding and the length of the byte order mark."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    match [bool(byte) for byte in data[:4]]:
        case [True, False, False, False]:
            return "utf-32-le", 0
        case [False, False, False, True]:
            return "utf-32-be", 0
        case [True, False, True, False]:
            return "utf-16-le", 0
        case [False, True, False, True]:
            return "utf-16-be", 0
        case _:
            return "utf-8", 0
