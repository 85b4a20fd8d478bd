"""Derives resources and methods from paths: ``POST /v1/promotion_codes`` is ``promotion_codes.create``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from codegen.ir.lookup import object_fields, resolved, success_type
from codegen.ir.types import ListOf
from codegen.python.naming.identifiers import split_words
from codegen.python.naming.plurals import singular
from codegen.python.naming.segments import (
    Shape,
    path_template,
    query_of,
    read_segments,
    read_shape,
    stage_of,
    version_number,
    without_extension,
    without_query,
)
from codegen.python.naming.shared import in_scope, scopes_by_version, shared_prefix
from codegen.python.naming.verbs import begins_with_action, begins_with_verb, is_call, is_writing

if TYPE_CHECKING:
    from codegen.ir.api import Api, Operation

_ENVELOPES = ("data", "items", "results", "value", "values", "entries", "records")
_WATCH = "watch"
_USUAL, _OTHER = 1, 2
"""An element of ranks: whether an operation has the usual meaning of its method name."""
_BY_ID = {"GET": "retrieve", "PUT": "update", "PATCH": "update", "POST": "update", "DELETE": "delete"}
_ON_PARTIAL_KEY = {"GET": "list", "POST": "create"}
"""Methods of ``/items/{project}`` where ``/items/{project}/{id}`` exists, but ``/items`` does not."""
_WRITING = frozenset({"POST", "PUT", "PATCH"})


@dataclass(frozen=True, slots=True)
class Place:
    """Resource of an operation (wire segments, outermost first) and the words of its method name.

    If other operations of the resource have the same name, the one with the lowest ``rank`` keeps it. The others take
    the place ``apart``, if there is one; else their name is qualified. A place apart that only adds the ``version`` is
    for operations of another version.
    """

    resource: tuple[str, ...]
    method: tuple[str, ...]
    rank: tuple[int | str, ...] = ()
    apart: Place | None = None
    version: str = ""
    source: str = "path"


@dataclass(frozen=True, slots=True)
class Route:
    """The parsed path of an operation: its version, its segments, and these without a shared prefix and scope."""

    operation: Operation
    template: str
    version: str
    segments: tuple[str, ...]
    resource: tuple[str, ...]


@dataclass(slots=True)
class PathTable:
    """Assigns a resource and method to every operation, considering all paths of the API together."""

    api: Api
    routes: list[Route] = field(default_factory=list)
    _methods: dict[str, set[str]] = field(default_factory=dict)
    _prefixes: set[str] = field(default_factory=set)
    _lists: set[str] = field(default_factory=set)
    _nouns: set[tuple[str, ...]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Index the paths."""
        for operation in self.api.operations:
            self._index(operation)
        self._read_routes()

    def _index(self, operation: Operation) -> None:
        template = path_template(operation.template)
        if not query_of(operation.template):
            self._methods.setdefault(template, set()).add(operation.method)
            self._prefixes.update(_prefixes(template))
        if operation.method == "GET" and is_list_response(self.api, operation):
            self._lists.add(template)

    def _read_routes(self) -> None:
        parsed = [(operation, *read_segments(_named_path(operation))) for operation in self.api.operations]
        prefix = shared_prefix(segments for _, _, segments in parsed)
        cut = [(item, version, _without(segments, prefix)) for item, version, segments in parsed]
        scopes = scopes_by_version((version, segments) for _, version, segments in cut)
        for operation, version, segments in cut:
            inner = segments[2:] if in_scope(segments) and segments[0] in scopes[version] else segments
            self.routes.append(Route(operation, path_template(operation.template), version, segments, inner))
            if is_call(inner[0] if inner else "", operation.method):
                self._nouns.add(split_words(inner[0])[1:])

    def places(self) -> dict[str, Place]:
        """Return the place of each operation, by operation id (``METHOD path``)."""
        return separate({route.operation.id: self._place(route) for route in self.routes})

    def _watched(self, route: Route) -> tuple[str, ...]:
        """Return the resource of a path without ``watch``, if that is the path of a list or item that is watched."""
        if route.operation.method != "GET" or _WATCH not in route.segments:
            return ()
        template = route.template.replace(f"/{_WATCH}", "", 1)
        at = route.segments.index(_WATCH)
        left = (*route.segments[:at], *route.segments[at + 1 :])
        return read_shape(left).statics if "GET" in self._siblings(template) else ()

    def _place(self, route: Route) -> Place:
        watched = self._watched(route)
        if watched:
            return Place(watched, (_WATCH,), _rank(route))
        place, name = self._by_path(route), route.operation.operation_id
        query, stage = query_of(route.operation.template), stage_of(route.operation.template)
        if not query:
            return place
        if stage:
            return replace(place, resource=(stage, *place.resource), apart=None)
        # operations that differ in query or fragment share a resource; their operationIds name the methods
        plain = (*place.method, *split_words(query)) if query[0] == "?" else place.method
        return replace(place, method=split_words(name) if name else plain, rank=_rank(route, _OTHER), apart=None)

    def _by_path(self, route: Route) -> Place:
        """Return the place of an operation by its path alone."""
        full = replace(self._shaped(route, read_shape(route.segments)), version=route.version)
        versioned = replace(full, resource=(route.version, *full.resource)) if route.version else None
        if route.resource == route.segments:
            return replace(full, apart=versioned)
        shape = read_shape(route.resource)
        if len(shape.statics) == 1 and self._is_action(route, read_shape(route.segments)):
            return replace(full, apart=versioned)
        return replace(self._shaped(route, shape), version=route.version, apart=replace(full, apart=versioned))

    def _shaped(self, route: Route, shape: Shape) -> Place:
        operation = route.operation
        if not shape.statics:
            owner = operation.tags[0] if operation.tags else "root"
            source = "operationId" if operation.operation_id else "path"
            return Place((owner,), split_words(operation.operation_id or operation.method), _rank(route), source=source)
        if shape.verb:
            return Place(shape.statics, split_words(shape.verb), _rank(route))
        if self._is_call(route, shape):
            return self._called(route, shape)
        if self._is_action_by_id(route, shape):
            return Place(shape.statics[:-1], split_words(shape.statics[-1]), _rank(route))
        if self._is_action(route, shape):
            lead = ("delete",) if operation.method == "DELETE" else ()
            usual = _USUAL if shape.after_id else _OTHER
            return Place(shape.statics[:-1], (*lead, *split_words(shape.statics[-1])), _rank(route, usual))
        return self._on_resource(route, shape)

    def _on_resource(self, route: Route, shape: Shape) -> Place:
        """Return the place of an operation on a collection, an item or a single resource."""
        has_members = self._extends(route.template, "/{}")
        if shape.by_id:
            name = self._by_id(route)
            unusual = {"create"}
        else:
            name = self._on_collection(route)
            unusual = {"update"} if has_members else {"create"}
        return Place(shape.statics, (name,), _rank(route, _OTHER if name in unusual else _USUAL))

    def _is_call(self, route: Route, shape: Shape) -> bool:
        """Return whether a path is a verb with its object and nothing else: ``/create-agent``, ``/get-agent/{id}``."""
        base = route.template.removesuffix("/{}")
        if len(shape.statics) > 1 or len(self._siblings(route.template)) > 1 or self._extends(route.template, "/"):
            return False
        if shape.by_id and (base.endswith("}") or self._siblings(base)):
            return False
        return is_call(shape.statics[0], route.operation.method)

    def _called(self, route: Route, shape: Shape) -> Place:
        verb, *noun = split_words(shape.statics[0])
        single = (*noun[:-1], singular(noun[-1]))
        resource = "_".join(single if single in self._nouns else noun)
        method = "retrieve" if verb == "get" else verb
        if method == "retrieve" and route.template in self._lists:
            method = "list"
        return Place((resource,), (method,), _rank(route))

    def _by_id(self, route: Route) -> str:
        method, siblings = route.operation.method, self._siblings(route.template)
        is_partial = "GET" in self._siblings(route.template + "/{}") and not self._siblings(route.template[:-3])
        if is_partial and method in _ON_PARTIAL_KEY:
            return _ON_PARTIAL_KEY[method]
        if method == "PUT" and "PATCH" in siblings:
            return "replace"
        if method == "POST" and siblings & {"PUT", "PATCH"}:
            return "create"
        return _BY_ID.get(method, method.lower())

    def _on_collection(self, route: Route) -> str:
        siblings = self._siblings(route.template)
        has_members = self._extends(route.template, "/{}")
        match route.operation.method:
            case "GET":
                is_collection = "GET" in self._siblings(route.template + "/{}")
                return "list" if route.template in self._lists or is_collection else "retrieve"
            case "POST":
                return "update" if not has_members and self._is_single(route.template) else "create"
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
        return template not in self._lists and not begins_with_verb(template.rsplit("/", 1)[-1])

    def _is_action(self, route: Route, shape: Shape) -> bool:
        """Return whether the last segment is an action on its parent rather than a resource."""
        *above, last = shape.statics
        if not above or shape.by_id or shape.verb or self._extends(route.template, "/"):
            return False
        methods = self._siblings(route.template) or {route.operation.method}
        if len(methods) > 1:
            return methods == {"GET", "POST"} and is_writing(last)
        if begins_with_verb(last):
            return True
        if methods == {"GET"}:
            return self._is_property(route, shape)
        return not _is_plural(last) or (methods <= _WRITING and begins_with_action(last))

    def _is_property(self, route: Route, shape: Shape) -> bool:
        """Return whether a path that is only read is a property of its parent: ``/account/status``."""
        parent = route.template.rsplit("/", 1)[0]
        below = shape.after_id or parent in self._methods or self._extends(parent, "/{}")
        return (below or not _is_plural(shape.statics[-1])) and route.template not in self._lists

    def _is_action_by_id(self, route: Route, shape: Shape) -> bool:
        """Return whether a path ends in an action on an item: ``PATCH /agents/{agent}/tools/attach/{tool}``."""
        *above, last = shape.statics
        methods = self._siblings(route.template)
        if not above or not shape.by_id or not methods <= _WRITING or not is_writing(last):
            return False
        base = route.template.removesuffix("/{}")
        return len(methods) == 1 and not self._siblings(base) and not self._extends(route.template, "/")

    def _siblings(self, template: str) -> set[str]:
        """Return the methods of a path."""
        return self._methods.get(template, set())

    def _extends(self, template: str, more: str) -> bool:
        return template + more in self._prefixes


