"""Parses labelled lines in the text of a field: ``Type: String``, ``Required: Yes``, ``Valid Values: a | b``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from codegen.tables.cells.grid import SPLIT, Cell

Label = Literal[
    "type", "required", "nullable", "deprecated", "default", "values", "format", "place", "constraint", "description"
]

_LABELS: Mapping[Label, str] = {
    "type": "type|data type|value type",
    "required": "required|mandatory",
    "nullable": "nullable|can be null",
    "deprecated": "deprecated",
    "default": "default|default value",
    "values": "valid values|available values|possible values|possible enum values|allowed values|accepted values"
    "|enum values|enum|acceptable values|can be one of|must be one of|one of|supported values|value must be one of",
    "format": "format",
    "place": "in|located in",
    "constraint": "length constraints|valid range|array members|map entries|pattern|min length|max length|minimum"
    "|maximum|minimum length|maximum length|min|max|constraints|range|size range|length",
    "description": "description",
}  # fmt: skip
_KNOWN: Mapping[str, Label] = {word: label for label, words in _LABELS.items() for word in words.split("|")}
_ALONE = frozenset(
    ["valid values", "available values", "possible values", "possible enum values", "allowed values", "enum values"]
)
"""Labels of values that pages also write without a colon, above a list."""
_LABEL = re.compile(
    rf"[\s{SPLIT}*_]*+(?P<label>[A-Za-z][A-Za-z ]{{1,30}}?)[\s{SPLIT}*_]*+:[{SPLIT}*_]*+(?P<value>.*)", re.DOTALL
)
_BETWEEN = re.compile(
    rf"[\s{SPLIT}]*+(?:\||,|;|\bor\b|\band\b|•)[\s{SPLIT}]*+(?:(?:or|and)\b[\s{SPLIT}]*+)?|{SPLIT}+\s++{SPLIT}*+|{SPLIT}+"
)
_DEFAULT_LINE = re.compile(r"defaults to [`\"']?([^\s`\"']{1,200}?)[`\"']?\.?", re.IGNORECASE)
"""A line that is only the default, as ReadMe prints it."""
_QUOTES = "\"'`\u201c\u201d\u2018\u2019"
_VALUE = re.compile(r"[^\s.,;|](?:[^\s,;|]*[^\s,;|])?")
_SPACED = re.compile(r"[\w./:+#@-]+(?: [\w./:+#@-]+){0,3}")
_MAX_VALUES = 2_000
_MAX_LINE = 100_000


def label_of(cell: Cell) -> tuple[Label, Cell] | None:
    """Return the label of a line and its value; None for prose."""
    text = cell.marked
    match = _LABEL.fullmatch(text.strip()) if len(text) < _MAX_LINE else None
    if match and (label := _KNOWN.get(match["label"].strip().casefold())):
        value = match["value"].strip()
        return label, replace(cell, source=value.replace(SPLIT, ""), marked=value)
    default = _DEFAULT_LINE.fullmatch(text.replace(SPLIT, "").strip())
    if default:
        return "default", replace(cell, source=default[1], marked=default[1])
    bare = text.replace(SPLIT, "").strip(" .*_").casefold()
    return ("values", replace(cell, source="", marked="")) if bare in _ALONE else None


def listed_values(cell: Cell) -> list[str]:
    """Return the values that a text lists; an empty list where a part of it is not a value."""
    text = replace(cell, marked=cell.marked).plain.strip().rstrip(".")
    quoted = SPLIT in text or any(quote in text for quote in _QUOTES)
    bars = "|" in text
    parts = text.split("|") if bars else _BETWEEN.split(text)
    values = [part.replace(SPLIT, "").strip().strip(_QUOTES) for part in parts]
    values = [value for value in values if value]
    wanted = _VALUE if quoted or not bars else _SPACED
    if len(values) > _MAX_VALUES or not all(wanted.fullmatch(value) for value in values):
        return []
    return list(dict.fromkeys(values))
