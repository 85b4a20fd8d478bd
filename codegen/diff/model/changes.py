"""Data model of changes: levels, directions, subjects, rules, changes, findings and reports."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from codegen.core.location import Location

if TYPE_CHECKING:
    from codegen.core.json import Json


class Level(StrEnum):
    """Severity of a change: ``ERR`` breaks, ``WARN`` may break, ``INFO`` does not, ``NONE`` is not applicable."""

    ERR = "ERR"
    WARN = "WARN"
    INFO = "INFO"
    NONE = "NONE"

    @property
    def rank(self) -> int:
        """Return the order of levels; more severe is higher."""
        return _RANKS[self]


_RANKS = {Level.NONE: 0, Level.INFO: 1, Level.WARN: 2, Level.ERR: 3}


class Direction(StrEnum):
    """Who sends the changed value: callers (``request``), servers (``response``), or neither."""

    REQUEST = "request"
    RESPONSE = "response"
    NONE = "none"


class Subject(StrEnum):
    """The position of a schema; the prefix of the ids of its checks."""

    REQUEST_BODY = "request-body"
    REQUEST_PROPERTY = "request-property"
    PARAMETER = "request-parameter"
    PARAMETER_PROPERTY = "request-parameter-property"
    HEADER_PARAMETER = "request-header"
    HEADER_PARAMETER_PROPERTY = "request-header-property"
    RESPONSE_BODY = "response-body"
    RESPONSE_PROPERTY = "response-property"
    HEADER = "response-header"

    @property
    def direction(self) -> Direction:
        """Return who sends the value."""
        return Direction.RESPONSE if self.startswith("response") else Direction.REQUEST

    @property
    def inner(self) -> Subject:
        """Return the subject of the properties."""
        if self in {Subject.PARAMETER, Subject.PARAMETER_PROPERTY}:
            return Subject.PARAMETER_PROPERTY
        if self in {Subject.HEADER_PARAMETER, Subject.HEADER_PARAMETER_PROPERTY}:
            return Subject.HEADER_PARAMETER_PROPERTY
        return Subject.RESPONSE_PROPERTY if self.direction is Direction.RESPONSE else Subject.REQUEST_PROPERTY

    @property
    def stands_for(self) -> tuple[Subject, ...]:
        """Return the subjects whose ids apply to this one, its own first."""
        match self:
            case Subject.PARAMETER_PROPERTY:
                return self, Subject.REQUEST_PROPERTY
            case Subject.HEADER_PARAMETER:
                return self, Subject.PARAMETER
            case Subject.HEADER_PARAMETER_PROPERTY:
                return self, Subject.PARAMETER_PROPERTY, Subject.REQUEST_PROPERTY
            case _:
                return (self,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A kind of change. ``about`` describes it in general; ``area`` and ``kind`` group rules in reports."""

    id: str
    level: Level
    direction: Direction
    area: str
    kind: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """One level per audience."""

    wire: Level
    caller: Level
    service: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A counterexample: a value that one version allows and the other one does not.

    ``place`` is the body, parameter or schema that it is a value of, ``sent_by`` the version that allows it (``old``
    requests, ``new`` responses), and ``status`` the result of an independent validator: ``confirmed``, or why not.
    """

    value: Json
    place: str
    sent_by: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change, before the affected operations are known.

    ``subject`` is the display name of the changed element (``promotion_code.coupon``), ``message`` a sentence about it.
    ``old`` and ``new`` are the differing values, in short. ``suffix`` is the id without its subject. ``proof`` searches
    a counterexample.
    """

    id: str
    subject: str
    message: str
    old: Json = None
    new: Json = None
    old_at: Location = field(default=Location(""), compare=False)
    new_at: Location = field(default=Location(""), compare=False)
    suffix: str = ""
    verdicts: Verdicts | None = None
    renamed: tuple[str, float] | None = None
    proof: Callable[[], Witness | None] | None = field(default=None, compare=False, repr=False)

    @property
    def fingerprint(self) -> str:
        """Return a digest of the change that is independent of the order and the locations in the document."""
        content = json.dumps([self.id, self.subject, self.old, self.new], sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A change with its levels and the operations that it affects (``METHOD /path``, in document order)."""

    rule: Rule
    change: Change
    level: Level
    verdicts: Verdicts
    operations: tuple[str, ...] = ()
    note: str = ""
    """Remediation for Python callers, where known."""
    witness: Witness | None = None
    """A value that proves a break on the wire, where one was found."""
    reproducer: str = ""
    """Result of the type checker for the reproducer: ``confirmed``, or why not; empty if it was not run."""

    @property
    def id(self) -> str:
        """Return the id of the rule."""
        return self.rule.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All findings of one comparison, most severe first, and the suggested version bump.

    ``old`` and ``new`` are the labels of the versions, ``versions`` those of the API; ``ignored`` counts findings per
    reason of the ignore list.
    """

    old: str
    new: str
    findings: tuple[Finding, ...]
    bump: str
    ignored: Mapping[str, int] = field(default_factory=dict)
    versions: tuple[str, str] = ("", "")

    def count(self, level: Level, verdict: str = "wire") -> int:
        """Return the number of findings of a level for one audience."""
        return sum(1 for item in self.findings if getattr(item.verdicts, verdict) is level)
