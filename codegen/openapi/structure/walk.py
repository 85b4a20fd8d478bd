"""Holding a document against the table of its objects: each member has the type it should have, and means something.

The readers report what they come upon; this finds what none of them looks at, such as members that nothing is generated
of, and misspelt ones. It says nothing of places that the readers have reported.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from codegen.core.json import wrong_type
from codegen.core.location import pointer
from codegen.openapi.structure.shapes import Member, Shape, member

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.core.json import Json
    from codegen.core.location import Location
    from codegen.openapi.document import Document

_SCHEMA, _SCHEMAS, _STRINGS = member("Schema"), member("[Schema]"), member("[string]")
_TYPES = frozenset({"string", "integer", "number", "boolean", "null", "object", "array", "file"})
_ANNOTATIONS = frozenset({"title", "summary", "description", "default", "example", "examples", "deprecated", "xml"})
_BESIDE_REFERENCES = _ANNOTATIONS | {"externalDocs", "readOnly", "writeOnly", "nullable", "type"}
"""What may stand beside the reference of a schema in OpenAPI 3.0 without a change of what values are valid.

``nullable`` is read although it should not be: documents mean it. Some tools write a type beside each reference.
"""
_LIKE, _MOST_LIKE = 0.8, 5000
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Checked:
    """A value with its place: the document it stands in, the document's key in the workspace, and its pointer."""

    value: Json
    file: str
    document: Document
    pointer: str = ""

    @property
    def location(self) -> Location:
        """Where the value stands in what the user wrote."""
        return self.document.at(self.pointer)

    def child(self, value: Json, token: str | int) -> Checked:
        """Return a member or an item."""
        return replace(self, value=value, pointer=self.pointer + pointer(token))


Follow: TypeAlias = Callable[["Checked", str], "Checked | None"]


def check_structure(
    top: Checked, shape: str, shapes: Mapping[str, Shape], found: Diagnostics, follow: Follow, *, legacy: bool = False
) -> None:
    """Report every member of the wrong JSON type, and every one that nobody knows; ``legacy`` is OpenAPI 3.0.

    What no code is made of gives warnings. ``follow`` returns what a reference leads to, and None where it need not be
    looked at.
    """
    walk = _Walk(shapes, found, follow, legacy=legacy)
    walk.known = {(item.location.file, item.location.pointer) for item in found.items}
    walk.todo.append((top, member(shape)))
    while walk.todo:
        walk.look(*walk.todo.pop())


