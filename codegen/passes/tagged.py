"""Derives the tags of unions from their discriminators, once every variant has a definition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.lookup import definition_of, object_fields, resolved
from codegen.ir.types import Discriminator, RefTo, Tag, Tags, Union
from codegen.ir.walk import rebuild_api, rebuild_children
from codegen.passes.discriminators import constants_of, distinct_tags

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.api import Api
    from codegen.ir.types import Type

_MAX_DEPTH = 20


def tag_unions(api: Api, found: Diagnostics) -> Api:
    """Return the API in which unions with a discriminator have ``tags``.

    A discriminator is usable if every variant is an object, or a union of objects, and every value selects one
    variant. Others are reported, and variants are then selected by validation.
    """

    def change(node: Type) -> Type:
        node = rebuild_children(node, change)
        if not isinstance(node, Union) or node.discriminator is None:
            return node
        tags = _tags(api, node, node.discriminator, 0)
        if tags is None:
            message = f"the discriminator '{node.discriminator.property}' does not distinguish all variants"
            found.warning("discriminator-unusable", message, node.location)
        return replace(node, tags=tags)

    return rebuild_api(api, change)


def _tags(api: Api, union: Union, discriminator: Discriminator, depth: int) -> Tags | None:
    targets = [definition_of(api, variant) or variant for variant in union.variants]
    values = tuple(tuple(_values(api, discriminator, variant, depth)) for variant in union.variants)
    known = [value for group in values for value in group]
    if not all(values) or len(distinct_tags(known)) < len(known) or len(set(targets)) < len(targets):
        return None
    places = [variant.target for variant in union.variants if isinstance(variant, RefTo)]
    fallback = discriminator.fallback
    return Tags(
        property=discriminator.property,
        values=values,
        fallback=places.index(fallback) if fallback in places else None,
    )


def _values(api: Api, discriminator: Discriminator, variant: Type, depth: int) -> list[Tag]:
    """Return the values that select a variant: as mapped, else its own constants, else those of a nested union."""
    if not isinstance(variant, RefTo) or depth > _MAX_DEPTH:
        return []
    target = definition_of(api, variant)
    inner = resolved(api, variant)
    if target is None and not isinstance(inner, Union):
        return []
    mapped: list[Tag] = [value for value, other in discriminator.mapping if other == variant.target]
    if isinstance(inner, Union):
        below = inner.discriminator
        same = below is not None and below.property == discriminator.property
        return _inner_values(api, inner, depth + 1) if same else mapped
    return mapped or constants_of(api, object_fields(api, variant).get(discriminator.property))


def _inner_values(api: Api, union: Union, depth: int) -> list[Tag]:
    """Return all values that select the variants of a nested union."""
    tags = _tags(api, union, union.discriminator, depth) if union.discriminator is not None else None
    return [] if tags is None else distinct_tags(value for group in tags.values for value in group)
