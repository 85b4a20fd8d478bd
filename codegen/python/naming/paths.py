"""Resources and methods from paths: ``POST /v1/promotion_codes`` is ``promotion_codes.create``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.ir.lookup import object_fields, resolved, success_type
from codegen.ir.types import ListOf
from codegen.python.naming.plurals import singular
from codegen.python.naming.words import split_words

if TYPE_CHECKING:
    from codegen.ir.api import Api, Operation

_PREFIX = re.compile(r"v\d+[\w.]*|api|rest|\d{4}-\d{2}-\d{2}|\d+(\.\d+)*", re.IGNORECASE)
_CALLED = re.compile(r"([^\W\d][\w.]*)\((.*)\)")
"""A key or a function call of OData (URL Conventions 4.01, 4.3 and 4.5): ``Users('{id}')``, ``near(to={to})``."""
_ENVELOPES = ("data", "items", "results", "value", "values", "entries", "records")
_VERBS = frozenset({"batch", "bulk", "check", "count", "find", "get", "list", "search", "validate", "verify"})
_ENDINGS = (".json", ".xml", ".csv")
_BY_ID = {"GET": "retrieve", "PUT": "update", "PATCH": "update", "POST": "update", "DELETE": "delete"}


@dataclass(frozen=True, slots=True)
class Route:
    """A path in segments: ``statics`` are the literal ones; ``by_id`` says that it ends in a parameter."""

    operation: Operation
    statics: tuple[str, ...]
    by_id: bool
    after_id: bool
    verb: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an operation goes: its resource (wire segments from the client down) and the words of its method."""

    resource: tuple[str, ...]
    method: tuple[str, ...]