def separate(places: Mapping[str, Place]) -> dict[str, Place]:
    """Return places without collisions where these can be avoided: all but the plainest path take their place apart."""
    current = dict(places)
    while True:
        groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
        for key, place in current.items():
            groups.setdefault((place.resource, place.method), []).append(key)
        moved = False
        for keys in groups.values():
            first = min(keys, key=lambda key: current[key].rank)
            for key in keys:
                apart = _apart(current[key], current[first])
                if key != first and apart is not None:
                    current[key] = apart
                    moved = True
        if not moved:
            return current


def _apart(place: Place, first: Place) -> Place | None:
    """Return where a place moves that has the name of a plainer one."""
    apart = place.apart
    while apart is not None and apart.resource == (apart.version, *place.resource) and first.version == place.version:
        apart = apart.apart
    return apart


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
    own = [split_words(part) for part in without_extension(operation.path[-1]).strip("/").split("/") if part][-1:]
    lists = [name for name in fields if name in _ENVELOPES or split_words(name) in own]
    return any(isinstance(resolved(api, fields[name].type), ListOf) for name in lists)


def _rank(route: Route, usual: int = _USUAL) -> tuple[int | str, ...]:
    """Return the rank of an operation: the plainest path is first.

    It has no version or the newest, no scope, and the fewest parameters, as late as possible.
    """
    age = -version_number(route.version) if route.version else -_UNVERSIONED
    scoped = len(route.segments) - len(route.resource)
    marks = "".join("1" if "{" in segment else "0" for segment in route.segments)
    return age, scoped, usual, marks.count("1"), len(marks), marks, route.operation.template, route.operation.method


_UNVERSIONED = 1_000_000
STATED = -2 * _UNVERSIONED
"""First element of the ranks of stated names, which precede names by paths."""


def _is_plural(segment: str) -> bool:
    last = split_words(segment)[-1]
    return singular(last) != last


def _prefixes(template: str) -> list[str]:
    """Return every way in which a template extends another one: ``/a/{}/b`` extends ``/a`` by ``/`` and ``/{}``."""
    found = []
    for at, char in enumerate(template):
        if char == "/":
            found.append(template[: at + 1])
            if template.startswith("{}", at + 1):
                found.append(template[: at + 3])
    return found


def _named_path(operation: Operation) -> str:
    # without an operationId, the fragment names the resource, and the query a part of the method
    is_fragment = query_of(operation.template).startswith("#")
    return operation.template if is_fragment and not operation.operation_id else without_query(operation.template)


def _without(segments: tuple[str, ...], prefix: tuple[str, ...]) -> tuple[str, ...]:
    return segments[len(prefix) :] if segments[: len(prefix)] == prefix else segments
