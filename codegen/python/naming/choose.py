"""Chooses the place of each operation: pinned, stated by an extension, by a tag, an operationId, or the path."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codegen.python.naming.functions import function_of, is_from_fastapi, path_words, says_more, without_resource
from codegen.python.naming.identifiers import split_words
from codegen.python.naming.paths import STATED, PathTable, Place, separate
from codegen.python.naming.plurals import singular

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.core.options import NameSettings
    from codegen.ir.api import Api, Operation

ROOT = "root"


def choose_places(api: Api, pins: Mapping[str, str], settings: NameSettings) -> dict[str, Place]:
    """Return the place of each operation.

    ``pins`` maps ``METHOD path`` or an operationId to ``resource.sub.method``.
    """
    chooser = _Chooser(settings, functions=settings.naming == "auto" and is_from_fastapi(api))
    places = PathTable(api).places()
    chosen = {str(operation.id): chooser.choose(operation, places[operation.id], pins) for operation in api.operations}
    return separate(chosen)


@dataclass(frozen=True, slots=True)
class _Chooser:
    settings: NameSettings
    functions: bool

    def choose(self, operation: Operation, by_path: Place, pins: Mapping[str, str]) -> Place:
        pinned = pins.get(operation.id) or pins.get(operation.operation_id)
        if pinned:
            *owners, method = pinned.split(".")
            return Place(tuple(owners) or (ROOT,), (method,), source="pinned")
        place = by_path
        if self.settings.grouping == "tags" and operation.tags:
            place = _by_tag(operation, place)
        if self.settings.naming == "operation_id" and operation.operation_id:
            place = self._by_id(operation, place)
        elif self.functions:
            place = _by_function(operation, place)
        return _as_stated(operation, place) if self.settings.grouping == "extensions" else place

    def _by_id(self, operation: Operation, place: Place) -> Place:
        name = function_of(operation) or operation.operation_id
        method = without_resource(split_words(name), place.resource)
        return replace(place, method=method, apart=None, source="operationId")


def _by_tag(operation: Operation, place: Place) -> Place:
    """Group an operation by its first tag; segments of the path that the tag does not say are part of the method."""
    tag = split_words(operation.tags[0])
    known = {singular(word) for word in tag}
    rest = [words for words in map(split_words, place.resource) if not {singular(word) for word in words} <= known]
    words = tuple(word for part in rest for word in part)
    if rest and place.method != ("list",):
        words = (*words[:-1], singular(words[-1]))
    return Place((operation.tags[0],), (*place.method, *words), place.rank, source="tag")


def _by_function(operation: Operation, place: Place) -> Place:
    function = split_words(function_of(operation))
    if not says_more(function, path_words(operation), place.method):
        return place
    return replace(place, method=without_resource(function, place.resource), apart=None, source="function")


def _as_stated(operation: Operation, place: Place) -> Place:
    """Return the place with the group and the method that an extension states."""
    stated = operation.stated
    if not stated.key:
        return place
    return Place(
        stated.group or place.resource,
        split_words(stated.method) if stated.method else place.method,
        (STATED, operation.template, operation.method),
        source=stated.key,
    )