@dataclass(slots=True)
class PathTable:
    """Decides the place of every operation of an API by looking at all its paths together."""

    api: Api
    routes: list[Route] = field(default_factory=list)
    _methods: dict[str, set[str]] = field(default_factory=dict)
    _templates: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Index the paths."""
        for operation in self.api.operations:
            template = _shape(operation.template)
            self._methods.setdefault(template, set()).add(operation.method)
            self._templates.add(template)
            self.routes.append(_route(operation))

    def places(self) -> dict[str, Place]:
        """Return the place of each operation, by operation id (``METHOD path``)."""
        return {route.operation.id: self._place(route) for route in self.routes}

    def _place(self, route: Route) -> Place:
        operation = route.operation
        if not route.statics:
            owner = operation.tags[0] if operation.tags else "root"
            return Place((owner,), split_words(operation.operation_id or operation.method))
        if route.verb:
            return Place(route.statics, split_words(route.verb))
        if route.by_id:
            return Place(route.statics, (self._by_id(operation),))
        if self._is_action(route):
            lead = ("delete",) if operation.method == "DELETE" else ()
            return Place(route.statics[:-1], (*lead, *split_words(route.statics[-1])))
        return Place(route.statics, (self._on_collection(operation),))

    def _by_id(self, operation: Operation) -> str:
        siblings = self._methods[_shape(operation.template)]
        if operation.method == "PUT" and "PATCH" in siblings:
            return "replace"
        if operation.method == "POST" and siblings & {"PUT", "PATCH"}:
            return "create"
        return _BY_ID.get(operation.method, operation.method.lower())

    def _on_collection(self, operation: Operation) -> str:
        template = _shape(operation.template)
        siblings = self._methods[template]
        has_members = self._extends(template, "/{}")
        match operation.method:
            case "GET":
                return "list" if is_list_reply(self.api, operation) else "retrieve"
            case "POST":
                return "update" if not has_members and self._is_single(template) else "create"
            case "PUT":
                return "replace" if "PATCH" in siblings else "update"
            case "PATCH":
                return "update"
            case "DELETE":
                return "delete_all" if has_members else "delete"
            case method:
                return method.lower()

    def _is_single(self, template: str) -> bool:
        """Whether a path without members is one thing that is read with GET and changed with POST."""
        siblings = self._methods[template]
        if "GET" not in siblings or siblings & {"PUT", "PATCH"}:
            return False
        return not self._lists(template) and not _begins_with_verb(template.rsplit("/", 1)[-1])

    def _lists(self, template: str) -> bool:
        return any(
            is_list_reply(self.api, operation)
            for operation in self.api.operations
            if operation.method == "GET" and _shape(operation.template) == template
        )

    def _is_action(self, route: Route) -> bool:
        """Whether the last segment is a verb on the resource before it rather than a resource of its own."""
        template = _shape(route.operation.template)
        if len(route.statics) < 2 or self._extends(template, "/"):  # noqa: PLR2004 - a parent and the segment itself
            return False
        methods = self._methods[template]
        if len(methods) > 1:
            return False
        if _begins_with_verb(route.statics[-1]):
            return True
        if methods == {"GET"}:
            parent = template.rsplit("/", 1)[0]
            below = route.after_id or parent in self._templates or self._extends(parent, "/{}")
            return below and not is_list_reply(self.api, route.operation)
        return not _is_plural(route.statics[-1])

    def _extends(self, template: str, more: str) -> bool:
        return any(other.startswith(template + more) for other in self._templates)


def is_list_reply(api: Api, operation: Operation) -> bool:
    """Whether an operation replies with many: an array, or an envelope around one."""
    if operation.pagination is not None:
        return True
    reply = success_type(operation)
    if reply is None:
        return False
    if isinstance(resolved(api, reply), ListOf):
        return True
    fields = object_fields(api, reply)
    own = [part for part in operation.path[-1].strip("/").split("/") if part][-1:]
    return any(name in fields and isinstance(resolved(api, fields[name].type), ListOf) for name in (*_ENVELOPES, *own))


def _begins_with_verb(segment: str) -> bool:
    """Whether a segment reads like a call: ``findByStatus``, ``search``."""
    first, *rest = split_words(segment)
    return first == "search" or (bool(rest) and first in _VERBS)


def _is_plural(segment: str) -> bool:
    last = split_words(segment)[-1]
    return singular(last) != last


def _shape(template: str) -> str:
    """Return a path with its parameter names taken out: names do not tell paths apart (OpenAPI, Paths Object)."""
    return re.sub(r"\{[^{}]*\}", "{}", template).rstrip("/")


def _route(operation: Operation) -> Route:
    # operations that a fragment or query sets apart share a resource, and their ids say what they do
    path = re.split("[#?]", operation.template, maxsplit=1)[0] if operation.operation_id else operation.template
    reading = _PathReading()
    for segment in _segments(path):
        reading.add(segment)
    if path != operation.template:
        statics = tuple(reading.statics)
        return Route(operation, statics, by_id=False, after_id=reading.after_id, verb=operation.operation_id)
    reading.split_points()
    verb = reading.verb if reading.by_id or reading.statics else ""
    return Route(operation, tuple(reading.statics), reading.by_id, reading.after_id, verb)


def _segments(path: str) -> list[str]:
    """Return the segments of a path without versions and the like at its beginning, and an ending at its end."""
    segments = [segment for segment in path.split("/") if segment]
    if segments and segments[-1].lower().endswith(_ENDINGS):
        segments[-1] = segments[-1].rsplit(".", 1)[0]
    while segments and _PREFIX.fullmatch(segments[0]) and any("{" not in segment for segment in segments[1:]):
        segments.pop(0)
    return segments


@dataclass(slots=True)
class _PathReading:
    """What the segments of a path say, as far as they were read."""

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

    def split_points(self) -> None:
        """Split ``/chat.postMessage``: the words before the last point name the resource."""
        if self.by_id or self.verb or not self.statics or "." not in self.statics[-1].strip("."):
            return
        *owners, self.verb = self.statics.pop().strip(".").split(".")
        self.statics.extend(owners)
