"""Completes discriminators: every variant gets the values that select it, also as constants of its property.

The values are those of ``mapping``, else the constants that the variant declares for the property, else the name of
the component (OpenAPI, Discriminator Object). A property that is an enum is narrowed to them, if it contains them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.lookup import definition_of, object_fields
from codegen.ir.types import Choice, Kind, Object, RefTo, Scalar, Union
from codegen.ir.walk import rebuild_api, rebuild_children

if TYPE_CHECKING:
    from codegen.ir.api import Api
    from codegen.ir.types import DefId, Definition, Discriminator, Field, Type

    Tags = dict[tuple[DefId, str], list[str]]


def settle_discriminators(api: Api) -> Api:
    """Return the API with complete mappings, and the selecting values in the discriminator properties of variants."""
    tags: Tags = {}

    def change(node: Type) -> Type:
        node = rebuild_children(node, change)
        return _settled(api, node, node.discriminator, tags) if isinstance(node, Union) and node.discriminator else node

    completed = rebuild_api(api, change)
    wanted = {key for key, _ in tags}
    definitions = {
        key: _tagged(definition, tags) if key in wanted else definition
        for key, definition in completed.definitions.items()
    }
    return replace(completed, definitions=definitions)


def variant_values(api: Api, discriminator: Discriminator, variant: Type) -> list[str]:
    """Return the values that select a variant, which is a reference, or an object with its own constant."""
    target = definition_of(api, variant)
    names = {variant.target, target} if isinstance(variant, RefTo) else set()
    mapped = [value for value, other in discriminator.mapping if other in names or _same(api, other, target)]
    if mapped:
        return mapped
    constants = _constants(object_fields(api, variant).get(discriminator.property))
    if constants:
        return constants
    if not isinstance(variant, RefTo) or target is None:
        return []
    return [api.definitions[variant.target].origin.component]


def _constants(item: Field | None) -> list[str]:
    """Return the strings in the enum of a property."""
    node = item.type if item is not None else None
    return [value for value in node.values if isinstance(value, str)] if isinstance(node, Choice) else []


def with_constant(node: Type, name: str, values: list[str]) -> Type:
    """Return an object with the property ``name``, if it is a plain string, restricted to ``values``."""
    if not isinstance(node, Object):
        return node
    return replace(node, fields=tuple(_tag(item, values if item.name == name else None) for item in node.fields))


def _same(api: Api, other: DefId, target: DefId | None) -> bool:
    return target is not None and definition_of(api, RefTo(target=other)) == target


def _settled(api: Api, union: Union, discriminator: Discriminator, tags: Tags) -> Union:
    """Complete the mapping of a union; note the constants of its variants if their values are distinct."""
    found = [(variant, variant_values(api, discriminator, variant)) for variant in union.variants]
    if _distinct([group for _, group in found]) and discriminator.fallback is None:
        for variant, group in found:
            _note(tags, definition_of(api, variant), discriminator.property, group)
    mapping = [(value, variant.target) for variant, group in found if isinstance(variant, RefTo) for value in group]
    listed = {target for _, target in mapping}
    nested = [(value, target) for value, target in discriminator.mapping if target not in listed]
    return replace(union, discriminator=replace(discriminator, mapping=(*mapping, *_unique(nested, mapping))))


def _distinct(groups: list[list[str]]) -> bool:
    """Return whether every variant has values, and all values are distinct."""
    values = [value for group in groups for value in group]
    return all(groups) and len(set(values)) == len(values)


def _note(tags: Tags, target: DefId | None, name: str, values: list[str]) -> None:
    """Note the values of a property of a definition."""
    if target is not None:
        known = tags.setdefault((target, name), [])
        known.extend(value for value in values if value not in known)


def _unique(pairs: list[tuple[str, DefId]], known: list[tuple[str, DefId]]) -> list[tuple[str, DefId]]:
    taken = {value for value, _ in known}
    return [(value, target) for value, target in pairs if value not in taken]


def _tagged(definition: Definition, tags: Tags) -> Definition:
    node = definition.type
    if not isinstance(node, Object):
        return definition
    fields = tuple(_tag(item, tags.get((definition.id, item.name))) for item in node.fields)
    return replace(definition, type=replace(node, fields=fields))


def _tag(item: Field, values: list[str] | None) -> Field:
    node = item.type
    if not values:
        return item
    if isinstance(node, Choice) and not node.open and set(values) < set(node.values):
        return replace(
            item, type=replace(node, values=tuple(values))
        )  # the enum of the parent contains the values of all variants
    if not isinstance(node, Scalar) or node.kind is not Kind.STRING:
        return item
    return replace(item, type=Choice(values=tuple(values), nullable=node.nullable, location=node.location))
