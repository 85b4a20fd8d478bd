"""What a schema demands beyond types, as JSON Schemas without references (JSON Schema Core, 10; Validation, 6)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.openapi.structure.openapi3 import SCHEMA_APPLICATORS, SCHEMA_ASSERTIONS

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.openapi.reader.node import Node
    from codegen.openapi.reader.workspace import Workspace
    from codegen.openapi.structure.shapes import Member

GROUPS = (
    ("not",),
    ("if", "then", "else"),
    ("dependentRequired",),
    ("dependentSchemas",),
    ("dependencies",),
    ("contains", "minContains", "maxContains"),
    ("propertyNames",),
    ("patternProperties", "properties", "additionalProperties"),
    ("prefixItems", "items", "additionalItems"),
)
"""Keywords that say something together; the first of each group says that the group says anything."""

_BEYOND = ("unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "$recursiveRef")
_MAX_NODES = 400
_MAX_DEPTH = 40


class BeyondRulesError(Exception):
    """A part of a schema that cannot be written as a rule: it is recursive, too large or deep, or names nothing."""


@dataclass(slots=True)
class _Writer:
    """Writes schemas without references."""

    workspace: Workspace
    open: list[str] = field(default_factory=list)
    count: int = 0
    depth: int = 0

    def schema(self, node: Node) -> Json:
        """Return a schema with what its references name written in place. Raises ``BeyondRulesError``."""
        self.count += 1
        if self.count > _MAX_NODES:
            msg = "it is too large"
            raise BeyondRulesError(msg)
        if self.depth >= _MAX_DEPTH:
            msg = f"schemas in it are nested more than {_MAX_DEPTH} deep"
            raise BeyondRulesError(msg)
        self.depth += 1
        try:
            return self._schema(node)
        finally:
            self.depth -= 1

    def _schema(self, node: Node) -> Json:
        if isinstance(node.value, bool):
            return node.value
        if not isinstance(node.value, dict):
            msg = "it is no schema"
            raise BeyondRulesError(msg)
        for keyword in _BEYOND:
            if node.has(keyword):
                msg = f"it holds '{keyword}'"
                raise BeyondRulesError(msg)
        stated = self.keywords(node, sorted(node.value))
        if not isinstance(node.value.get("$ref"), str):
            return stated
        target = self.target(node)
        return {"allOf": [target, stated]} if stated else target

    def target(self, node: Node) -> Json:
        """Return the schema that a reference names."""
        target = self.workspace.follow(node)
        if target is None:
            msg = "a reference in it leads nowhere"
            raise BeyondRulesError(msg)
        if target.id in self.open:
            msg = "it is recursive"
            raise BeyondRulesError(msg)
        self.open.append(target.id)
        try:
            return self.schema(target)
        finally:
            self.open.pop()

    def keywords(self, node: Node, names: list[str]) -> dict[str, Json]:
        """Return some keywords of a schema; those that say nothing of validity are left out."""
        written: dict[str, Json] = {}
        for name in names:
            child = node.get(name)
            if child is None or name == "$ref":
                continue
            if name == "dependencies":
                written |= self.dependencies(child)
            elif name in SCHEMA_ASSERTIONS:
                written[name] = assertion(name, child.value)
            elif name in SCHEMA_APPLICATORS and SCHEMA_APPLICATORS[name].accepts(child.value):
                listed = name == "items" and isinstance(child.value, list)
                written["prefixItems" if listed else name] = self.applied(child, SCHEMA_APPLICATORS[name])
        return _modern(node, written)

    def applied(self, node: Node, member: Member) -> Json:
        """Return the subschemas of an applicator: one, a list, or a map of them."""
        if isinstance(node.value, list):
            return [self.schema(item) for item in node.items()]
        if member.table:
            return self.schema(node)
        return {key: self.schema(item) for key, item in node.members()}

    def dependencies(self, node: Node) -> dict[str, Json]:
        """Return ``dependencies`` of older drafts as its two successors."""
        listed: dict[str, Json] = {key: item.value for key, item in node.members() if isinstance(item.value, list)}
        schemas = {key: self.schema(item) for key, item in node.members() if key not in listed}
        both: dict[str, Json] = {"dependentRequired": listed, "dependentSchemas": schemas}
        return {key: value for key, value in both.items() if value}


def read_rules(node: Node, workspace: Workspace) -> tuple[str, ...]:
    """Return the rules of one schema as JSON texts; what cannot be checked is reported, keyword by keyword."""
    rules: list[str] = []
    for group in GROUPS:
        if not _stated(node, group[0]) or not _needed(node, group[0]):
            continue
        try:
            written = _group(_Writer(workspace), node, group)
        except BeyondRulesError as reason:
            message = f"values are not checked against '{group[0]}': {reason}"
            node.found.warning("unsupported-keyword", message, node.location.child(group[0]))
            continue
        if written:
            rules.append(rule_text(written))
    return tuple(rules)


def rule_text(schema: Json) -> str:
    """Return a schema as the text that types carry."""
    return json.dumps(schema, ensure_ascii=False)


def _stated(node: Node, keyword: str) -> bool:
    """Whether a schema has a keyword; before 2020-12, positional items were a list of ``items``."""
    items = node.raw("items")
    return node.has(keyword) or (keyword == "prefixItems" and isinstance(items, list) and bool(items))


def _needed(node: Node, keyword: str) -> bool:
    """Whether Python types leave something to check: a tuple says all of positional items that nothing follows."""
    if keyword == "if":
        return node.has("then") or node.has("else")
    return keyword != "prefixItems" or node.raw("items") is not False


def _group(writer: _Writer, node: Node, group: tuple[str, ...]) -> dict[str, Json]:
    if group[0] != "patternProperties":
        return writer.keywords(node, [name for name in group if node.has(name)])
    known: dict[str, Json] = {name: True for name, _ in node.entries("properties")}
    written = writer.keywords(node, ["patternProperties", "additionalProperties"])
    return {"properties": known, **written} if known else written


def assertion(name: str, value: Json) -> Json:
    """Return a keyword's value. Raises ``BeyondRulesError`` when it has the wrong type."""
    fits = SCHEMA_ASSERTIONS[name].accepts(value)
    if name == "type":
        fits = isinstance(value, str) or _are_strings(value)
    elif name == "required":
        fits = _are_strings(value)
    elif name == "dependentRequired":
        fits = isinstance(value, dict) and all(map(_are_strings, value.values()))
    if not fits:
        msg = f"'{name}' in it has the wrong type"
        raise BeyondRulesError(msg)
    return value


def _are_strings(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _modern(node: Node, written: dict[str, Json]) -> dict[str, Json]:
    """Write the spellings of OpenAPI 3.0 (``nullable``, boolean bounds) in words of JSON Schema 2020-12."""
    modern_bounds(written)
    if node.raw("nullable") is True and "type" in written:
        stated = written["type"]
        written["type"] = [*(stated if isinstance(stated, list) else [stated]), "null"]
        listed = written.get("enum")
        if isinstance(listed, list):
            written["enum"] = [*listed, None]
    return written


def modern_bounds(written: dict[str, Json]) -> None:
    """Write the exclusive bounds of OpenAPI 3.0, flags beside the bounds, as numbers (JSON Schema 2020-12)."""
    for inclusive, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if written.get(exclusive) is True and inclusive in written:
            written[exclusive] = written.pop(inclusive)
        elif isinstance(written.get(exclusive), bool):
            del written[exclusive]
