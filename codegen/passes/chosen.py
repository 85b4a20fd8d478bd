"""Replaces types by those that the configuration chooses, by format or by the location of a schema."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.lookup import may_be_null, resolved
from codegen.ir.types import AnyValue, Kind, Scalar
from codegen.ir.walk import children, rebuild_api, rebuild_children, request_types, response_types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.config.places import Place, Places
    from codegen.ir.api import Api
    from codegen.ir.types import Type

_DECIMAL = "decimal:Decimal"


def choose_types(api: Api, types: Places, document: str) -> Api:
    """Return the API with the chosen types; ``document`` is the file that pointers without a file refer to.

    ``decimal.Decimal`` is the type of the format ``decimal``, which numbers may have too.
    """
    if not types:
        return api
    counts = Counter(place.name for place in set(types.values()))

    def change(node: Type) -> Type:
        key = key_of(node, types, document)
        if key is None:
            return rebuild_children(node, change)
        place = types[key]
        return _chosen(api, node, place, alias_of(place, alone=counts[place.name] == 1))

    changed = rebuild_api(api, change)
    operations = tuple(
        operation
        if operation.pagination is None
        else replace(operation, pagination=replace(operation.pagination, item=change(operation.pagination.item)))
        for operation in changed.operations
    )
    return replace(changed, operations=operations)


def key_of(node: Type, types: Places, document: str) -> str | None:
    """Return the key of the type that is chosen for a node: its location takes precedence over its format."""
    at = f"#{node.location.pointer}"
    keys = [f"{node.location.file}{at}", *([at] if node.location.file == document else [])]
    if isinstance(node, Scalar) and node.format:
        keys.append(f"format:{node.format}")
    return next((key for key in keys if key in types), None)


def uses_of(api: Api, types: Places, document: str) -> dict[str, list[Type]]:
    """Return the nodes for which each type is chosen, by key; nodes inside of others are not listed."""
    found: dict[str, list[Type]] = {key: [] for key in types}
    waiting = list(_roots(api))
    while waiting:
        node = waiting.pop()
        key = key_of(node, types, document)
        if key is None:
            waiting.extend(children(node))
        else:
            found[key].append(node)
    return found


def _roots(api: Api) -> Iterator[Type]:
    yield from (definition.type for definition in api.definitions.values())
    for operation in (*api.operations, *api.webhooks):
        yield from request_types(operation)
        yield from response_types(operation)


def alias_of(place: Place, *, alone: bool) -> str:
    """Return the name under which a module imports an object: names of documents never start with an underscore."""
    return f"_{place.name}" if alone else f"_{place.module.replace('.', '_')}_{place.name}"


def is_decimal(node: Type, place: Place) -> bool:
    """Return whether a chosen type is that of the format ``decimal``, which text, integers and numbers may have."""
    kinds = {Kind.STRING, Kind.NUMBER, Kind.INTEGER}
    return str(place) == _DECIMAL and isinstance(node, Scalar) and node.kind in kinds


def _chosen(api: Api, node: Type, place: Place, alias: str) -> Type:
    target = resolved(api, node)
    nullable = may_be_null(api, node)
    chosen = f"{place} as {alias}"
    if not isinstance(target, Scalar):
        return AnyValue(nullable=nullable, location=node.location, chosen=chosen)
    if not is_decimal(target, place):
        return replace(target, nullable=nullable, location=node.location, chosen=chosen)
    kind = Kind.STRING if target.kind is Kind.STRING else Kind.NUMBER
    return replace(target, kind=kind, format="decimal", nullable=nullable, location=node.location)
