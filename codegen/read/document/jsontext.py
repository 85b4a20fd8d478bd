"""JSON text (RFC 8259) becomes a value. Names must be unique within an object, numbers must be finite."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING

from codegen.read.document.positions import Problem, RefusedError, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.json import Json
    from codegen.read.document.limits import Limits
    from codegen.read.document.positions import Member

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MAX_DIGITS = 4000
_KEY, _VALUE = -1, -2


class _NumberError(Exception):
    """A literal that is no finite number of bearable length."""


def read(text: str, limits: Limits) -> tuple[Json, list[Problem]]:
    """Return the value of ``text`` and what is wrong with it although it could be read (duplicate names, surrogates).

    Raises ``RefusedError`` where no value can be had.
    """
    if _most_nodes(text) > limits.nodes:
        raise RefusedError(Problem("document-too-large", f"more than {limits.nodes} keys and values", 0))
    duplicates = False

    def unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        nonlocal duplicates
        members = dict(pairs)
        duplicates = duplicates or len(members) != len(pairs)
        return members

    try:
        value: Json = json.loads(
            text, object_pairs_hook=unique, parse_int=_integer, parse_float=_float, parse_constant=_constant
        )
    except json.JSONDecodeError as error:
        raise RefusedError(Problem("json-syntax", f"invalid JSON: {_lower_first(error.msg)}", error.pos)) from None
    except _NumberError as error:
        raise RefusedError(_bad_number(text, str(error))) from None
    except RecursionError:
        raise RefusedError(_too_deep(text, limits.depth)) from None
    if _depth_exceeds(value, limits.depth):
        raise RefusedError(_too_deep(text, limits.depth))
    problems = list(_duplicates(text)) if duplicates else []
    if _SURROGATE_ESCAPE.search(text):
        problems += _lone_surrogates(text)
    return value, problems


def members(text: str) -> Iterator[Member]:
    """Yield the members of a text that is known to be valid JSON."""
    states: list[int] = []
    for match in _TOKEN.finditer(text):
        mark = match[0]
        if mark == ":":
            continue
        if mark in ",]}":
            if mark != ",":
                states.pop()
            if states and states[-1] == _VALUE:
                states[-1] = _KEY
            continue
        state = states[-1] if states else _VALUE
        if state != _VALUE:
            key = _string(mark) if state == _KEY else state
            states[-1] = _VALUE if state == _KEY else state + 1
            yield len(states) - 1, key, match.start()
        if state != _KEY and mark in "{[":
            states.append(_KEY if mark == "{" else 0)


def _most_nodes(text: str) -> int:
    """Return how many keys and values a text may hold: the separators are counted before anything is made of them."""
    return sum(map(text.count, ",:[{")) + 1


def _integer(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise _NumberError(text)
    return int(text)


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _NumberError(text)
    return number


def _constant(text: str) -> float:
    raise _NumberError(text)


def _bad_number(text: str, literal: str) -> Problem:
    offset = next((match.start() for match in _TOKEN.finditer(text) if match[0] == literal), 0)
    if literal.strip("-0123456789"):
        return Problem("number-out-of-range", f"{literal[:40]} is not a finite number", offset)
    return Problem("number-out-of-range", f"an integer of more than {_MAX_DIGITS} digits", offset)


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


def _too_deep(text: str, limit: int) -> Problem:
    depth = offset = 0
    for match in _TOKEN.finditer(text):
        if match[0] in "[{":
            depth += 1
            if depth > limit:
                offset = match.start()
                break
        elif match[0] in "]}":
            depth -= 1
    return Problem("nesting-too-deep", f"nested more than {limit} levels deep", offset)


def _duplicates(text: str) -> Iterator[Problem]:
    seen: list[set[str | int]] = []
    for depth, key, offset in members(text):
        while len(seen) <= depth:
            seen.append(set())
        del seen[depth + 1 :]
        if key in seen[depth]:
            yield Problem("duplicate-key", f"the name {shown(str(key))} stands here a second time", offset)
        seen[depth].add(key)


def _lone_surrogates(text: str) -> Iterator[Problem]:
    for match in _TOKEN.finditer(text):
        literal = match[0]
        if literal[0] == '"' and _SURROGATE_ESCAPE.search(literal) and _SURROGATE.search(_string(literal)):
            yield Problem("lone-surrogate", "half of a surrogate pair, which is no character", match.start())


def _string(token: str) -> str:
    return str(json.loads(token)) if "\\" in token else token[1:-1]


def _lower_first(message: str) -> str:
    return message[:1].lower() + message[1:]
