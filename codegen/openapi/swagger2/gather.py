"""Inlines parts of a Swagger 2.0 document from other files before the upgrade.

The conversion of parameters and responses depends on the operation that uses them (a body, a form field, media types),
so these are inlined. References to schemas are kept.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from codegen.core.location import pointer
from codegen.openapi.document.places import Places
from codegen.openapi.structure.swagger2 import METHODS

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.core.location import Location
    from codegen.openapi.document import Document
    from codegen.openapi.reader.workspace import Workspace


def gather(workspace: Workspace) -> Document:
    """Return the root document with path items, parameters and responses of other files inlined."""
    document = workspace.root
    if not isinstance(document.value, dict):
        return document
    gathered = _Gatherer(workspace, {})
    value = gathered.root(document.value)
    if not gathered.moved:
        return document
    own = document.places.moved if document.places is not None else {}
    return replace(document, value=value, places=Places({**own, **gathered.moved}))


@dataclass(frozen=True, slots=True)
class _Gatherer:
    workspace: Workspace
    moved: dict[str, Location]

    def root(self, value: dict[str, Json]) -> Json:
        result = dict(value)
        for section in ("parameters", "responses"):
            result |= self._members(value, section, "")
        paths = value.get("paths")
        if isinstance(paths, dict):
            result["paths"] = {key: self._item(item, pointer("paths", key)) for key, item in paths.items()}
        return result

    def _item(self, value: Json, at: str) -> Json:
        item = self._here(value, at)
        if not isinstance(item, dict):
            return item
        result = {**item, **self._parameters(item, at)}
        for method in sorted(METHODS & item.keys()):
            operation = item[method]
            if isinstance(operation, dict):
                place = at + pointer(method)
                changed = self._parameters(operation, place) | self._members(operation, "responses", place)
                result[method] = {**operation, **changed}
        return result

    def _parameters(self, owner: dict[str, Json], at: str) -> dict[str, Json]:
        listed = owner.get("parameters")
        if not isinstance(listed, list):
            return {}
        place = at + pointer("parameters")
        return {"parameters": [self._here(item, place + pointer(index)) for index, item in enumerate(listed)]}

    def _members(self, owner: dict[str, Json], section: str, at: str) -> dict[str, Json]:
        members = owner.get(section)
        if not isinstance(members, dict):
            return {}
        place = at + pointer(section)
        return {section: {key: self._here(item, place + pointer(key)) for key, item in members.items()}}

    def _here(self, value: Json, at: str) -> Json:
        """Return a value, or the target of its reference to another file."""
        ref = value.get("$ref") if isinstance(value, dict) else None
        if not isinstance(ref, str) or ref.startswith("#"):
            return value
        node = self.workspace.resolve(replace(self.workspace.top(), pointer=at), ref)
        target = None if node is None else self.workspace.follow(node)
        if target is None:
            return value
        self.moved[at] = target.location
        return rebased(target.value, target.file)


def rebased(value: Json, file: str) -> Json:
    """Return a value of a file with its references rebased to the document that refers to the file."""
    if isinstance(value, list):
        return [rebased(item, file) for item in value]
    if not isinstance(value, dict):
        return value
    result = {key: rebased(item, file) for key, item in value.items()}
    ref = value.get("$ref")
    if isinstance(ref, str):
        result["$ref"] = _rebased(ref, file)
    return result


def _rebased(ref: str, file: str) -> str:
    path, mark, fragment = ref.partition("#")
    if not file or "://" in path:
        return ref
    if "://" in file:
        return urljoin(file, ref)
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(file), path)) if path else file
    return f"{joined}{mark}{fragment}"
