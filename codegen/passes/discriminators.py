"""Completes discriminators: every variant gets the values that select it, also as constants of its property.

The values are those of ``mapping``, else the constants that the variant declares for the property, else the name of
the component (OpenAPI, Discriminator Object). Keys of ``mapping`` are the texts of integers and booleans, where the
property has these. A property that is an enum is narrowed to the values, if it contains them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.core.json import is_listed
from codegen.ir.lookup import definition_of, may_be_null, object_fields, resolved
from codegen.ir.types import AllOf, Choice, Kind, Object, RefTo, Scalar, Tag, Union
from codegen.ir.walk import rebuild_api, rebuild_children

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from codegen.ir.api import Api
    from codegen.ir.types import DefId, Definition, Discriminator, Field, Type

    _Noted = dict[tuple[DefId, str], list[Tag]]

_BOOLEANS = {"true": True, "false": False}
_INTEGER = re.compile("-?(0|[1-9][0-9]{0,17})")
_VALUES: dict[Kind, type] = {Kind.STRING: str, Kind.INTEGER: int, Kind.NUMBER: int, Kind.BOOLEAN: bool}
_WHOLE = (Kind.INTEGER, Kind.NUMBER)


def settle_discriminators(api: Api) -> Api:
    """Return the API with complete mappings, and the selecting values in the discriminator properties of variants."""
    tags: _Noted = {}
    open_ended: set[DefId] = set()

    def change(node: Type) -> Type:
        node = rebuild_children(node, change)
        if not isinstance(node, Union) or node.discriminator is None:
            return node
        if node.discriminator.fallback is not None:
            open_ended.add(node.discriminator.fallback)
        return _settled(api, node, node.discriminator, tags)

    completed = rebuild_api(api, change)
    # the parent of a hierarchy has further values
    wanted = {key for key, _ in tags} - open_ended
    definitions = {
        key: _tagged(api, definition, tags) if key in wanted else definition
        for key, definition in completed.definitions.items()
    }
    return replace(completed, definitions=definitions)


def union_values(
    api: Api, discriminator: Discriminator, variants: Sequence[tuple[Type, Field | None]]
) -> list[list[Tag]]:
    """Return the values that select each variant; names of components where variants share one enum.

    ``variants`` are the types as listed, each with its property.
    """
    groups = [_variant_values(api, discriminator, variant, item) for variant, item in variants]
    if _distinct(groups):
        return groups
    mapped = {target for _, target in discriminator.mapping}
    named = [
        group if isinstance(variant, RefTo) and variant.target in mapped else _implicit(api, item, variant) or group
        for (variant, item), group in zip(variants, groups, strict=True)
    ]
    return named if _distinct(named) else groups


def _variant_values(api: Api, discriminator: Discriminator, variant: Type, item: Field | None) -> list[Tag]:
    mapped = [as_tag(api, item, value) for value, other in discriminator.mapping if _selects(api, other, variant)]
    return distinct_tags(mapped) or constants_of(api, item) or _implicit(api, item, variant)


def _selects(api: Api, mapped: DefId, variant: Type) -> bool:
    """Return whether a target of ``mapping`` is a variant, or both are names of one object."""
    target = definition_of(api, variant)
    if mapped == target or (isinstance(variant, RefTo) and mapped == variant.target):
        return True
    return target is not None and definition_of(api, RefTo(target=mapped)) == target


def _implicit(api: Api, item: Field | None, variant: Type) -> list[Tag]:
    """Return the name of the component of a variant, if its enum of the property, if any, lists it."""
    if not isinstance(variant, RefTo) or not isinstance(resolved(api, variant), (Object, AllOf)):
        return []
    name = as_tag(api, item, api.definitions[variant.target].origin.component)
    constants = constants_of(api, item)
    return [name] if not constants or is_listed(name, constants) else []


def as_tag(api: Api, item: Field | None, value: Tag) -> Tag:
    """Return the value of a discriminator property that a key of ``mapping`` is the text of."""
    node = resolved(api, item.type) if item is not None else None
    if not isinstance(value, str) or node is None:
        return value
    if isinstance(node, Choice):
        return next((tag for tag in constants_of(api, item) if _text(tag) in {value, value.lower()}), value)
    if not isinstance(node, Scalar):
        return value
    if node.kind is Kind.BOOLEAN:
        return _BOOLEANS.get(value.lower(), value)
    return int(value) if node.kind in _WHOLE and _INTEGER.fullmatch(value) else value


def _text(tag: Tag) -> str:
    return str(tag).lower() if isinstance(tag, bool) else str(tag)


def constants_of(api: Api, item: Field | None) -> list[Tag]:
    """Return the values in the enum of a property; none if it is not an enum."""
    node = resolved(api, item.type) if item is not None else None
    return [value for value in node.values if not isinstance(value, float)] if isinstance(node, Choice) else []


def distinct_tags(tags: Iterable[Tag]) -> list[Tag]:
    """Return the values without repetitions; 1 and true are different."""
    return list({(type(tag), tag): tag for tag in tags}.values())


def with_constant(api: Api, node: Type, name: str, values: list[Tag]) -> Type:
    """Return an object with the property ``name``, if it is a scalar or an enum, restricted to ``values``."""
    if not isinstance(node, Object):
        return node
    fields = tuple(_restricted(api, item, values if item.name == name else None) for item in node.fields)
    return replace(node, fields=fields)


def _settled(api: Api, union: Union, discriminator: Discriminator, tags: _Noted) -> Union:
    """Complete the mapping of a union; note the constants of its variants if their values are distinct."""
    variants = [(variant, object_fields(api, variant).get(discriminator.property)) for variant in union.variants]
    found = list(zip(union.variants, union_values(api, discriminator, variants), strict=True))
    if _distinct([group for _, group in found]):
        for variant, group in found:
            _note(tags, definition_of(api, variant), discriminator.property, group)
    mapping = [(value, variant.target) for variant, group in found if isinstance(variant, RefTo) for value in group]
    listed = {target for _, target in mapping}
    nested = [(value, target) for value, target in discriminator.mapping if target not in listed]
    return replace(union, discriminator=replace(discriminator, mapping=(*mapping, *_unique(nested, mapping))))


def _distinct(groups: list[list[Tag]]) -> bool:
    """Return whether every variant has values, and all values are distinct."""
    values = [value for group in groups for value in group]
    return all(groups) and len(distinct_tags(values)) == len(values)


def _note(tags: _Noted, target: DefId | None, name: str, values: list[Tag]) -> None:
    """Note the values of a property of a definition."""
    if target is not None:
        known = tags.setdefault((target, name), [])
        known.extend(value for value in values if not is_listed(value, known))


def _unique(pairs: list[tuple[Tag, DefId]], known: list[tuple[Tag, DefId]]) -> list[tuple[Tag, DefId]]:
    taken = [value for value, _ in known]
    return [(value, target) for value, target in pairs if not is_listed(value, taken)]


def _tagged(api: Api, definition: Definition, tags: _Noted) -> Definition:
    node = definition.type
    if not isinstance(node, Object):
        return definition
    fields = tuple(_restricted(api, item, tags.get((definition.id, item.name))) for item in node.fields)
    return replace(definition, type=replace(node, fields=fields))


def _restricted(api: Api, item: Field, values: list[Tag] | None) -> Field:
    """Return a property with its type restricted to ``values``, if it contains them."""
    node = resolved(api, item.type)
    if not values:
        return item
    nullable = may_be_null(api, item.type)
    if isinstance(node, Choice):
        # the enum of the parent contains the values of all variants
        narrower = len(values) < len(node.values) and all(is_listed(value, node.values) for value in values)
        if node.open or not narrower:
            return item
        return replace(item, type=replace(node, values=tuple(values), nullable=nullable))
    types = _VALUES.get(node.kind) if isinstance(node, Scalar) else None
    if types is None or any(type(value) is not types for value in values):
        return item
    return replace(item, type=Choice(values=tuple(values), nullable=nullable, location=item.type.location))
