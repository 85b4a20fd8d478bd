"""Rows of rules, written close to the checks that use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.model.changes import Direction, Level, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

E, W, I, N = Level.ERR, Level.WARN, Level.INFO, Level.NONE  # noqa: E741 - the letters of the tables

_WORDS = {
    "rb": ("request-body", "request body"),
    "rq": ("request-property", "property of a request"),
    "qp": ("request-parameter", "request parameter"),
    "qpp": ("request-parameter-property", "property of a request parameter"),
    "rro": ("request-read-only-property", "read-only property of a request"),
    "rh": ("request-header-property", "property of a request header"),
    "sm": ("response-mediatype", "response body"),
    "sb": ("response-body", "response body"),
    "sp": ("response-property", "property of a response"),
    "sh": ("response-header", "response header"),
    "swo": ("response-write-only-property", "write-only property of a response"),
}
_LEVELS = {"E": E, "W": W, "I": I}
_AREAS = {"qp": "Parameters", "qpp": "Parameters", "rh": "Parameters", "sh": "Headers"}


def family(kind: str, rows: Mapping[str, tuple[str, str]], areas: Mapping[str, str] | None = None) -> tuple[Rule, ...]:
    """Make the rules of a family of schema checks.

    A row maps the end of the ids to the subjects that have such an id, each with the letter of its level
    (``rb:E`` is ``request-body-…`` at ``ERR``), and to what changed. ``areas`` overrides areas by subject.
    """
    return tuple(_family(kind, rows, areas or {}))


def _family(kind: str, rows: Mapping[str, tuple[str, str]], areas: Mapping[str, str]) -> Iterator[Rule]:
    for suffix, (subjects, about) in rows.items():
        for subject, level in (item.split(":") for item in subjects.split()):
            prefix, words = _WORDS[subject]
            yield Rule(
                id=f"{prefix}-{suffix}",
                level=_LEVELS[level],
                direction=Direction.RESPONSE if subject.startswith("s") else Direction.REQUEST,
                area=areas.get(subject) or _AREAS.get(subject, "Schema"),
                kind=kind,
                about=f"{words}: {about}",
            )


def single(id_: str, level: Level, direction: str, area: str, kind: str, about: str) -> Rule:
    """Make one rule that belongs to no family."""
    return Rule(id=id_, level=level, direction=Direction(direction), area=area, kind=kind, about=about)


def suffix_of(rule: Rule) -> str:
    """Return the end of an id without the subject; empty for the rules that belong to no family."""
    prefixes = sorted((prefix for prefix, _ in _WORDS.values()), key=len, reverse=True)
    found = next((prefix for prefix in prefixes if rule.id.startswith(f"{prefix}-")), "")
    return rule.id.removeprefix(f"{found}-") if found else ""
