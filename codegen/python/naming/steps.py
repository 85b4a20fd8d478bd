"""Converts the steps from an owner to an inner schema to words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.ir.types import Role, Step
from codegen.python.naming.identifiers import split_words
from codegen.python.naming.plurals import singular

if TYPE_CHECKING:
    from collections.abc import Iterable

    Words = tuple[str, ...]

_LEADING = {
    Role.PARAMS: "params",
    Role.QUERY: "query",
    Role.HEADERS: "headers",
    Role.COOKIES: "cookies",
    Role.RESPONSE: "response",
    Role.LIST: "list",
    Role.BODY: "body",
}


def step_words(steps: Iterable[Step]) -> tuple[Words, Words, Words]:
    """Return the words of steps three times: items as the singular of their list, plain, and with all roles."""
    short: list[str] = []
    plain: list[str] = []
    long: list[str] = []
    for step in steps:
        if step.role in {Role.ITEM, Role.VALUE}:
            if short:
                short[-1] = singular(short[-1])
            long.extend((str(step.role), *([step.word] if step.word else [])))
            continue
        words = _words(step)
        short.extend(words)
        plain.extend(words)
        long.extend(words)
        if step.role in {Role.HEADER, Role.PARAM}:
            long.append(str(step.role))
    return tuple(short), tuple(plain), tuple(long)


def _words(step: Step) -> Words:
    """Return the words that one step adds to a name."""
    words = split_words(step.word) if step.word else ()
    match step.role:
        case Role.VARIANT if step.word.isdecimal():
            return (f"variant{step.word}",)
        case Role.RESPONSE:
            status = (f"status{step.word.lower()}",) if step.word[:1].isdecimal() else words
            return (*status, _LEADING[step.role])
        case role if role in _LEADING:
            return (_LEADING[role], *words)
        case _:
            return words
