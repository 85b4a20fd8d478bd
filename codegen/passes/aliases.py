"""Breaks cycles of aliases: definitions that only refer to each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.types import AnyValue, RefTo, Union

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.api import Api
    from codegen.ir.types import DefId, Type


def break_alias_cycles(api: Api, found: Diagnostics) -> Api:
    """Return the API without alias cycles. A definition that refers to itself is reported and becomes any value.

    A variant by which a union refers to itself has no effect and is removed.
    """
    definitions = dict(api.definitions)
    for key, definition in api.definitions.items():
        node = definition.type
        if isinstance(node, Union):
            kept = tuple(variant for variant in node.variants if not _leads_to(api, variant, key))
            if len(kept) < len(node.variants):
                definitions[key] = replace(definition, type=_union(node, kept))
        elif isinstance(node, RefTo) and _leads_to(api, node, key):
            found.incomplete("ref-cycle", "this reference is part of a cycle", definition.location)
            definitions[key] = replace(definition, type=AnyValue(location=node.location))
    return replace(api, definitions=definitions)


def _union(node: Union, variants: tuple[Type, ...]) -> Type:
    if not variants:
        return AnyValue(nullable=node.nullable, location=node.location)
    if len(variants) == 1:
        return replace(variants[0], nullable=node.nullable or variants[0].nullable)
    return replace(node, variants=variants)


def _leads_to(api: Api, node: Type, goal: DefId) -> bool:
    """Return whether a definition is reachable from a type through references and unions only."""
    seen: set[DefId] = set()
    stack = list(_names(node))
    while stack:
        target = stack.pop()
        if target == goal:
            return True
        if target not in seen and target in api.definitions:
            seen.add(target)
            stack.extend(_names(api.definitions[target].type))
    return False


def _names(node: Type) -> Iterator[DefId]:
    if isinstance(node, RefTo):
        yield node.target
    elif isinstance(node, Union):
        for variant in node.variants:
            yield from _names(variant)
