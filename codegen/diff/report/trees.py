"""Build trees of the schemas around changes, for reports that show both versions side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.core.location import Location, escape, pointer_tokens
from codegen.diff.model.descriptions import listed

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.model.changes import Finding, Report

_MOST_CHILDREN = 400
_SHORT = {
    "minLength": "minLength",
    "maxLength": "maxLength",
    "minimum": "≥",
    "maximum": "≤",
    "exclusiveMinimum": ">",
    "exclusiveMaximum": "<",
    "multipleOf": "multiple of",
    "minItems": "minItems",
    "maxItems": "maxItems",
    "pattern": "pattern",
}
_FLAGS = {"deprecated": "deprecated", "readOnly": "read-only", "writeOnly": "write-only", "nullable": "null"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trees:
    """``shown`` maps fingerprints of findings to the keys of their trees, (old, new); ``trees`` holds each tree once.

    A tree is ``{"name", "type", "flags", "mark", "children", "more"}``: ``mark`` is ``removed``, ``added`` or
    ``changed``, ``more`` marks omitted children without changes below.
    """

    shown: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    trees: Mapping[str, Json] = field(default_factory=dict)


NO_TREES = Trees()


def schema_trees(report: Report, old: ComparedApi, new: ComparedApi) -> Trees:
    """Return the trees of all findings located in a schema. Only branches that lead to a change are complete."""
    marks: dict[str, dict[str, str]] = {}
    sides: dict[str, tuple[ComparedApi, Location]] = {}
    shown: dict[str, tuple[str, str]] = {}
    for finding in report.findings:
        keys = []
        for name, side, place, mark in _places(finding, old, new):
            root = _root(place)
            key = f"{name} {root.file}#{root.pointer}" if root.file else ""
            if key:
                sides[key] = side, root
                known = marks.setdefault(key, {})
                if mark:
                    known[place.pointer] = mark
            keys.append(key)
        if any(keys):
            shown[finding.change.fingerprint] = keys[0], keys[1]
    trees: dict[str, Json] = {}
    for key, (side, root) in sides.items():
        raw = side.raw(root)
        trees[key] = _Tree(marks[key]).node(_title(root), raw, root.pointer) if raw else None
    return Trees(shown=shown, trees=trees)


def _places(finding: Finding, old: ComparedApi, new: ComparedApi) -> tuple[tuple[str, ComparedApi, Location, str], ...]:
    """Return the locations of both versions, each with its mark."""
    change = finding.change
    removed, added = change.suffix == "removed", change.suffix == "added"
    return (
        ("old", old, change.old_at, "" if added else "removed" if removed else "changed"),
        ("new", new, change.new_at, "" if removed else "added" if added else "changed"),
    )


def _root(place: Location) -> Location:
    """Return the schema that contains a location: a named one, or that of a body or parameter; empty without one."""
    tokens = pointer_tokens(place.pointer)
    end = 0
    if tokens[:2] == ("components", "schemas") or tokens[:1] == ("definitions",):
        end = 3 if tokens[0] == "components" else 2
    elif "schema" in tokens:
        end = tokens.index("schema") + 1
    if not end or len(tokens) < end:
        return Location("")
    return Location(place.file).child(*tokens[:end])


def _title(root: Location) -> str:
    tokens = pointer_tokens(root.pointer)
    if tokens[-1] != "schema":
        return tokens[-1]
    if "responses" in tokens:
        return f"response {tokens[min(tokens.index('responses') + 1, len(tokens) - 1)]}"
    return "parameter" if "parameters" in tokens else "request"


@dataclass(slots=True)
class _Tree:
    marks: Mapping[str, str]

    def node(
        self, name: str, raw: Mapping[str, Json], pointer: str, *, required: bool = False, root: bool = True
    ) -> dict[str, Json]:
        """Return the tree of a schema."""
        flags = _flags(raw, required=required)
        node: dict[str, Json] = {"name": name, "type": _type(raw)}
        mark = self.marks.get(pointer)
        if flags:
            node["flags"] = [*flags]
        if mark:
            node["mark"] = mark
        below = _below(raw)
        if root or mark or any(place.startswith(f"{pointer}/") for place in self.marks):
            node["children"] = [
                self.node(label, child, f"{pointer}/{step}", required=needed, root=False)
                for label, step, child, needed in below[:_MOST_CHILDREN]
            ]
        elif below:
            node["more"] = True
        return node


def _flags(raw: Mapping[str, Json], *, required: bool) -> list[str]:
    flags = [words for key, words in _FLAGS.items() if raw.get(key) is True]
    return ["required", *flags] if required else flags


def _below(raw: Mapping[str, Json]) -> list[tuple[str, str, Mapping[str, Json], bool]]:
    """Return the direct subschemas: label, end of the pointer, schema, whether it is required."""
    found: list[tuple[str, str, Mapping[str, Json], bool]] = []
    needed = raw.get("required")
    properties = raw.get("properties")
    for name, child in properties.items() if isinstance(properties, dict) else ():
        if isinstance(child, dict):
            found.append((name, f"properties/{escape(name)}", child, isinstance(needed, list) and name in needed))
    for key, label in (("items", "items"), ("additionalProperties", "additional properties")):
        child = raw.get(key)
        if isinstance(child, dict):
            found.append((label, key, child, False))
    for key in ("allOf", "anyOf", "oneOf", "prefixItems"):
        parts = raw.get(key)
        for index, child in enumerate(parts if isinstance(parts, list) else []):
            if isinstance(child, dict):
                found.append((f"{key} {index + 1}", f"{key}/{index}", child, False))
    return found


def _type(raw: Mapping[str, Json]) -> str:
    """Return a one-line description of a schema."""
    reference = raw.get("$ref")
    if isinstance(reference, str):
        return "→ " + reference.rpartition("/")[2]
    if "const" in raw:
        return "const " + listed([raw["const"]])
    values = raw.get("enum")
    if isinstance(values, list):
        return "one of " + listed(values)
    text = _kind(raw)
    if isinstance(raw.get("format"), str):
        text += f" ({raw['format']})"
    if raw.get("additionalProperties") is False:
        text += ", closed"
    limits = [f"{words} {listed([raw[key]])}" for key, words in _SHORT.items() if key in raw]
    return ", ".join([text, *limits])


def _kind(raw: Mapping[str, Json]) -> str:
    """Return the ``type`` of a schema as text, or the composition keyword instead of it."""
    kind = raw.get("type")
    if isinstance(kind, list) and kind:
        return " or ".join(str(item) for item in kind)
    return str(kind) if kind else next((word for word in ("oneOf", "anyOf", "allOf") if word in raw), "anything")
