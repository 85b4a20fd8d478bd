"""Extracts assertions that types do not express, as JSON Schemas without references (JSON Schema Core, 10)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.openapi.reader.objects import fixed_length
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
"""Keywords that apply together; a group applies if its first keyword is present."""

_BEYOND = ("unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "$recursiveRef")
_MAX_NODES = 400
_MAX_DEPTH = 40


class BeyondRulesError(Exception):
    """A schema cannot be a rule: it is recursive, too large or deep, invalid, or has unsupported keywords."""


@dataclass(slots=True)
class _RuleBuilder:
    """Builds JSON Schemas with references replaced by their targets."""

    workspace: Workspace
    open: list[str] = field(default_factory=list)
    count: int = 0
    depth: int = 0

    def schema(self, node: Node) -> Json:
        """Return a schema with its references inlined. Raises ``BeyondRulesError``."""
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
            msg = "it is not a schema"
            raise BeyondRulesError(msg)
        for keyword in _BEYOND:
            if node.has(keyword):
                msg = f"it contains '{keyword}'"
                raise BeyondRulesError(msg)
        stated = self.keywords(node, sorted(node.value))
        if not isinstance(node.value.get("$ref"), str):
            return stated
        target = self.target(node)
        return {"allOf": [target, stated]} if stated else target

    def target(self, node: Node) -> Json:
        """Return the inlined target of a reference."""
        target = self.workspace.follow(node)
        if target is None:
            msg = "it contains an unresolved reference"
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
        """Return the given keywords of a schema, without annotations."""
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
        """Return ``dependencies`` of older drafts as ``dependentRequired`` and ``dependentSchemas``."""
        listed: dict[str, Json] = {key: item.value for key, item in node.members() if isinstance(item.value, list)}
        schemas = {key: self.schema(item) for key, item in node.members() if key not in listed}
        both: dict[str, Json] = {"dependentRequired": listed, "dependentSchemas": schemas}
        return {key: value for key, value in both.items() if value}


def read_rules(node: Node, workspace: Workspace) -> tuple[str, ...]:
    """Return the rules of one schema as JSON texts; report keywords that cannot be checked."""
    rules: list[str] = []
    for group in GROUPS:
        if not _stated(node, group[0]) or not _needed(node, group[0]):
            continue
        try:
            written = _group(_RuleBuilder(workspace), node, group)
        except BeyondRulesError as reason:
            message = f"values are not checked against '{group[0]}': {reason}"
            node.found.warning("unsupported-keyword", message, node.location.child(group[0]))
            continue
        if written:
            rules.append(rule_text(written))
    return tuple(rules)


def rule_text(schema: Json) -> str:
    """Return a schema as JSON text, for ``TypeBase.rules``."""
    return json.dumps(schema, ensure_ascii=False)


def _stated(node: Node, keyword: str) -> bool:
    """Return whether a schema has a keyword; before 2020-12, ``prefixItems`` was a list in ``items``."""
    items = node.raw("items")
    return node.has(keyword) or (keyword == "prefixItems" and isinstance(items, list) and bool(items))


def _needed(node: Node, keyword: str) -> bool:
    """Return whether a keyword must be checked beyond Python types: a closed tuple expresses ``prefixItems``."""
    if keyword == "if":
        return node.has("then") or node.has("else")
    return keyword != "prefixItems" or (node.raw("items") is not False and fixed_length(node) is None)


def _group(builder: _RuleBuilder, node: Node, group: tuple[str, ...]) -> dict[str, Json]:
    if group[0] != "patternProperties":
        return builder.keywords(node, [name for name in group if node.has(name)])
    known: dict[str, Json] = {name: True for name, _ in node.entries("properties")}
    written = builder.keywords(node, ["patternProperties", "additionalProperties"])
    return {"properties": known, **written} if known else written


def assertion(name: str, value: Json) -> Json:
    """Return the value of a keyword. Raises ``BeyondRulesError`` if it has the wrong type."""
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
    """Convert the notations of OpenAPI 3.0 (``nullable``, boolean bounds) to JSON Schema 2020-12."""
    modern_bounds(written)
    if node.raw("nullable") is True and "type" in written:
        stated = written["type"]
        written["type"] = [*(stated if isinstance(stated, list) else [stated]), "null"]
        listed = written.get("enum")
        if isinstance(listed, list):
            written["enum"] = [*listed, None]
    return written


def modern_bounds(written: dict[str, Json]) -> None:
    """Convert the boolean exclusive bounds of OpenAPI 3.0 to numbers (JSON Schema 2020-12)."""
    for inclusive, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if written.get(exclusive) is True and inclusive in written:
            written[exclusive] = written.pop(inclusive)
        elif isinstance(written.get(exclusive), bool):
            del written[exclusive]
