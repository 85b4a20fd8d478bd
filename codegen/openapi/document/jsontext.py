"""Parses JSON (RFC 8259). Names must be unique within an object, numbers must be finite."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from codegen.openapi.document.limits import MOST_DIAGNOSTICS
from codegen.openapi.document.positions import RefusedError, TextDiagnostic, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.json import Json
    from codegen.openapi.document.limits import Limits
    from codegen.openapi.document.positions import Member

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MAX_DIGITS = 4000
_STAND_IN = 1
"""The replacement for an invalid number, so that further errors can be found."""
_KEY, _VALUE = -1, -2


@dataclass(slots=True)
class _Numbers:
    """Parses numbers; collects the literals of invalid ones."""

    literals: set[str] = field(default_factory=set)

    def strange(self, literal: str) -> int:
        self.literals.add(literal)
        return _STAND_IN

    def integer(self, literal: str) -> int:
        return self.strange(literal) if len(literal) > _MAX_DIGITS else int(literal)

    def fraction(self, literal: str) -> float:
        return self.strange(literal) if math.isinf(value := float(literal)) else value


def read(text: str, limits: Limits) -> tuple[Json, list[TextDiagnostic]]:
    """Return the value of ``text`` and its recoverable errors (duplicate names, numbers, surrogates).

    Raises ``RefusedError`` for unrecoverable errors.
    """
    if _most_nodes(text) > limits.nodes:
        raise RefusedError(TextDiagnostic("document-too-large", f"more than {limits.nodes} keys and values", 0))
    duplicates = False
    numbers = _Numbers()

    def unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        nonlocal duplicates
        members = dict(pairs)
        duplicates = duplicates or len(members) != len(pairs)
        return members

    try:
        value: Json = json.loads(
            text,
            object_pairs_hook=unique,
            parse_int=numbers.integer,
            parse_float=numbers.fraction,
            parse_constant=numbers.strange,
        )
    except json.JSONDecodeError as error:
        raise RefusedError(
            TextDiagnostic("json-syntax", f"invalid JSON: {_lower_first(error.msg)}", error.pos)
        ) from None
    except RecursionError:
        raise RefusedError(_too_deep(text, limits.depth)) from None
    if _depth_exceeds(value, limits.depth):
        raise RefusedError(_too_deep(text, limits.depth))
    diagnostics = list(islice(_duplicates(text), MOST_DIAGNOSTICS)) if duplicates else []
    if numbers.literals:
        diagnostics += islice(_bad_numbers(text, numbers.literals), MOST_DIAGNOSTICS)
    if _SURROGATE_ESCAPE.search(text) and (halves := list(islice(_lone_surrogates(text), MOST_DIAGNOSTICS))):
        diagnostics += halves
        value = _without_surrogates(value)
    return value, diagnostics


def members(text: str) -> Iterator[Member]:
    """Yield the members of valid JSON."""
    states: list[int] = []
    for match in _TOKEN.finditer(text):
        mark = match[0]
        if mark == ":":
            continue
        if mark in ",]}":
            _close(states, mark)
            continue
        state = states[-1] if states else _VALUE
        if state == _KEY:
            states[-1] = _VALUE
            yield len(states) - 1, _string(mark), match.start()
            continue
        if state != _VALUE:
            states[-1] = state + 1
            yield len(states) - 1, state, match.start()
        if mark in "{[":
            states.append(_KEY if mark == "{" else 0)


def _close(states: list[int], mark: str) -> None:
    """End an item or member, and with a bracket its array or object; the next token of an object is a key."""
    if mark != ",":
        states.pop()
    if states and states[-1] == _VALUE:
        states[-1] = _KEY


def _most_nodes(text: str) -> int:
    """Return an upper bound of keys and values: the number of separators, counted before parsing."""
    return sum(map(text.count, ",:[{")) + 1


def _bad_numbers(text: str, literals: set[str]) -> Iterator[TextDiagnostic]:
    """Yield an error for each literal that is not finite or exceeds the digit limit."""
    for match in _TOKEN.finditer(text):
        literal = match[0]
        if literal in literals:
            whole = not literal.strip("-0123456789")
            too_long = f"an integer of more than {_MAX_DIGITS} digits"
            message = too_long if whole else f"{literal[:40]} is not a finite number"
            yield TextDiagnostic("number-out-of-range", message, match.start())


def _without_surrogates(value: Json) -> Json:
    """Return a value with lone surrogates replaced by the replacement character."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_SURROGATE.sub("\ufffd", key): _without_surrogates(item) for key, item in value.items()}
    return value


def _depth_exceeds(value: Json, limit: int) -> bool:
    level: list[list[Json] | dict[str, Json]] = [value] if isinstance(value, (list, dict)) else []
    depth = 0
    while level:
        depth += 1
        if depth > limit:
            return True
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, (list, dict))
        ]
    return False


def _too_deep(text: str, limit: int) -> TextDiagnostic:
    depth = offset = 0
    for match in _TOKEN.finditer(text):
        if match[0] in "[{":
            depth += 1
            if depth > limit:
                offset = match.start()
                break
        elif match[0] in "]}":
            depth -= 1
    return TextDiagnostic("nesting-too-deep", f"nested more than {limit} levels deep", offset)


def _duplicates(text: str) -> Iterator[TextDiagnostic]:
    seen: list[set[str | int]] = []
    for depth, key, offset in members(text):
        while len(seen) <= depth:
            seen.append(set())
        del seen[depth + 1 :]
        if key in seen[depth]:
            yield TextDiagnostic("duplicate-key", f"duplicate name {shown(str(key))}", offset)
        seen[depth].add(key)


def _lone_surrogates(text: str) -> Iterator[TextDiagnostic]:
    for match in _TOKEN.finditer(text):
        literal = match[0]
        if literal[0] == '"' and _SURROGATE_ESCAPE.search(literal) and _SURROGATE.search(_string(literal)):
            yield TextDiagnostic("lone-surrogate", "unpaired surrogate escape", match.start())


def _string(token: str) -> str:
    return str(json.loads(token)) if "\\" in token else token[1:-1]


def _lower_first(message: str) -> str:
    return message[:1].lower() + message[1:]
