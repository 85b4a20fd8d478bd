"""Applies OpenAPI Overlay 1.0 documents.

Every node keeps its location: added nodes are located in the overlay, others in the document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jsonpath_rfc9535 import JSONPathError

from codegen.core.location import Location, descend, pointer
from codegen.openapi.document.places import Places
from codegen.openapi.jsonpath import count_nodes, select

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.core.json import Json
    from codegen.openapi.document import Document

_VERSION = re.compile(r"1\.\d+(\.\d+)?")
_KEYS = frozenset({"target", "description", "update", "remove"})
_MAX_COPIED = 1_000_000
"""Values that all updates of an overlay bring in together: targets with many nodes multiply them."""


def apply_overlay(document: Document, overlay: Document, found: Diagnostics) -> Document:
    """Return the document after the actions of an overlay, applied in order (Overlay 1.0.0, 4.4).

    Objects are merged, arrays are appended to, other values are replaced. Invalid actions are reported and skipped; a
    target that selects nothing is a warning.
    """
    actions = _actions(overlay, found)
    patch = _Patch(found)
    root = patch.copy(document.value, document)
    for index, action in enumerate(actions):
        root = patch.act(root, action, overlay, overlay.at(pointer("actions", index)))
    places = Places(patch.moved(root, document.at()))
    return replace(document, value=root, places=places)


def _actions(overlay: Document, found: Diagnostics) -> list[Json]:
    value = overlay.value
    if not isinstance(value, dict) or "overlay" not in value:
        found.error("invalid-overlay", "this is not an OpenAPI Overlay: it has no 'overlay' member", overlay.at())
        return []
    if not _VERSION.fullmatch(str(value["overlay"])):
        found.error("invalid-overlay", f"Overlay version {value['overlay']!r} is not 1.x", overlay.at("/overlay"))
        return []
    actions = value.get("actions")
    if not isinstance(actions, list):
        found.error("invalid-overlay", "an overlay needs 'actions', an array", overlay.at("/actions"))
        return []
    return actions


@dataclass(slots=True)
class _Patch:
    """A mutable copy of a document. ``_origins`` holds locations of containers by id, ``_members`` of scalars."""

    found: Diagnostics
    _origins: dict[int, Location] = field(default_factory=dict)
    _members: dict[tuple[int, str | int], Location] = field(default_factory=dict)
    _alive: list[Json] = field(default_factory=list)  # keeps objects alive: ids are only unique among live objects
    _copied: int = 0

    def copy(self, value: Json, document: Document, at: str = "") -> Json:
        """Copy a value, and record the locations of its containers."""
        if isinstance(value, dict):
            made: Json = {key: self.copy(item, document, at + pointer(key)) for key, item in value.items()}
        elif isinstance(value, list):
            made = [self.copy(item, document, at + pointer(index)) for index, item in enumerate(value)]
        else:
            return value
        self._origins[id(made)] = document.at(at)
        self._alive.append(made)
        return made

    def act(self, root: Json, action: Json, overlay: Document, at: Location) -> Json:
        """Apply one Action Object and return the root."""
        if not isinstance(action, dict) or not isinstance(action.get("target"), str):
            self.found.error("invalid-overlay", "an action needs 'target', a JSONPath expression", at)
            return root
        for key in action:
            if key not in _KEYS and not key.startswith("x-"):
                self.found.error("invalid-overlay", f"an action of Overlay 1.0 has no {key!r}", at.child(key))
        nodes = self._selected(root, str(action["target"]), at.child("target"))
        if action.get("remove") is True:
            for path in sorted(nodes, key=len, reverse=True):
                self._remove(root, path, at)
            return self._pruned(root, nodes)
        if "update" in action:
            self._copied += len(nodes) * count_nodes(action["update"])
            if self._copied > _MAX_COPIED:
                message = f"the updates of this overlay bring in more than {_MAX_COPIED:,} values"
                self.found.error("invalid-overlay", message, at.child("update"))
                return root
            for path in nodes:
                self._update(descend(root, path), action["update"], overlay, at)
        return root

    def _selected(self, root: Json, target: str, at: Location) -> list[tuple[str | int, ...]]:
        """Return the paths of the nodes that a JSONPath expression selects; report an expression without any."""
        try:
            nodes = select(target, root)
        except JSONPathError as error:
            message = f"invalid JSONPath expression: {str(error).splitlines()[0]}"
            self.found.error("invalid-overlay", message, at)
            return []
        if not nodes:
            self.found.warning("overlay-no-match", "this target selects nothing in the document", at)
        return nodes

    def _remove(self, root: Json, path: tuple[str | int, ...], at: Location) -> None:
        """Remove a member; items of arrays are only marked, so that other paths stay valid."""
        if not path:
            self.found.error("invalid-overlay", "the whole document cannot be removed", at.child("target"))
            return
        parent = descend(root, path[:-1])
        if isinstance(parent, dict):
            parent.pop(str(path[-1]), None)

    def _pruned(self, root: Json, paths: list[tuple[str | int, ...]]) -> Json:
        """Remove the selected items from arrays, the deepest first."""
        removed: dict[tuple[str | int, ...], set[str | int]] = {}
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
        places = [self._members.pop((id(parent), index), None) for index in range(len(parent))]
        parent[:] = [parent[index] for index in kept]
        moved = enumerate(places[index] for index in kept)
        self._members.update({(id(parent), index): place for index, place in moved if place is not None})

    def _update(self, target: Json, update: Json, overlay: Document, at: Location) -> None:
        place = at.child("update")
        if isinstance(target, list):
            self._put(target, len(target), update, overlay, place)
        elif isinstance(target, dict) and isinstance(update, dict):
            self._merge(target, update, overlay, place)
        else:
            message = "the target of an update must be an object or array; an object can only be updated by an object"
            self.found.error("invalid-overlay", message, at.child("target"))

    def _merge(self, target: dict[str, Json], update: dict[str, Json], overlay: Document, at: Location) -> None:
        for key, value in update.items():
            old = target.get(key)
            if isinstance(old, dict) and isinstance(value, dict):
                self._merge(old, value, overlay, at.child(key))
            elif isinstance(old, list) and isinstance(value, list):
                for index, item in enumerate(value):
                    self._put(old, len(old), item, overlay, at.child(key, index))
            else:
                self._put(target, key, value, overlay, at.child(key))

    def _put(
        self, parent: dict[str, Json] | list[Json], key: str | int, value: Json, overlay: Document, at: Location
    ) -> None:
        made = self.copy(value, overlay, at.pointer)
        if isinstance(parent, dict):
            parent[str(key)] = made
        else:
            parent.append(made)
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
            members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
            for key, child in members:
                stack.append((child, at + pointer(key), actual.child(key), self._members.get((id(value), key))))
        return result
