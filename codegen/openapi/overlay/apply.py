"""Applies OpenAPI Overlay documents, version 1.0 and 1.1.

Every node keeps its location: added nodes are located in the overlay, others in the document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jsonpath_rfc9535 import JSONPathError

from codegen.core.json import json_type
from codegen.core.location import Location, descend, pointer
from codegen.openapi.document.limits import LIMITS
from codegen.openapi.document.places import Places
from codegen.openapi.jsonpath import Allowance, allowance, count_nodes, select
from codegen.openapi.overlay.targets import repeats

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.core.json import Json
    from codegen.openapi.document import Document

_VERSION = re.compile(r"1\.(?P<minor>\d{1,3})(\.\d+)?")
_KEYS = frozenset({"target", "description", "update", "remove"})
_KEYS_1_1 = _KEYS | {"copy"}
_MAX_COPIED = 1_000_000
"""Values that all actions of an overlay bring in together: targets with many nodes, and copies of copies, multiply."""
_MAX_COMPARED = 100_000
"""Values that are compared to find one repeated item."""
_MAX_SHOWN = 200
"""Characters of an expression in a message."""
_NEWER = "write overlay: 1.1.0, which allows it"
_Path = tuple[str | int, ...]


def apply_overlay(document: Document, overlay: Document, found: Diagnostics) -> Document:
    """Return the document after the actions of an overlay, applied in order (Overlay 1.1.0, Action Object).

    Objects are merged, arrays are appended to, other values are replaced. Invalid actions are reported and skipped; a
    target or a ``copy`` that selects nothing is a warning. The version of the overlay decides what is valid: 1.0 has
    neither ``copy`` nor targets of primitive values, and appends an array as one item. An overlay that brings in too
    many values leaves the document as it was.
    """
    minor, actions = _actions(overlay, found)
    patch = _Patch(found, minor, allowance(document.value))
    root = patch.copy(document.value, document)
    for index, action in enumerate(actions):
        root = patch.act(root, action, overlay, overlay.at(pointer("actions", index)))
        if patch.is_full:
            return document
    places = Places(patch.moved(root, document.at()))
    return replace(document, value=root, places=places)


def _actions(overlay: Document, found: Diagnostics) -> tuple[int, list[Json]]:
    """Return the minor version and the actions; none for what is not an overlay, which is reported."""
    value = overlay.value
    if not isinstance(value, dict) or "overlay" not in value:
        found.error("invalid-overlay", "this is not an OpenAPI Overlay: it has no 'overlay' member", overlay.at())
        return 0, []
    version = _VERSION.fullmatch(str(value["overlay"]))
    if not version:
        found.error("invalid-overlay", f"Overlay version {value['overlay']!r} is not 1.x", overlay.at("/overlay"))
        return 0, []
    actions = value.get("actions")
    if not isinstance(actions, list):
        found.error("invalid-overlay", "an overlay needs 'actions', an array", overlay.at("/actions"))
        return 0, []
    return int(version["minor"]), actions


@dataclass(slots=True)
class _Patch:
    """A mutable copy of a document. ``_origins`` holds locations of containers by id, ``_members`` of scalars."""

    found: Diagnostics
    minor: int
    allowance: Allowance
    _origins: dict[int, Location] = field(default_factory=dict)
    _members: dict[tuple[int, str | int], Location] = field(default_factory=dict)
    _alive: list[Json] = field(default_factory=list)  # keeps objects alive: ids are only unique among live objects
    _copied: int = 0

    @property
    def is_full(self) -> bool:
        """Return whether the actions have brought in too many values."""
        return self._copied > _MAX_COPIED

    def copy(self, value: Json, document: Document, at: str = "") -> Json:
        """Copy a value of a document, and record the locations of its containers."""
        if isinstance(value, dict):
            made: Json = {key: self.copy(item, document, at + pointer(key)) for key, item in value.items()}
        elif isinstance(value, list):
            made = [self.copy(item, document, at + pointer(index)) for index, item in enumerate(value)]
        else:
            return value
        self._origins[id(made)] = document.at(at)
        self._alive.append(made)
        return made

    def _clone(self, value: Json) -> Json:
        """Copy a value of the mutable copy, with the locations of its nodes."""
        if isinstance(value, dict):
            made: Json = {key: self._clone(item) for key, item in value.items()}
        elif isinstance(value, list):
            made = [self._clone(item) for item in value]
        else:
            return value
        self._origins[id(made)] = self._origins[id(value)]
        self._alive.append(made)
        for key, _ in _children(value):
            if (place := self._members.get((id(value), key))) is not None:
                self._members[id(made), key] = place
        return made

    def act(self, root: Json, action: Json, overlay: Document, at: Location) -> Json:
        """Apply one Action Object and return the root."""
        if not isinstance(action, dict) or not isinstance(action.get("target"), str):
            self.found.error("invalid-overlay", "an action needs 'target', a JSONPath expression", at)
            return root
        self._check_members(action, at)
        nodes = self._selected(root, str(action["target"]), at.child("target"), "this target")
        if action.get("remove") is True:
            for path in sorted(nodes, key=len, reverse=True):
                self._remove(root, path, at)
            return self._pruned(root, nodes)
        if "copy" in action and self.minor:
            return self._copy(root, nodes, action, at)
        if "update" in action:
            value, place = action["update"], at.child("update")
            if self._fits(root, nodes, value, at, "update"):
                for path in nodes:
                    root = self._apply(root, path, self.copy(value, overlay, place.pointer), place)
        return root

    def _check_members(self, action: dict[str, Json], at: Location) -> None:
        """Report members that an action of this version does not have, or whose values have no meaning."""
        for key in action:
            if key not in (_KEYS_1_1 if self.minor else _KEYS) and not key.startswith("x-"):
                message = f"an action of Overlay 1.{self.minor} has no {key!r}"
                self.found.error("invalid-overlay", message, at.child(key), _NEWER if key in _KEYS_1_1 else "")
        if not isinstance(action.get("remove", False), bool):
            self.found.error("invalid-overlay", "'remove' must be true or false", at.child("remove"))

    def _copy(self, root: Json, nodes: list[_Path], action: dict[str, Json], at: Location) -> Json:
        """Apply the ``copy`` of an action: its value is what the document holds before the action."""
        place = at.child("copy")
        if "update" in action:
            self.found.error("invalid-overlay", "an action has either 'update' or 'copy', not both", place)
            return root
        if not isinstance(action["copy"], str):
            self.found.error("invalid-overlay", "'copy' must be a JSONPath expression", place)
            return root
        sources = self._selected(root, action["copy"], place, "this 'copy'")
        if len(sources) > 1:
            message = f"'copy' must select a single node, and this expression selects {len(sources):,}"
            self.found.error("invalid-overlay", message, place)
        if len(sources) != 1:
            return root
        value = descend(root, sources[0])
        if self._fits(root, nodes, value, at, "copy"):
            origin = self._location(root, sources[0])
            for path, made in [(path, self._clone(value)) for path in nodes]:
                root = self._apply(root, path, made, origin)
        return root

    def _location(self, root: Json, path: _Path) -> Location:
        """Return the location of a node."""
        value = descend(root, path)
        if isinstance(value, (dict, list)):
            return self._origins[id(value)]
        parent = descend(root, path[:-1])
        own = self._members.get((id(parent), path[-1])) if path else None
        return own or (self._origins[id(parent)].child(path[-1]) if path else Location(""))

    def _selected(self, root: Json, expression: str, at: Location, subject: str) -> list[_Path]:
        """Return the paths of the nodes that a JSONPath expression selects; report an expression without any."""
        try:
            nodes = select(expression, root, self.allowance)
        except JSONPathError as error:
            message = f"invalid JSONPath expression: {str(error).splitlines()[0]}"
            self.found.error("invalid-overlay", message, at)
            return []
        if not nodes:
            shown = expression if len(expression) <= _MAX_SHOWN else f"{expression[:_MAX_SHOWN]}…"
            self.found.warning("overlay-no-match", f"{subject} selects nothing in the document: {shown}", at)
        return nodes

    def _fits(self, root: Json, nodes: list[_Path], value: Json, at: Location, member: str) -> bool:
        """Return whether a value can be merged with every node, within the limits; else report why not."""
        added = len(nodes) * count_nodes(value)
        self._copied += added
        if self.is_full:
            message = f"the updates and copies of this overlay bring in more than {_MAX_COPIED:,} values"
            self.found.error("invalid-overlay", message, at.child(member))
            return False
        self.allowance.nodes += added
        targets = [descend(root, path) for path in nodes]
        problem, hint = self._mismatch(targets, value)
        if problem:
            self.found.error("invalid-overlay", problem, at.child("target"), hint)
            return False
        depth = max((len(path) + isinstance(item, list) for path, item in zip(nodes, targets, strict=True)), default=0)
        if depth + _height(value) > LIMITS.depth:
            message = f"the result would be nested more than {LIMITS.depth} levels deep"
            self.found.error("invalid-overlay", message, at.child(member))
            return False
        return not self.minor or self._compatible(targets, value, at.child(member), is_update=member == "update")

    def _mismatch(self, targets: list[Json], value: Json) -> tuple[str, str]:
        """Return why a value of this type cannot be merged with nodes of these types, and a hint."""
        kinds = {_kind(target) for target in targets}
        if self.minor and len(kinds) > 1:
            return f"this target selects {' and '.join(sorted(kinds))}; the nodes of one action must be of one kind", ""
        is_primitive = _kind(value) == _PRIMITIVES
        if _PRIMITIVES in kinds and not self.minor:
            message = "the target of an update must be an object or array; an object can only be updated by an object"
            return message, _NEWER if is_primitive else ""
        if _OBJECTS in kinds and not isinstance(value, dict):
            return f"an object can only be updated by an object, not by {json_type(value).phrase}", ""
        if _PRIMITIVES in kinds and not is_primitive:
            return f"a primitive value can only be replaced by another, not by {json_type(value).phrase}", ""
        return "", ""

    def _compatible(self, targets: list[Json], value: Json, at: Location, *, is_update: bool) -> bool:
        """Report the first member whose type is not that of the member it is merged with (Overlay 1.1)."""
        for target in targets:
            path = _conflict(target, value)
            if path:
                new, old = (json_type(descend(item, path)).phrase for item in (value, target))
                message = f"{pointer(*path)} is {new} here and {old} in the target; they cannot be merged"
                hint = "remove the member with an action before this one"
                self.found.error("invalid-overlay", message, at.child(*path) if is_update else at, hint)
                return False
        return True

    def _remove(self, root: Json, path: _Path, at: Location) -> None:
        """Remove a member; items of arrays are only marked, so that other paths stay valid."""
        if not path:
            self.found.error("invalid-overlay", "the whole document cannot be removed", at.child("target"))
            return
        parent = descend(root, path[:-1])
        if isinstance(parent, dict):
            parent.pop(str(path[-1]), None)

    def _pruned(self, root: Json, paths: list[_Path]) -> Json:
        """Remove the selected items from arrays, the deepest first."""
        removed: dict[_Path, set[str | int]] = {}
        for path in paths:
            if path and isinstance(path[-1], int):
                removed.setdefault(path[:-1], set()).add(path[-1])
        for path in sorted(removed, key=len, reverse=True):
            parent = descend(root, path)
            if isinstance(parent, list):
                self._keep(parent, [index for index in range(len(parent)) if index not in removed[path]])
        return root

    def _keep(self, parent: list[Json], kept: list[int]) -> None:
        """Remove all items of an array except some, and record their locations."""
        places = [place for _, place in self._items(parent, self._origins[id(parent)])]
        for index in range(len(parent)):
            self._members.pop((id(parent), index), None)
        parent[:] = [parent[index] for index in kept]
        self._members.update({(id(parent), index): places[old] for index, old in enumerate(kept)})

    def _apply(self, root: Json, path: _Path, value: Json, at: Location) -> Json:
        """Merge a value, which is not shared, with a node, and return the root. ``at`` is the value's location."""
        target = descend(root, path)
        if isinstance(target, list):
            self._extend(target, self._items(value, at) if isinstance(value, list) and self.minor else [(value, at)])
        elif isinstance(target, dict) and isinstance(value, dict):
            self._merge(target, value, at)
        elif not path:
            return value
        else:
            parent = descend(root, path[:-1])
            if isinstance(parent, (dict, list)):
                self._put(parent, path[-1], value, at)
        return root

    def _merge(self, target: dict[str, Json], value: dict[str, Json], at: Location) -> None:
        for key, item in value.items():
            old = target.get(key)
            place = self._members.get((id(value), key)) or at.child(key)
            if isinstance(old, dict) and isinstance(item, dict):
                self._merge(old, item, self._origins[id(item)])
            elif isinstance(old, list) and isinstance(item, list):
                self._extend(old, self._items(item, self._origins[id(item)]))
            else:
                self._put(target, key, item, place)

    def _items(self, value: list[Json], at: Location) -> list[tuple[Json, Location]]:
        """Return the items of an array with their locations."""
        return [(item, self._members.get((id(value), key)) or at.child(key)) for key, item in enumerate(value)]

    def _extend(self, target: list[Json], items: list[tuple[Json, Location]]) -> None:
        """Append items; report those that the array already holds, as far as the comparison is cheap."""
        cost = len(target) * sum(count_nodes(item) for item, _ in items)
        self.allowance.left -= min(cost, _MAX_COMPARED)
        for item, place in items:
            if cost <= _MAX_COMPARED and repeats(item, target):
                message = "the array holds this item, or one of its name, already; it now has both"
                self.found.warning("overlay-repeated-item", message, place)
            self._put(target, len(target), item, place)

    def _put(self, parent: dict[str, Json] | list[Json], key: str | int, value: Json, at: Location) -> None:
        if isinstance(parent, dict):
            parent[str(key)] = value
        elif key == len(parent):
            parent.append(value)
        else:
            parent[int(key)] = value
        self._members[id(parent), key] = at

    def moved(self, root: Json, expected: Location) -> dict[str, Location]:
        """Map the pointers of nodes whose location is not below that of their parent."""
        result: dict[str, Location] = {}
        stack: list[tuple[Json, str, Location, Location | None]] = [(root, "", expected, None)]
        while stack:
            value, at, place, own = stack.pop()
            actual = self._origins.get(id(value), own or place) if isinstance(value, (dict, list)) else own or place
            if actual != place:
                result[at] = actual
            for key, child in _children(value):
                stack.append((child, at + pointer(key), actual.child(key), self._members.get((id(value), key))))
        return result


_OBJECTS, _ARRAYS, _PRIMITIVES = ("objects", "arrays", "primitive values")


def _kind(value: Json) -> str:
    return _OBJECTS if isinstance(value, dict) else _ARRAYS if isinstance(value, list) else _PRIMITIVES


def _children(value: Json) -> list[tuple[str | int, Json]]:
    """Return the members of an object, or the items of an array with their indexes."""
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def _height(value: Json) -> int:
    """Return the number of levels of objects and arrays."""
    level, height = [value], 0
    while level := [item for item in level if isinstance(item, (dict, list))]:
        height += 1
        level = [child for item in level for _, child in _children(item)]
    return height


def _conflict(target: Json, value: Json) -> _Path:
    """Return the path of the first member that is in both objects, with values of different kinds; () if none is."""
    stack: list[tuple[_Path, Json, Json]] = [((), target, value)]
    while stack:
        path, old, new = stack.pop()
        if path and _kind(old) != _kind(new):
            return path
        if isinstance(old, dict) and isinstance(new, dict):
            shared = [((*path, key), old[key], item) for key, item in new.items() if key in old]
            stack.extend(reversed(shared))
    return ()
