"""Splits parents that list their subschemas in ``oneOf`` or ``anyOf``, while these refer to the parent in ``allOf``.

springdoc and Swashbuckle write hierarchies like this. Read literally, each schema contains the other. Meant is a union
of the subschemas, each with the keywords of the parent beside its list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from codegen.ir.types import AllOf, AnyValue, Object, RefTo, Union
from codegen.passes.graphs import ancestors_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.ir.api import Api
    from codegen.ir.types import DefId, Type

_Ancestors: TypeAlias = Mapping["DefId", list["DefId"]]


@dataclass(frozen=True, slots=True)
class _Parent:
    """A parent: its type without the list, its union, and the definitions that inherit from it on the way to it."""

    base: AllOf
    union: Type
    below: frozenset[DefId]


def split_listing_parents(api: Api) -> Api:
    """Return the API with such parents as unions, and the rest in their subschemas. It requires unmerged ``allOf``."""
    ancestors = ancestors_of({key: list(_inherited(item.type)) for key, item in api.definitions.items()})
    parents = {key: found for key in api.definitions if (found := _parent(api, key, ancestors)) is not None}
    if not parents:
        return api
    definitions = {
        key: replace(item, type=_split(key, parents[key].union if key in parents else item.type, parents))
        for key, item in api.definitions.items()
    }
    return replace(api, definitions=definitions)


def _inherited(node: Type) -> Iterator[DefId]:
    """Yield the definitions that a type refers to in ``allOf``."""
    for part in node.parts if isinstance(node, AllOf) else ():
        if isinstance(part, RefTo):
            yield part.target
        else:
            yield from _inherited(part)


def _parent(api: Api, key: DefId, ancestors: _Ancestors) -> _Parent | None:
    """Return a definition as a parent; None if it lists no subschema that inherits from it."""
    node = api.definitions[key].type
    whole = node if isinstance(node, AllOf) else AllOf(parts=(node,), nullable=node.nullable, location=node.location)
    marked = any(isinstance(part, Object) and part.discriminator is not None for part in whole.parts)
    for part in whole.parts:
        listed = _listed(part, single=marked)
        children = [target for target in listed if key in ancestors.get(target, ())]
        if children:
            between = {above for child in children for above in ancestors[child] if key in ancestors[above]}
            return _divided(whole, part, children, frozenset({*children, *between} - {key}))
    return None


def _divided(whole: AllOf, part: Type, children: list[DefId], below: frozenset[DefId]) -> _Parent:
    """Return a parent whose list of ``children`` is in one part of its type."""
    others = tuple(_unmarked(other) for other in whole.parts if other is not part)
    base = AllOf(parts=others, hints=whole.hints, location=whole.location)
    union = replace(whole, parts=(_completed(part, base, set(children)),), hints=())
    return _Parent(base, union, below)


def _listed(node: Type, *, single: bool) -> list[DefId]:
    """Return the variants of a union that are references; a union of one variant was read as this variant."""
    if isinstance(node, Union):
        return [variant.target for variant in node.variants if isinstance(variant, RefTo)]
    return [node.target] if single and isinstance(node, RefTo) else []


def _completed(node: Type, base: AllOf, children: set[DefId]) -> Type:
    """Return the union of a parent; variants that do not inherit from it are merged with its own keywords."""
    if not isinstance(node, Union) or not (base.parts or base.hints):
        return node
    variants = tuple(
        variant
        if isinstance(variant, RefTo) and variant.target in children
        else replace(base, parts=(variant, *base.parts))
        for variant in node.variants
    )
    return replace(node, variants=variants)


def _unmarked(node: Type) -> Type:
    return replace(node, discriminator=None) if isinstance(node, Object) else node


def _split(key: DefId, node: Type, parents: Mapping[DefId, _Parent]) -> Type:
    """Return the type of a definition with references to parents in ``allOf`` replaced by what they say themselves."""

    def change(part: Type, seen: frozenset[DefId], home: DefId) -> Type:
        if isinstance(part, RefTo) and part.target in parents and home in parents[part.target].below:
            if part.target in seen:
                return AnyValue(location=part.location)
            return change(parents[part.target].base, seen | {part.target}, part.target)
        if isinstance(part, AllOf):
            return replace(part, parts=tuple(change(inner, seen, home) for inner in part.parts))
        return part

    return change(node, frozenset(), key) if isinstance(node, AllOf) else node
