"""Emits ``Annotated`` metadata of the runtime: variant selection, and assertions that types do not express."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.ir.lookup import definition_of
from codegen.ir.types import Union
from codegen.ir.walk import descend
from codegen.python.code import Code, fmt, join, literal
from codegen.python.emit.facets import rule_of

if TYPE_CHECKING:
    from codegen.ir.api import Api
    from codegen.ir.types import Tags, Type
    from codegen.python.emit.imports import Imports
    from codegen.python.names import NameTable

MARKS = {"assertions": "SchemaAssertion", "typeinfo": "NearestVariant", "variants": "TaggedUnion"}
"""The marks, by the module of the runtime that they live in."""

MODEL_ASSERTION = "model_assertion"
"""The function that makes the assertion of a whole class, in the runtime's module ``assertions``."""


def has_marks(node: Type) -> bool:
    """Return whether a type or a nested one has a mark."""
    return any(rule_of(part) or (isinstance(part, Union) and _is_marked(part)) for part in descend(node))


def _is_marked(node: Union) -> bool:
    return node.tags is not None or node.branching


def type_marks(api: Api, names: NameTable, imports: Imports, runtime: str, node: Type) -> list[Code]:
    """Return the marks of one type, without nested types; ``runtime`` is the relative module of the runtime."""
    marks: list[Code] = []
    if isinstance(node, Union) and node.tags is not None:
        marks.append(_tagged(api, names, imports.use(f"{runtime}.variants", MARKS["variants"]), node, node.tags))
    elif isinstance(node, Union) and node.branching:
        marks.append(fmt("{}()", imports.use(f"{runtime}.typeinfo", MARKS["typeinfo"])))
    rule = rule_of(node)
    if rule:
        marks.append(fmt("{}({})", imports.use(f"{runtime}.assertions", MARKS["assertions"]), literal(rule)))
    return marks


def _tagged(api: Api, names: NameTable, made: Code, node: Union, tags: Tags) -> Code:
    arguments = [literal(tags.property), literal(tags.values)]
    name = _python_name(api, names, node, tags)
    if name != tags.property:
        arguments.append(fmt("name={}", literal(name)))
    if tags.fallback is not None:
        arguments.append(fmt("fallback={}", literal(tags.fallback)))
    return fmt("{}({})", made, join(", ", arguments))


def _python_name(api: Api, names: NameTable, node: Union, tags: Tags) -> str:
    """Return the Python name of the tag property, from the first variant that declares it."""
    for variant in node.variants:
        target = definition_of(api, variant)
        if target is not None and (target, tags.property) in names.fields:
            return str(names.fields[target, tags.property])
    return tags.property
