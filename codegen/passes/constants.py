"""Gives the constants that tell the variants of a union apart a default, so that they are always sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.lookup import definition_of, resolved
from codegen.ir.types import ABSENT, Absent, Choice, Object, Union
from codegen.ir.walk import descend, request_types, response_types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.json import Json
    from codegen.ir.api import Api
    from codegen.ir.types import DefId, Field, Type


def complete_constants(api: Api) -> Api:
    """Return the API in which optional constants that differ between the variants of a union have their default."""
    told = {place for union in _unions(api) for place in _differing(api, union)}
    definitions = dict(api.definitions)
    for key in sorted({target for target, _ in told}):
        definition = definitions[key]
        if isinstance(definition.type, Object):
            fields = tuple(
                replace(item, default=_default(api, item)) if (key, item.name) in told else item
                for item in definition.type.fields
            )
            definitions[key] = replace(definition, type=replace(definition.type, fields=fields))
    return replace(api, definitions=definitions)


def _constant(api: Api, item: Field) -> Json | Absent:
    """Return the only value of a property, if it has just one."""
    node = resolved(api, item.type)
    if not isinstance(node, Choice) or len(node.values) != 1 or node.nullable:
        return ABSENT
    return node.values[0]


def _default(api: Api, item: Field) -> Json | Absent:
    return item.default if item.required or not isinstance(item.default, Absent) else _constant(api, item)


def _differing(api: Api, union: Union) -> Iterator[tuple[DefId, str]]:
    """Yield the constants that have another value in another variant."""
    values: dict[str, dict[DefId, Json]] = {}
    for variant in union.variants:
        target = definition_of(api, variant)
        node: Type | None = api.definitions[target].type if target is not None else None
        for item in node.fields if isinstance(node, Object) else ():
            constant = _constant(api, item)
            if target is not None and not isinstance(constant, Absent):
                values.setdefault(item.name, {})[target] = constant
    for name, found in values.items():
        if len({(type(value), value) for value in found.values() if not isinstance(value, (list, dict))}) > 1:
            yield from ((target, name) for target in found)


def _unions(api: Api) -> Iterator[Union]:
    """Yield every union of an API."""
    roots = [definition.type for definition in api.definitions.values()]
    for operation in (*api.operations, *api.webhooks):
        roots += [*request_types(operation), *response_types(operation)]
    for root in roots:
        yield from (node for node in descend(root) if isinstance(node, Union))
