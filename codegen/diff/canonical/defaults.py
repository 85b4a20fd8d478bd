"""Find the default of a schema: its own, else that of the schema behind its reference or ``allOf``."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from codegen.core.location import Location
from codegen.ir.types import ABSENT, Absent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.core.json import Json

    Read = Callable[[Location], Mapping[str, Json]]

_PART = re.compile(r"(/allOf/\d+)+$")
_DEPTH = 16


def whole(place: Location) -> Location:
    """Return the location of a schema that is merged from ``allOf``: it is located at its first subschema."""
    pointer = _PART.sub("", place.pointer) if "/allOf/" in place.pointer else place.pointer
    return Location(place.file, pointer)


def default_of(read: Read, place: Location, depth: int = 0) -> Json | Absent:
    """Return the default of the schema at a location; ``read`` returns the object at a location."""
    raw = read(place)
    if "default" in raw or depth > _DEPTH:
        return raw.get("default", ABSENT)
    reference = raw.get("$ref")
    if isinstance(reference, str):
        found = default_of(read, target_of(place.file, reference), depth + 1)
        if not isinstance(found, Absent):
            return found
    parts = raw.get("allOf")
    for index in range(len(parts) if isinstance(parts, list) else 0):
        found = default_of(read, place.child("allOf", index), depth + 1)
        if not isinstance(found, Absent):
            return found
    return ABSENT


def target_of(file: str, reference: str) -> Location:
    """Return the location of a reference, relative to the file that contains it."""
    name, _, pointer = reference.partition("#")
    if pointer and not pointer.startswith("/"):
        return Location("")
    return Location(posixpath.normpath(posixpath.join(posixpath.dirname(file), name)) if name else file, pointer)
