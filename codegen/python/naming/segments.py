"""Reads path templates: literal segments, parameters, versions, custom verbs, queries."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_PREFIX = re.compile(r"v\d+[\w.]*|api|rest|\d{4}-\d{2}-\d{2}|\d+(\.\d+)*", re.IGNORECASE)
_VERSION = re.compile(r"v(\d+)[\w.]*", re.IGNORECASE)
_CALLED = re.compile(r"([^\W\d][\w.]*)\((.*)\)")
"""A key or a function call of OData (URL Conventions 4.01, 4.3 and 4.5): ``Users('{id}')``, ``near(to={to})``."""
_STAGE = re.compile(r"\?(alpha|beta|experimental|preview)=true")
_EXTENSIONS = (".json", ".xml", ".csv")
_ANY_EXTENSION = re.compile(r"(?<=[\w}])(?:\.\{[^{}/]*\}|(?<=\w)\{[^{}/]*(?:ext|format)[^{}/]*\})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shape:
    """The literal segments of a path.

    ``by_id``: it ends in a parameter; ``after_id``: its last literal segment follows one. ``verb`` is a custom verb:
    ``/projects/{id}:undelete``.
    """

    statics: tuple[str, ...]
    by_id: bool
    after_id: bool
    verb: str = ""


def path_template(template: str) -> str:
    """Return a path template without its query, its file extension, and the names of its parameters.

    Parameter names do not distinguish paths (OpenAPI, Paths Object).
    """
    return re.sub(r"\{[^{}]*\}", "{}", without_extension(without_query(template))).rstrip("/")


def without_query(template: str) -> str:
    """Return a path template without query and fragment."""
    return re.split("[#?]", template, maxsplit=1)[0]


def query_of(template: str) -> str:
    """Return the query or fragment of a path template, which OpenAPI does not allow."""
    return template[len(without_query(template)) :]


def stage_of(template: str) -> str:
    """Return the release stage that is the only query parameter: ``beta`` of ``/jobs?beta=true``."""
    found = _STAGE.fullmatch(query_of(template))
    return found[1] if found else ""


def without_extension(path: str) -> str:
    """Return a path without its file extension, which may be a parameter: ``/sites/nearest.{format}``."""
    return path.rsplit(".", 1)[0] if path.lower().endswith(_EXTENSIONS) else _ANY_EXTENSION.sub("", path)


def read_segments(path: str) -> tuple[str, tuple[str, ...]]:
    """Return the version of a path (``v2``), and its segments after prefixes such as versions."""
    segments = [segment for segment in path.split("/") if segment]
    if segments:
        segments[-1] = without_extension(segments[-1])
    version = ""
    while segments and _PREFIX.fullmatch(segments[0]) and any("{" not in segment for segment in segments[1:]):
        prefix = segments.pop(0)
        version = prefix.lower() if _VERSION.fullmatch(prefix) else version
    return _without_version(version, tuple(segments))


def _without_version(version: str, segments: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Remove a version between literal segments: ``/cloud/v1/projects`` is ``cloud.projects``."""
    for at, segment in enumerate(segments[1:-1], 1):
        if _VERSION.fullmatch(segment) and "{" not in segments[at - 1] + segments[at + 1]:
            return segment.lower(), (*segments[:at], *segments[at + 1 :])
    return version, segments


def version_number(version: str) -> int:
    """Return the number of a version: 2 for ``v2beta1``."""
    found = _VERSION.fullmatch(version)
    return int(found[1]) if found else 0


def read_shape(segments: tuple[str, ...]) -> Shape:
    """Return the shape of a path."""
    reading = _Reading()
    for segment in segments:
        reading.add(segment)
    reading.split_dots()
    verb = reading.verb if reading.by_id or reading.statics else ""
    return Shape(tuple(reading.statics), reading.by_id, reading.after_id, verb)


@dataclass(slots=True)
class _Reading:
    """Parser state for the segments of a path."""

    statics: list[str] = field(default_factory=list)
    by_id: bool = False
    after_id: bool = False
    verb: str = ""

    def add(self, segment: str) -> None:
        """Read the next segment."""
        if "{" in segment:
            self._add_parameter(segment)
            return
        self.after_id, self.by_id = self.by_id, False
        owner, _, self.verb = segment.partition(":")
        self.statics.append(owner or segment)

    def _add_parameter(self, segment: str) -> None:
        called = _CALLED.fullmatch(segment)
        if called and "=" in called[2]:
            self.after_id, self.by_id, self.verb = self.by_id, False, called[1].rsplit(".", 1)[-1]
            return
        if called:
            self.statics.append(called[1])
        self.by_id = True
        self.verb = segment.rsplit("}", 1)[1].removeprefix(":") if "}:" in segment else ""

    def split_dots(self) -> None:
        """Split ``/chat.postMessage``: the parts before the last dot name the resource."""
        if self.by_id or self.verb or not self.statics or "." not in self.statics[-1].strip("."):
            return
        *owners, self.verb = self.statics.pop().strip(".").split(".")
        self.statics.extend(owners)
