"""Phrases: literal text with placeholders, such as ``array of {X}``; matched in linear time, without expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MAX_LENGTH = 200
MAX_PLACEHOLDERS = 4
_PLACEHOLDER = re.compile(r"\{(\w{1,20})\}")
_EXPRESSION = re.compile(r"\\[dwsbDWSB]|\(\?|\.[*+]|[)\]][*+]|\{\d*,?\d*\}|^\^|\$$")
"""Signs of a regular expression; phrases are literal, so one would never match what its writer means."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase. ``literals`` are the texts around the placeholders: one more than ``names``."""

    literals: tuple[str, ...]
    names: tuple[str, ...]

    def match(self, text: str) -> Mapping[str, str] | None:
        """Return the text of each placeholder, without regard to case, or None; each is as short as possible."""
        folded = text.lower()
        if len(folded) != len(text):
            folded = text
        if not self.names:
            return {} if folded == self.literals[0] else None
        first, *inner, last = self.literals
        end = len(text) - len(last)
        if not folded.startswith(first) or not folded.endswith(last) or end <= len(first):
            return None
        values: list[str] = []
        at = len(first)
        for literal in inner:
            found = folded.find(literal, at + 1, end)
            if found < 0:
                return None
            values.append(text[at:found].strip())
            at = found + len(literal)
        values.append(text[at:end].strip())
        return dict(zip(self.names, values, strict=True)) if at < end and all(values) else None

    def matches(self, text: str) -> bool:
        """Return whether a text matches."""
        return self.match(text) is not None


def parse_phrase(text: str) -> Phrase:
    """Parse a phrase. Raises ``ValueError`` for one that ``phrase_problem`` reports."""
    if problem := phrase_problem(text):
        raise ValueError(problem)
    parts = _PLACEHOLDER.split(text.lower())
    names = _PLACEHOLDER.findall(text)
    return Phrase(tuple(parts[::2]), tuple(names))


def phrase_problem(text: str, allowed: Sequence[str] | None = None) -> str:
    """Return what is wrong with a phrase whose placeholders must be in ``allowed``, or an empty string."""
    if not text.strip() or len(text) > MAX_LENGTH:
        return f"a phrase has 1 to {MAX_LENGTH} characters"
    if _EXPRESSION.search(text):
        return "looks like a regular expression; a phrase is literal text with placeholders such as {X}"
    names = _PLACEHOLDER.findall(text)
    if allowed is not None and (unknown := [name for name in names if name not in allowed]):
        return _unknown_placeholder(unknown[0], allowed)
    if len(names) > MAX_PLACEHOLDERS or len(set(names)) != len(names):
        return f"a phrase has at most {MAX_PLACEHOLDERS} different placeholders"
    inner = _PLACEHOLDER.split(text)[::2][1:-1]
    return "two placeholders need text between them" if "" in inner else ""


def _unknown_placeholder(name: str, allowed: Sequence[str]) -> str:
    known = ", ".join(f"{{{word}}}" for word in allowed)
    return f"unknown placeholder {{{name}}}; known: {known or 'none'}"


def fill(template: str, values: Mapping[str, str]) -> str:
    """Return a template with its placeholders replaced; unknown ones are kept."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), template)
