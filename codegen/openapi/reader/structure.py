"""Checks the structure of a document against the tables of its objects, before it is read.

Every wrong JSON type, unknown property and property beside a reference is reported here, and only here: readers skip
values of a wrong type silently.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from codegen.core.diagnostic import Diagnostics, Severity
from codegen.openapi.structure.openapi3 import METHODS, SCHEMA_ANNOTATIONS
from codegen.openapi.structure.shapes import Member, SpecObject, an, wrong_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from codegen.core.json import Json
    from codegen.openapi.reader.node import Node
    from codegen.openapi.reader.workspace import Workspace

Objects: TypeAlias = "Mapping[str, SpecObject]"

_BESIDE_REFERENCES = SCHEMA_ANNOTATIONS.keys() | {"nullable", "type"}
"""Keywords beside the reference of a schema in OpenAPI 3.0 that do not change which values are valid.

``nullable`` is applied against the specification, as documents intend. Some tools write a type beside each reference.
"""
_BESIDE_OTHERS = SCHEMA_ANNOTATIONS.keys() | {"summary"}
_SECTIONS = {"OpenAPI": ("#/components/",), "Swagger": ("#/definitions/", "#/parameters/", "#/responses/")}
"""Sections that are always checked, whether referenced or not."""
_SIMILARITY, _MOST_COMPARED = 0.8, 5000
_SHOWN = 60


def check_structure(workspace: Workspace, name: str, objects: Objects, found: Diagnostics, *, legacy: bool) -> None:
    """Check the root document of a workspace, the object ``name``, and the targets of its references.

    Errors in members that no code is generated from are warnings, those in annotations incomplete. ``legacy``: the
    document is OpenAPI 3.0.
    """
    quiet = replace(workspace, found=Diagnostics())
    check = _Check(workspace, quiet, objects, found, sections=_SECTIONS[name], legacy=legacy)
    check.todo.append((workspace.top(), an(name)))
    while check.todo:
        check.value(*check.todo.pop())


@dataclass(slots=True)
class _Check:
    workspace: Workspace
    quiet: Workspace
    objects: Objects
    found: Diagnostics
    sections: tuple[str, ...]
    legacy: bool
    todo: list[tuple[Node, Member]] = field(default_factory=list)
    _seen: set[tuple[int, str]] = field(default_factory=set)
    _similar: dict[tuple[str, str], str] = field(default_factory=dict)

    def value(self, node: Node, wanted: Member) -> None:
        """Check one value, and queue its content."""
        value = node.value
        if self._is_misplaced(node, wanted):
            self._misplaced(node, wanted)
        elif wanted.names:
            self._names(node, wanted)
        elif not wanted.accepts(value):
            self._wrong(node, wanted)
        elif wanted.table and isinstance(value, dict):
            self._object(node, value, wanted)
        elif wanted.inner is not None and isinstance(value, dict):
            self._inside(node, value.items(), _within(wanted.inner, wanted))
        elif wanted.inner is not None and isinstance(value, list):
            self._inside(node, enumerate(value), _within(wanted.inner, wanted))

    def _is_misplaced(self, node: Node, wanted: Member) -> bool:
        """Return whether a reference replaces a container, or an object that the specification lets no one replace."""
        if wanted.table:
            table = self.objects[wanted.table]
            return node.refers and not table.reference and "$ref" not in table.members
        return node.refers and wanted.inner is not None and not wanted.inner.scalar

    def _misplaced(self, node: Node, wanted: Member) -> None:
        """Report a reference in such a position, and queue its target."""
        if wanted.unused:
            return
        message = f"OpenAPI allows no '$ref' in place of {wanted.expected}; it is followed"
        self.found.warning("ref-position", message, node.location)
        for key, child in node.members():
            if key != "$ref":
                self.found.incomplete("ref-siblings", f"{key[:_SHOWN]!r} beside '$ref' is ignored", child.location)
        target = self.workspace.follow(node)
        if target is not None:
            self.todo.append((target, wanted))

    def _inside(self, node: Node, pairs: Iterable[tuple[str | int, Json]], inner: Member) -> None:
        """Queue items or members; check scalars directly, because there can be millions."""
        if not inner.scalar:
            self.todo.extend((node.child(item, key), inner) for key, item in pairs)
            return
        for key, item in pairs:
            if not inner.accepts(item):
                self._wrong(node.child(item, key), inner)

    def _names(self, node: Node, wanted: Member) -> None:
        """Check a name or a list of names; null is accepted, because YAML resolves the word to it."""
        for name in node.value if isinstance(node.value, list) else [node.value]:
            if name is not None and not (isinstance(name, str) and name in wanted.names):
                self._report(node, wanted, "invalid-value", f"unknown type {repr(name)[:_SHOWN]}")
                return

    def _wrong(self, node: Node, wanted: Member) -> None:
        if node.value is not None or not wanted.unused:
            self._report(node, wanted, "invalid-type", wrong_type(wanted.expected, node.value))

    def _report(self, node: Node, wanted: Member, code: str, message: str) -> None:
        hint = "it is left out" if wanted.severity is Severity.INCOMPLETE else ""
        self.found.report(wanted.severity, code, message, node.location, hint)

    def _object(self, node: Node, value: dict[str, Json], wanted: Member) -> None:
        table = self.objects[wanted.table]
        mark = (id(value), table.name)
        if mark in self._seen:
            return
        self._seen.add(mark)
        ref = value.get("$ref")
        if table.reference and isinstance(ref, str):
            self._siblings(node, value, table)
            self._follow(node, ref, wanted)
            if table.name != "Schema":
                return
        for key, item in value.items():
            member = table.members.get(key) or (None if key.startswith("x-") else table.rest)
            if member is not None:
                self.todo.append((node.child(item, key), _within(member, wanted)))
            elif not key.startswith(("x-", "X-", "$")):
                self._unknown(node.child(item, key), key, table)

    def _follow(self, node: Node, ref: str, wanted: Member) -> None:
        """Queue the target of a reference, unless it is checked in any case, or unused."""
        local = ref.startswith("#") and not node.file
        if local and (wanted.unused or (ref.startswith(self.sections) and "/x-" not in ref)):
            return
        # an unused reference within the document may be unresolved
        target = (self.quiet if local else self.workspace).resolve(node, ref)
        if target is not None:
            self.todo.append((target, wanted))

    def _unknown(self, node: Node, key: str, table: SpecObject) -> None:
        """Report an unknown property; in a path item, one that looks like an operation is incomplete output."""
        is_method = key.lower() in METHODS
        if table.name == "PathItem" and isinstance(node.value, dict) and (is_method or node.has("responses")):
            other = "other methods belong in 'additionalOperations', since OpenAPI 3.2"
            hint = f"write {key.lower()!r}" if is_method else other
            message = f"unknown property {key!r} of a path item is ignored"
            self.found.incomplete("invalid-value", message, node.location, hint)
            return
        mark = (key, table.name)
        if mark not in self._similar and len(self._similar) < _MOST_COMPARED:
            self._similar[mark] = _similar(key, table)
        similar = self._similar.get(mark, "")
        if not table.open or similar:
            message = f"unknown property {key[:_SHOWN]!r} is ignored"
            self.found.warning("unknown-field", message, node.location, f"did you mean {similar!r}?" if similar else "")

    def _siblings(self, node: Node, value: dict[str, Json], table: SpecObject) -> None:
        """Report ignored properties beside a reference."""
        for key in [name for name in value if name in table.members and name != "$ref"]:
            place = node.child(value[key], key).location
            if table.members[key].table == "Operation":
                message = f"the operation {key!r} beside '$ref' is ignored"
                self.found.incomplete("ref-siblings", message, place)
            elif table.name == "Schema":
                if self.legacy and key not in _BESIDE_REFERENCES and key[0] != "$":
                    message = f"{key!r} beside '$ref' is ignored in OpenAPI 3.0"
                    self.found.warning("ref-siblings", message, place, "put both into 'allOf'")
            elif table.name != "PathItem" and key not in _BESIDE_OTHERS:
                message = f"{key!r} beside '$ref' is ignored"
                self.found.warning("ref-siblings", message, place)


def _within(inner: Member, outer: Member) -> Member:
    """Return the description of an inner value, whose diagnostics are not more severe than those of its container."""
    severity = max(inner.severity, outer.severity, key=list(Severity).index)
    return inner if severity is inner.severity else replace(inner, severity=severity)


def _similar(key: str, table: SpecObject) -> str:
    lowered = {name.lower(): name for name in table.members}
    similar = difflib.get_close_matches(key.lower(), lowered, n=1, cutoff=_SIMILARITY)
    return lowered[similar[0]] if similar else ""
