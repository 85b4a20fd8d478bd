"""Reads footnotes of tables: a mark behind a name or type (``token *``, ``id [1]``), and its text below the table."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.tables.model import TableField

_NOTE = re.compile(
    r"(?P<mark>(?:\\\*){1,5}|\*{1,5}(?=[ \t]|[^*]*$)|\[\^?\d{1,3}\]:?|[¹²³⁴⁵†‡§]|<sup>\d{1,3}</sup>)"
    r"[ \t]*(?P<text>[^\s*].*)",
    re.DOTALL,
)
_MARK = re.compile(r"(?<=\S)\s*(?P<mark>\*{1,5}|\[\^?\d{1,3}\]|[¹²³⁴⁵†‡§])$")
_DIGITS = str.maketrans("¹²³⁴⁵", "12345")
_ABSENT = re.compile(
    r"\b(?:not|never|only|no longer)(?: be)? (?:sent|present|included|returned|available|provided|set)\b"
    r"|\b(?:absent|omitted)\b",
    re.IGNORECASE,
)
_REQUIRED = re.compile(
    r"(?:(?:this|these) (?:fields?|parameters?|propert(?:y|ies)) (?:is|are) )?(?:required|mandatory)"
    r"(?: (?:fields?|parameters?|propert(?:y|ies)))?\.?",
    re.IGNORECASE,
)
_DEPRECATED = re.compile(r"\b(?:is|are|been|now) deprecated\b|^deprecated\b", re.IGNORECASE)


def footnotes_in(text: str) -> dict[str, str]:
    """Return the footnotes of a paragraph by their marks; nothing for a paragraph that does not start with one."""
    notes: dict[str, str] = {}
    mark = ""
    for line in text.split("\n"):
        match = _NOTE.fullmatch(line.strip())
        if match:
            mark = _key(match["mark"])
            notes.setdefault(mark, match["text"])
        elif mark:
            notes[mark] += f" {line.strip()}"
        else:
            return {}
    return notes


def _key(mark: str) -> str:
    digits = re.sub(r"\D", "", mark.translate(_DIGITS))
    return digits or mark.replace("\\", "")


def without_mark(text: str, notes: Mapping[str, str]) -> tuple[str, str]:
    """Return a name or type without the mark of one of the footnotes, and that footnote."""
    match = _MARK.search(text) if notes and text[-1:] in "*]¹²³⁴⁵†‡§" else None
    note = notes.get(_key(match["mark"]), "") if match else ""
    return (text[: match.start()], note) if match and note else (text, "")


def noted(row: TableField, note: str) -> TableField:
    """Return a row with the text of its footnote, and with what that says: that it may be absent, or is required."""
    if not note:
        return row
    required = True if _REQUIRED.fullmatch(note.strip()) else False if _ABSENT.search(note) else row.required
    return replace(
        row,
        required=required,
        deprecated=row.deprecated or _DEPRECATED.search(note) is not None,
        description=f"{row.description}\n\n{note}".strip(),
    )
