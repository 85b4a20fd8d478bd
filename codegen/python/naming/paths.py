"""Derives resources and methods from paths: ``POST /v1/promotion_codes`` is ``promotion_codes.create``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from codegen.ir.lookup import object_fields, resolved, success_type
from codegen.ir.types import ListOf
from codegen.python.naming.identifiers import split_words
from codegen.python.naming.plurals import singular

if TYPE_CHECKING:
    from codegen.ir.api import Api, Operation

_PREFIX = re.compile(r"v\d+[\w.]*|api|rest|\d{4}-\d{2}-\d{2}|\d+(\.\d+)*", re.IGNORECASE)
_CALLED = re.compile(r"([^\W\d][\w.]*)\((.*)\)")
"""A key or a function call of OData (URL Conventions 4.01, 4.3 and 4.5): ``Users('{id}')``, ``near(to={to})``."""
_ENVELOPES = ("data", "items", "results", "value", "values", "entries", "records")
_VERBS = frozenset({"batch", "bulk", "check", "count", "find", "get", "list", "search", "validate", "verify"})
_OTHER = 2
"""The rank of an operation that does not have the usual meaning of its method name."""
_EXTENSIONS = (".json", ".xml", ".csv")
_BY_ID = {"GET": "retrieve", "PUT": "update", "PATCH": "update", "POST": "update", "DELETE": "delete"}


@dataclass(frozen=True, slots=True)
class Route:
    """A parsed path: ``statics`` are the literal segments; ``by_id`` is true if it ends in a parameter."""

    operation: Operation
    statics: tuple[str, ...]
    by_id: bool
    after_id: bool
    verb: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Resource of an operation (wire segments, outermost first) and the words of its method name.

    If other operations of the resource have the same name, the one with the lowest ``rank`` keeps it; ``second`` is the
    next candidate of the others.
    """

    resource: tuple[str, ...]
    method: tuple[str, ...]
    rank: int = 1
    second: tuple[str, ...] = ()


