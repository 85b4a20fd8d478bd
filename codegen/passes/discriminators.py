"""Discriminators become constants: each variant of a union says by its tag which one it is.

The value is what ``mapping`` gives, else the name of the component (OpenAPI, Discriminator Object). A tag that already
is an enum or a constant stays as the document has it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.types import Choice, Kind, Object, RefTo, Scalar, Union
from codegen.ir.walk import descend, request_types, response_types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.ir.api import Api
    from codegen.ir.types import DefId, Definition, Field, Type

    Tags = dict[tuple[DefId, str], list[str]]


def settle_discriminators(api: Api) -> Api:
    """Return the API in which the tag property of every variant holds the values that select this variant."""
    tags: Tags = {}
    for root in _roots(api):
        for node in descend(root):
            if isinstance(node, Union) and node.discriminator is not None:
                _note(api, node, tags)
    if not tags:
        return api
    wanted = {key for key, _ in tags}
    definitions = {
        key: _tagged(definition, tags) if key in wanted else definition for key, definition in api.definitions.items()
    }
    return replace(api, definitions=definitions)


def _roots(api: Api) -> Iterator[Type]:
    yield from (definition.type for definition in api.definitions.values())
    for operation in (*api.operations, *api.webhooks):
        yield from request_types(operation)
        yield from response_types(operation)


def _note(api: Api, union: Union, tags: Tags) -> None:
    """Note the values of each variant; without a distinct one for every variant, the union stays as it is."""
    if union.discriminator is None:
        return
    found: dict[DefId, list[str]] = {}
    for variant in union.variants:
        if not isinstance(variant, RefTo) or variant.target not in api.definitions:
            return
        mapped = [value for value, target in union.discriminator.mapping if target == variant.target]
        found[variant.target] = mapped or [api.definitions[variant.target].origin.component]
    values = [value for group in found.values() for value in group]
    if len(set(values)) < len(values):
        return
    for target, group in found.items():
        known = tags.setdefault((target, union.discriminator.property), [])
        known.extend(value for value in group if value not in known)


def _tagged(definition: Definition, tags: Tags) -> Definition:
    node = definition.type
    if not isinstance(node, Object):
        return definition
    fields = tuple(_tag(item, tags.get((definition.id, item.name))) for item in node.fields)
    return replace(definition, type=replace(node, fields=fields))


def _tag(item: Field, values: list[str] | None) -> Field:
    node = item.type
    if not values or not isinstance(node, Scalar) or node.kind is not Kind.STRING:
        return item
    return replace(item, type=Choice(values=tuple(values), nullable=node.nullable, location=node.location))
