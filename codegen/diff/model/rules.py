"""Constructors for the rules of checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.model.changes import Direction, Level, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

ERR, WARN, INFO, NONE = Level.ERR, Level.WARN, Level.INFO, Level.NONE

_SUBJECTS = {
    "request-body": "request body",
    "request-property": "property of a request",
    "request-parameter": "request parameter",
    "request-parameter-property": "property of a request parameter",
    "request-read-only-property": "read-only property of a request",
    "request-header-property": "property of a request header",
    "response-mediatype": "response body",
    "response-body": "response body",
    "response-property": "property of a response",
    "response-header": "response header",
    "response-write-only-property": "write-only property of a response",
}
"""Display names of the subjects that ids of schema checks start with."""

_AREAS = {
    "request-parameter": "Parameters",
    "request-parameter-property": "Parameters",
    "request-header-property": "Parameters",
    "response-header": "Headers",
}


def schema_rules(
    kind: str, rows: Mapping[str, Mapping[str, Level]], areas: Mapping[str, str] | None = None
) -> tuple[Rule, ...]:
    """Return the rules of schema checks of one kind.

    A row maps what changed to the ids that report it, each with its level on the wire. An id starts with a subject,
    which decides who sends the value and the area; ``areas`` overrides areas by subject.
    """
    return tuple(
        _schema_rule(id_, level, kind, about, areas or {}) for about, ids in rows.items() for id_, level in ids.items()
    )


def _schema_rule(id_: str, level: Level, kind: str, about: str, areas: Mapping[str, str]) -> Rule:
    subject = _subject_of(id_)
    return Rule(
        id=id_,
        level=level,
        direction=Direction.RESPONSE if subject.startswith("response") else Direction.REQUEST,
        area=areas.get(subject) or _AREAS.get(subject, "Schema"),
        kind=kind,
        about=f"{_SUBJECTS[subject]}: {about}",
    )


def _subject_of(id_: str) -> str:
    """Return the longest subject that an id starts with, or an empty string."""
    return max((subject for subject in _SUBJECTS if id_.startswith(f"{subject}-")), key=len, default="")


def single(id_: str, level: Level, direction: str, area: str, kind: str, about: str) -> Rule:
    """Return one rule."""
    return Rule(id=id_, level=level, direction=Direction(direction), area=area, kind=kind, about=about)


def suffix_of(rule: Rule) -> str:
    """Return the id without the subject; empty for ids that are not of schema checks."""
    subject = _subject_of(rule.id)
    return rule.id.removeprefix(f"{subject}-") if subject else ""