@dataclass(slots=True)
class PathTable:
    """Assigns a resource and method to every operation, considering all paths of the API together."""

    api: Api
    routes: list[Route] = field(default_factory=list)
    _methods: dict[str, set[str]] = field(default_factory=dict)
    _templates: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Index the paths."""
        for operation in self.api.operations:
            if not _query(operation.template):
                template = _template(operation)
                self._methods.setdefault(template, set()).add(operation.method)
                self._templates.add(template)
            self.routes.append(_route(operation))

    def places(self) -> dict[str, Place]:
        """Return the place of each operation, by operation id (``METHOD path``)."""
        return {route.operation.id: self._place(route) for route in self.routes}

    def _place(self, route: Route) -> Place:
        place, query, name = self._by_path(route), _query(route.operation.template), route.operation.operation_id
        if not query:
            return place
        # operations that differ in query or fragment share a resource; their operationIds name the methods
        apart = (*place.method, *split_words(query)) if query[0] == "?" else place.method
        return replace(place, method=split_words(name) if name else apart, rank=_OTHER)

    def _by_path(self, route: Route) -> Place:
        """Return the place of an operation by its path alone."""
        operation = route.operation
        if not route.statics:
            owner = operation.tags[0] if operation.tags else "root"
            return Place((owner,), split_words(operation.operation_id or operation.method))
        if route.verb:
            return Place(route.statics, split_words(route.verb))
        if route.by_id:
            name = self._by_id(operation)
            return Place(route.statics, (name,), rank=_OTHER if name == "create" else 1)
        if self._is_action(route):
            lead = ("delete",) if operation.method == "DELETE" else ()
            return Place(route.statics[:-1], (*lead, *split_words(route.statics[-1])))
        name = self._on_collection(operation)
        if name == "retrieve" and self._extends(_template(operation), "/{}"):
            return Place(route.statics, (name,), rank=_OTHER, second=("list",))
        return Place(route.statics, (name,))

    def _by_id(self, operation: Operation) -> str:
        siblings = self._siblings(_template(operation))
        if operation.method == "PUT" and "PATCH" in siblings:
            return "replace"
        if operation.method == "POST" and siblings & {"PUT", "PATCH"}:
            return "create"
        return _BY_ID.get(operation.method, operation.method.lower())

    def _on_collection(self, operation: Operation) -> str:
        template = _template(operation)
        siblings = self._siblings(template)
        has_members = self._extends(template, "/{}")
        match operation.method:
            case "GET":
                return "list" if is_list_response(self.api, operation) else "retrieve"
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
        """Return whether a path is a singleton, read with GET and updated with POST."""
        siblings = self._siblings(template)
        if "GET" not in siblings or siblings & {"PUT", "PATCH"}:
            return False
        return not self._lists(template) and not _begins_with_verb(template.rsplit("/", 1)[-1])

    def _lists(self, template: str) -> bool:
        return any(
            is_list_response(self.api, operation)
            for operation in self.api.operations
            if operation.method == "GET" and _template(operation) == template
        )

    def _is_action(self, route: Route) -> bool:
        """Return whether the last segment is an action on its parent rather than a resource."""
        template = _template(route.operation)
        if len(route.statics) < 2 or self._extends(template, "/"):  # noqa: PLR2004 - parent and segment
            return False
        methods = self._siblings(template) or {route.operation.method}
        if len(methods) > 1:
            return False
        if _begins_with_verb(route.statics[-1]):
            return True
        if methods == {"GET"}:
            parent = template.rsplit("/", 1)[0]
            below = route.after_id or parent in self._templates or self._extends(parent, "/{}")
            return below and not is_list_response(self.api, route.operation)
        return not _is_plural(route.statics[-1])

    def _siblings(self, template: str) -> set[str]:
        """Return the methods of a path."""
        return self._methods.get(template, set())

    def _extends(self, template: str, more: str) -> bool:
        return any(other.startswith(template + more) for other in self._templates)


def is_list_response(api: Api, operation: Operation) -> bool:
    """Return whether an operation responds with a list: an array, or an envelope around one."""
    if operation.pagination is not None:
        return True
    response = success_type(operation)
    if response is None:
        return False
    if isinstance(resolved(api, response), ListOf):
        return True
    fields = object_fields(api, response)
    own = [split_words(part) for part in _without_extension(operation.path[-1]).strip("/").split("/") if part][-1:]
    lists = [name for name in fields if name in _ENVELOPES or split_words(name) in own]
    return any(isinstance(resolved(api, fields[name].type), ListOf) for name in lists)


def _begins_with_verb(segment: str) -> bool:
    """Return whether a segment is ``search`` or starts with a verb, as in ``findByStatus``."""
    first, *rest = split_words(segment)
    return first == "search" or (bool(rest) and first in _VERBS)


def _is_plural(segment: str) -> bool:
    last = split_words(segment)[-1]
    return singular(last) != last


def _template(operation: Operation) -> str:
    """Return the path of an operation without its query, its file extension, and the names of its parameters.

    Parameter names do not distinguish paths (OpenAPI, Paths Object).
    """
    path = _without_extension(_path(operation.template))
    return re.sub(r"\{[^{}]*\}", "{}", path).rstrip("/")


def _path(template: str) -> str:
    return re.split("[#?]", template, maxsplit=1)[0]


def _query(template: str) -> str:
    """Return the query or fragment of a path template, which OpenAPI does not allow."""
    return template[len(_path(template)) :]


def _without_extension(path: str) -> str:
    return path.rsplit(".", 1)[0] if path.lower().endswith(_EXTENSIONS) else path


def _route(operation: Operation) -> Route:
    # without an operationId, the fragment names the resource, and the query a part of the method
    is_fragment = _query(operation.template).startswith("#")
    path = operation.template if is_fragment and not operation.operation_id else _path(operation.template)
    reading = _PathReading()
    for segment in _segments(path):
        reading.add(segment)
    reading.split_dots()
    verb = reading.verb if reading.by_id or reading.statics else ""
    return Route(operation, tuple(reading.statics), reading.by_id, reading.after_id, verb)


def _segments(path: str) -> list[str]:
    """Return the segments of a path without leading prefixes such as versions and without a file extension."""
    segments = [segment for segment in path.split("/") if segment]
    if segments:
        segments[-1] = _without_extension(segments[-1])
    while segments and _PREFIX.fullmatch(segments[0]) and any("{" not in segment for segment in segments[1:]):
        segments.pop(0)
    return segments


@dataclass(slots=True)
class _PathReading:
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