@dataclass(slots=True)
class _Walk:
    shapes: Mapping[str, Shape]
    found: Diagnostics
    follow: Follow
    legacy: bool
    known: set[tuple[str, str]] = field(default_factory=set)
    todo: list[tuple[Checked, Member]] = field(default_factory=list)
    _seen: set[tuple[int, str]] = field(default_factory=set)
    _near: dict[tuple[str, str], str] = field(default_factory=dict)

    def look(self, spot: Checked, wanted: Member) -> None:
        """Look at one value; what is inside is put off."""
        value = spot.value
        if wanted.inner == "Items":
            wanted = replace(_SCHEMAS if isinstance(value, list) else _SCHEMA, unused=wanted.unused)
        if wanted.kind == "requirement" and isinstance(value, list):
            wanted = replace(_STRINGS, unused=wanted.unused)
        if wanted.kind == "kind":
            self._check_type(spot, wanted)
        elif not wanted.accepts(value):
            self._wrong(spot, wanted)
        elif wanted.many and isinstance(value, (list, dict)):
            self._many(spot, value, self._inside(wanted.inner, wanted))
        elif wanted.inner and isinstance(value, dict):
            self._object(spot, value, wanted)

    def _many(self, spot: Checked, value: list[Json] | dict[str, Json], inner: Member) -> None:
        """Look at items or members: at scalars at once, as there can be millions."""
        pairs: Iterator[tuple[str | int, Json]] = (
            iter(value.items()) if isinstance(value, dict) else iter(enumerate(value))
        )
        if inner.kind:
            for key, item in pairs:
                if not inner.accepts(item):
                    self._wrong(spot.child(item, key), inner)
        else:
            self.todo.extend((spot.child(item, key), inner) for key, item in pairs)

    @staticmethod
    def _inside(notation: str, outer: Member) -> Member:
        """Return what stands inside of a member: of what is not used, nothing is."""
        inner = member(notation)
        return replace(inner, unused=True) if outer.unused else inner

    def _check_type(self, spot: Checked, wanted: Member) -> None:
        """Check the types that a schema states; null is what YAML makes of the word."""
        stated = spot.value if isinstance(spot.value, list) else [spot.value]
        for name in stated:
            known = name is None or (isinstance(name, str) and name in _TYPES)
            if not known and (spot.location.file, spot.location.pointer) not in self.known:
                report = self.found.warning if wanted.unused else self.found.error
                report("invalid-value", f"no such type: {str(name)[:_SHOWN]!r}", spot.location)
                return

    def _wrong(self, spot: Checked, wanted: Member) -> None:
        if wanted.unused and spot.value is None:
            return
        if (spot.location.file, spot.location.pointer) in self.known:
            return
        report = self.found.warning if wanted.unused else self.found.error
        report("invalid-type", wrong_type(wanted.expected, spot.value), spot.location)

    def _object(self, spot: Checked, value: dict[str, Json], wanted: Member) -> None:
        shape = self.shapes[wanted.inner]
        mark = (id(value), shape.name)
        if mark in self._seen:
            return
        self._seen.add(mark)
        ref = value.get("$ref")
        if shape.reference and isinstance(ref, str):
            self._reference(spot, value, shape)
            target = self.follow(spot, ref)
            if target is not None:
                self.todo.append((target, self._inside(shape.name, wanted)))
            if shape.name != "Schema":
                return
        for key, item in value.items():
            notation = shape.members.get(key, shape.rest)
            if notation and not (shape.rest and key.startswith("x-")):
                self.todo.append((spot.child(item, key), self._inside(notation, wanted)))
            elif not key.startswith(("x-", "X-", "$")):
                self._unknown(spot.child(item, key), key, shape)

    def _unknown(self, spot: Checked, key: str, shape: Shape) -> None:
        if (spot.location.file, spot.location.pointer) in self.known:
            return
        mark = (key, shape.name)
        if mark not in self._near and len(self._near) < _MOST_LIKE:
            self._near[mark] = _near(key, shape)
        near = self._near.get(mark, "")
        if not shape.open or near:
            message = f"{key[:_SHOWN]!r} is no member that OpenAPI knows here; it is not read"
            self.found.warning("unknown-field", message, spot.location, f"did you mean {near!r}?" if near else "")

    def _reference(self, spot: Checked, value: dict[str, Json], shape: Shape) -> None:
        """Report what stands beside a reference and is not read."""
        for key, item in value.items():
            if key == "$ref" or key.startswith("x-") or key not in shape.members:
                continue
            place = spot.child(item, key)
            if shape.members[key] == "Operation":
                message = f"the operation {key!r} stands beside '$ref' and is left out"
                self.found.incomplete("ref-siblings", message, place.location)
            elif shape.name == "Schema" and self.legacy and key not in _BESIDE_REFERENCES and key[0] != "$":
                message = f"{key!r} beside '$ref' says nothing in OpenAPI 3.0"
                self.found.warning("ref-siblings", message, place.location, "put both into 'allOf'")
            elif shape.name not in {"Schema", "PathItem"} and key not in _ANNOTATIONS:
                message = f"{key!r} beside '$ref' is not read: the reference stands for all"
                self.found.warning("ref-siblings", message, place.location)


def _near(key: str, shape: Shape) -> str:
    lowered = {name.lower(): name for name in shape.members}
    near = difflib.get_close_matches(key.lower(), lowered, n=1, cutoff=_LIKE)
    return lowered[near[0]] if near else ""
