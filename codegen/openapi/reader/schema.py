"""Reads schemas into types (OpenAPI 3.0 Schema Object; JSON Schema 2020-12 for 3.1 and 3.2)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from codegen.ir.types import (
    AllOf,
    AnyValue,
    DefId,
    Definition,
    Expandable,
    Kind,
    ListOf,
    Never,
    Object,
    Origin,
    RefTo,
    Scalar,
)
from codegen.openapi.reader.choices import read_choice
from codegen.openapi.reader.contents import read_content
from codegen.openapi.reader.contradictions import check_schema
from codegen.openapi.reader.deprecation import read_deprecation
from codegen.openapi.reader.discriminators import read_discriminator
from codegen.openapi.reader.facets import read_facets
from codegen.openapi.reader.objects import read_array, read_default, read_object
from codegen.openapi.reader.positions import component_name
from codegen.openapi.reader.rules import read_rules
from codegen.openapi.reader.stated import stated_schema
from codegen.openapi.reader.unions import make_union
from codegen.openapi.structure.openapi3 import SCHEMA_ANNOTATIONS, SCHEMA_CORE

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.types import Type
    from codegen.openapi.reader.node import Node
    from codegen.openapi.reader.workspace import Workspace

_TELLING = (
    (
        "object",
        ("properties", "additionalProperties", "patternProperties", "required", "minProperties", "maxProperties"),
    ),
    ("array", ("items", "prefixItems", "minItems", "maxItems", "uniqueItems")),
    ("string", ("pattern", "minLength", "maxLength", "contentMediaType", "contentEncoding")),
    ("number", ("minimum", "maximum", "multipleOf")),
)
"""Keywords from which a missing type is inferred."""
_BESIDE_REFERENCES = SCHEMA_CORE.keys() | SCHEMA_ANNOTATIONS.keys() | {"summary", "unevaluatedProperties"}
"""Keywords without effect beside the reference of a schema."""
_UNEVALUATED = {
    "unevaluatedProperties": ("anyOf", "if", "dependentSchemas"),
    "unevaluatedItems": ("allOf", "anyOf", "oneOf", "if", "contains", "$ref", "$dynamicRef"),
}
"""Keywords beside which ``unevaluatedProperties`` and ``unevaluatedItems`` are not checked."""
_STATED = ("type", "enum", "const")
_TYPES = {kind.value for kind in Kind} | {"object", "array"}
_MAX_DEPTH = 120


@dataclass(slots=True)
class SchemaReader:
    """Reads schemas, and collects the definitions that references name."""

    workspace: Workspace
    found: Diagnostics
    legacy: bool
    definitions: dict[DefId, Definition | None] = field(default_factory=dict)
    _started: set[DefId] = field(default_factory=set)
    _components: set[str] = field(default_factory=set)
    _given: dict[str, str] = field(default_factory=dict)
    _waiting: deque[tuple[Node, str]] = field(default_factory=deque)
    _depth: int = 0

    def define_all(self, components: list[tuple[str, Node]]) -> None:
        """Read all component schemas, in the order of the document."""
        self._components = {node.id for _, node in components}
        nodes = {name: self._named(node) for name, node in components}
        for name, node in nodes.items():
            self._given.setdefault(node.id, name)
        self.definitions.update({DefId(node.id): None for node in nodes.values()})
        for name, node in nodes.items():
            self.define(node, name)

    def _named(self, node: Node) -> Node:
        """Return the schema of a component; if it is only a reference to an unnamed schema, its target."""
        if node.id not in self._components or not isinstance(node.value, dict) or set(node.value) != {"$ref"}:
            return node
        target = self.workspace.follow(node)
        return node if target is None or target.id in self._components else target

    def define(self, node: Node, component: str) -> DefId:
        """Register a schema as a definition, once; return its id. ``finish`` reads it."""
        node = self._named(node)
        key = DefId(node.id)
        if key not in self._started:
            self._started.add(key)
            self.definitions.setdefault(key)  # reserves its position in the order
            self._waiting.append((node, self._given.get(node.id, component)))
        return key

    def finish(self) -> None:
        """Read the registered definitions and those that they refer to; iterative, because chains can be long."""
        while self._waiting:
            node, component = self._waiting.popleft()
            key = DefId(node.id)
            self.definitions[key] = Definition(
                id=key,
                type=replace(self._defined(node), stated=("", "")),
                origin=Origin(component=component),
                location=node.location,
                title=node.words("title"),
                description=node.words("description"),
                deprecated=node.flag("deprecated"),
                deprecation=read_deprecation(node),
                resource=node.text("x-resourceId") if node.has("x-resourceId") else "",
                tag=node.words("x-ms-discriminator-value"),
                default=read_default(node),
                stated=stated_schema(node),
            )

    def _defined(self, node: Node) -> Type:
        """Read the schema of a definition. Keep ``allOf`` with one reference, which is a subschema in a hierarchy."""
        read = self.read(node)
        if not isinstance(read, RefTo) or read.nullable or not node.has("allOf"):
            return read
        return AllOf(parts=(read,), location=node.location)

    def read(self, node: Node) -> Type:
        """Read one schema. Report errors and continue with ``AnyValue``."""
        if isinstance(node.value, bool):
            return AnyValue(location=node.location) if node.value else Never(location=node.location)
        if not isinstance(node.value, dict):
            return AnyValue(location=node.location)
        self._depth += 1
        try:
            if self._depth > _MAX_DEPTH:
                self.found.error("nesting-too-deep", f"schemas are nested more than {_MAX_DEPTH} deep", node.location)
                return AnyValue(location=node.location)
            check_schema(node)
            read = self._types(node)
            if "$ref" not in node.value and "$dynamicRef" not in node.value:
                read = replace(self._ruled(node, read), stated=stated_schema(node))
            rest = self._unevaluated(node)
            if rest is None:
                return read
            return AllOf(
                parts=(read,), rest=rest, nullable=read.nullable, location=node.location, stated=stated_schema(node)
            )
        finally:
            self._depth -= 1

    def _unevaluated(self, node: Node) -> Type | None:
        """Read ``unevaluatedProperties``, the type of the properties that no part of the schema describes."""
        for keyword, apart in _UNEVALUATED.items():
            child = node.get(keyword)
            if child is None or child.value is True:
                continue
            beside = next((word for word in apart if node.has(word)), None)
            if beside is not None:
                message = f"values are not checked against '{keyword}' beside '{beside}'"
                self.found.warning("unsupported-keyword", message, child.location)
            elif keyword == "unevaluatedProperties" and not node.has("additionalProperties"):
                return self.read(child)
        return None

    def _ruled(self, node: Node, read: Type) -> Type:
        """Add the assertions that the type does not express."""
        rules = read_rules(node, self.workspace)
        return replace(read, rules=(*read.rules, *rules)) if rules else read

    def _types(self, node: Node) -> Type:
        if node.has("$ref") or node.has("$dynamicRef"):
            return self._reference(node)
        nullable = node.flag("nullable")
        expandable = self._expandable(node)
        if expandable is not None:
            return replace(expandable, nullable=nullable or expandable.nullable)
        own = self._based(node, self._own(node))
        applied = [*self._union(node, "anyOf"), *self._union(node, "oneOf"), *map(self.read, node.nodes("allOf"))]
        if own is None:
            return _joined(applied, (), node, nullable=nullable)
        guessed = not isinstance(own, Object) and not any(node.has(word) for word in _STATED)
        if guessed and applied:
            return _joined(applied, (own,), node, nullable=nullable)
        return _joined([own, *applied], (), node, nullable=nullable)

    def _reference(self, node: Node) -> Type:
        target = self.reference_target(node)
        if target is None:
            return AnyValue(location=node.location)
        reference = RefTo(target=target, location=node.location)
        beside = node.without("$ref", "$dynamicRef")
        telling = any(key not in _BESIDE_REFERENCES and not key.startswith("x-") for key, _ in beside.members())
        if self.legacy or not telling:
            # OpenAPI 3.0 ignores keywords beside a reference, but documents use this for "or null"
            return replace(reference, nullable=self.legacy and node.flag("nullable"))
        rest = self._ruled(beside, self._types(beside))
        if isinstance(rest, AnyValue):
            return replace(reference, nullable=rest.nullable, rules=rest.rules)
        if isinstance(rest, (Scalar, ListOf)) and not any(node.has(word) for word in _STATED):
            return AllOf(parts=(reference,), hints=(rest,), location=node.location)
        return AllOf(parts=(reference, rest), location=node.location)

    def reference_target(self, node: Node) -> DefId | None:
        """Return the definition of the target of a schema's ``$ref``, through chains of references."""
        ref = node.get("$ref") or node.get("$dynamicRef")
        target = self.workspace.resolve(node, ref.value) if ref is not None and isinstance(ref.value, str) else None
        if target is None or not isinstance(target.value, (dict, bool)):
            return None
        return self.define(target, component_name(target))

    def _expandable(self, node: Node) -> Expandable | None:
        """Read an id that the server expands on request (``x-expansionResources``, an extension of Stripe)."""
        mark = node.get("x-expansionResources")
        branches = node.container("anyOf")
        if mark is None or branches is None:
            return None
        scalars: list[Scalar] = []
        targets: list[DefId] = []
        nullable = False
        for branch in branches.items():
            read = self.read(branch)
            if isinstance(read, RefTo):
                targets.append(read.target)
            elif isinstance(read, Scalar) and read.kind is Kind.STRING:
                scalars.append(read)
            elif isinstance(read, Scalar) and read.kind is Kind.NULL:
                nullable = True
            else:
                return None
        if len(scalars) != 1 or not targets:
            return None
        return Expandable(targets=tuple(targets), id=scalars[0], nullable=nullable, location=node.location)

    def _union(self, node: Node, keyword: str) -> list[Type]:
        """Read the union of a keyword; return nothing if the keyword is missing."""
        branches = node.container(keyword)
        if branches is None:
            return []
        listed = list(branches.items())
        possible = [branch for branch in listed if not _is_impossible(branch)]
        variants = [self.read(branch) for branch in possible or listed]
        discriminator = read_discriminator(node, self.workspace, self.define)
        return [make_union(variants, node=node, exclusive=keyword == "oneOf", discriminator=discriminator)]

    def _based(self, node: Node, own: Type | None) -> Type | None:
        """Mark the parent of a hierarchy: an object with a discriminator and without variants.

        In a schema whose ``allOf`` holds the variants, the mark is merged with these.
        """
        if len(node.nodes("oneOf")) + len(node.nodes("anyOf")) > 1:
            return own
        discriminator = read_discriminator(node, self.workspace, self.define)
        if discriminator is not None and node.has("allOf") and not isinstance(own, Object):
            anything = AnyValue(location=node.location)
            return Object(fields=(), additional=anything, discriminator=discriminator, location=node.location)
        return replace(own, discriminator=discriminator) if isinstance(own, Object) else own

    def _own(self, node: Node) -> Type | None:
        """Read the keywords of the schema itself, without its applicators."""
        if node.has("const"):
            return read_choice(node, [cast("Node", node.get("const"))], self._stated_names(node))
        enum = node.get("enum")
        if enum is not None and enum.value != []:
            return self._listed(node, list(enum.items()))
        names = self._type_names(node)
        nullable = "null" in names and len(names) > 1
        kinds = [name for name in names if name != "null"] or names
        variants = [self._single(node, name) for name in kinds]
        if not variants:
            return None
        return replace(make_union(variants, node=node), nullable=nullable)

    def _listed(self, node: Node, values: list[Node]) -> Type:
        """Read an enum. Scalars in the enum of an array are applied to its items, because no array equals them."""
        names = self._stated_names(node)
        array = read_array(node, self.read) if names == ["array"] else None
        if isinstance(array, ListOf) and not any(isinstance(value.value, list) for value in values):
            return replace(array, item=read_choice(node, values, []))
        return read_choice(node, values, names)

    def _stated_names(self, node: Node) -> list[str]:
        return self._type_names(node) if node.has("type") else []

    def _type_names(self, node: Node) -> list[str]:
        child = node.get("type")
        if child is None:
            return self._inferred(node)
        stated = child.value if isinstance(child.value, list) else [child.value]
        # YAML resolves the word to null; "file" is a type of Swagger 2.0
        names = ["null" if name is None else "string" if name == "file" else name for name in stated]
        return list(dict.fromkeys(name for name in names if isinstance(name, str) and name in _TYPES))

    @staticmethod
    def _inferred(node: Node) -> list[str]:
        """Infer a missing type from keywords that only apply to one."""
        return next(([name] for name, keywords in _TELLING if any(map(node.has, keywords))), [])

    def _single(self, node: Node, name: str) -> Type:
        if name == "object":
            return read_object(node, self.read)
        if name == "array":
            return read_array(node, self.read)
        facets = read_facets(node)
        if name != Kind.STRING:
            return Scalar(kind=Kind(name), format=node.words("format") or None, facets=facets, location=node.location)
        text_format, media_type = read_content(node)
        if node.raw("type") == "file":
            text_format = "binary"
        return Scalar(
            kind=Kind.STRING, format=text_format, facets=facets, media_type=media_type, location=node.location
        )


def _is_impossible(node: Node) -> bool:
    """Return whether no value is valid: ``false``, or ``{not: {}}``, which libraries write for an absent value."""
    value = node.value
    return value is False or (isinstance(value, dict) and value.keys() == {"not"} and value["not"] in ({}, True))


def _joined(parts: list[Type], hints: tuple[Type, ...], node: Node, *, nullable: bool) -> Type:
    """Return the type of values that are valid for every part."""
    if not parts:
        return AnyValue(location=node.location, nullable=nullable)
    if len(parts) == 1 and not hints:
        only = parts[0]
        return replace(only, nullable=only.nullable or nullable)
    # nullable if every part is, or if the schema itself is
    telling = [part for part in parts if not isinstance(part, AnyValue)]
    together = nullable or (bool(telling) and all(part.nullable for part in telling))
    return AllOf(parts=tuple(parts), hints=hints, nullable=together, location=node.location)
