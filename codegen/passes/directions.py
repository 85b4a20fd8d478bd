"""Splits schemas by direction: requests have no ``readOnly`` properties, responses no ``writeOnly`` ones.

A definition that only requests or only responses use loses the properties of the other direction. One that both use,
and that has such properties at any depth, is split: it keeps its name for responses, and requests use ``PetInput``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codegen.ir.json_types import json_types
from codegen.ir.types import DefId, Expandable, Object, Origin, RefTo, Union
from codegen.ir.walk import (
    descend,
    reachable,
    rebuild_children,
    rebuild_operation,
    references,
    request_types,
    response_types,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from codegen.ir.api import Api, Operation
    from codegen.ir.types import Definition, Field, Type

_SUFFIXES = ("Input", "Request", "InputVariant", "RequestVariant")
_NONE: Mapping[DefId, DefId] = {}


def split_directions(api: Api) -> Api:
    """Return the API with the schemas of every request and response without the properties of the other direction."""
    marked = {key for key, definition in api.definitions.items() if _marked(definition.type)}
    calls = (*api.operations, *api.webhooks)
    if not marked and not any(map(_marked, _types(calls, calls))):
        return api
    affected = _leading_to(api, marked)
    # for webhooks and callbacks, callers receive the request and send the response
    sent = reachable(api, _types(api.operations, api.webhooks))
    received = reachable(api, _types(api.webhooks, api.operations))
    both = affected & sent & received
    variants = {key: DefId(f"{key}>request") for key in api.definitions if key in both}
    to_send = _Direction(variants, lambda item: not item.read_only, lambda item: _types_of(api, item))
    to_receive = _Direction(_NONE, lambda item: not item.write_only, None)
    # a definition that is used in both directions and not split is the same in both
    made = _by_direction(api, to_send, to_receive, sent - received, received - sent)
    definitions = {definition.id: definition for definition in made}
    operations = tuple(_operation(item, to_send, to_receive) for item in api.operations)
    webhooks = tuple(_operation(item, to_receive, to_send) for item in api.webhooks)
    return replace(api, definitions=definitions, operations=operations, webhooks=webhooks)


def _by_direction(
    api: Api, to_send: _Direction, to_receive: _Direction, only_sent: set[DefId], only_received: set[DefId]
) -> Iterator[Definition]:
    """Yield the definitions by direction, each followed by its variant for requests."""
    names = _names(api, list(to_send.variants))
    for key, definition in api.definitions.items():
        if key in to_send.variants:
            yield to_receive.definition(definition)
            variant = replace(to_send.definition(definition), id=to_send.variants[key], title="")
            yield replace(variant, origin=Origin(component=names[key]))
        elif key in only_sent:
            yield to_send.definition(definition)
        elif key in only_received:
            yield to_receive.definition(definition)
        else:
            yield definition


def _types(requests: tuple[Operation, ...], responses: tuple[Operation, ...]) -> Iterator[Type]:
    for operation in requests:
        yield from request_types(operation)
    for operation in responses:
        yield from response_types(operation)


@dataclass(frozen=True, slots=True)
class _Direction:
    """Rewrites types for one direction: which fields are kept, and the variants that replace definitions.

    ``types`` returns the JSON types of a removed field, for objects that list their removed fields in ``withheld``.
    """

    variants: Mapping[DefId, DefId]
    keeps: Callable[[Field], bool]
    types: Callable[[Field], tuple[str, ...]] | None

    def definition(self, definition: Definition) -> Definition:
        """Return a definition for this direction."""
        return replace(definition, type=self.change(definition.type))

    def change(self, node: Type) -> Type:
        withheld = self._withheld(node)
        node = rebuild_children(node, self.change)
        match node:
            case RefTo(target=target):
                return replace(node, target=self._of(target))
            case Expandable(targets=targets):
                return replace(node, targets=tuple(map(self._of, targets)))
            case Union(discriminator=discriminator) if discriminator is not None:
                mapping = tuple((value, self._of(target)) for value, target in discriminator.mapping)
                fallback = None if discriminator.fallback is None else self._of(discriminator.fallback)
                return replace(node, discriminator=replace(discriminator, mapping=mapping, fallback=fallback))
            case Object(fields=fields, bases=bases):
                kept = tuple(item for item in fields if self.keeps(item))
                return replace(node, fields=kept, bases=tuple(map(self._of, bases)), withheld=withheld)
            case _:
                return node

    def _withheld(self, node: Type) -> tuple[tuple[str, tuple[str, ...]], ...]:
        if self.types is None or not isinstance(node, Object):
            return ()
        return tuple((item.name, self.types(item)) for item in node.fields if not self.keeps(item))

    def _of(self, target: DefId) -> DefId:
        return self.variants.get(target, target)


def _types_of(api: Api, item: Field) -> tuple[str, ...]:
    found = json_types(api, item.type)
    return tuple(sorted({*map(str, found), *(["null"] if item.type.nullable else [])}))


def _operation(operation: Operation, sending: _Direction, receiving: _Direction) -> Operation:
    sent, received = rebuild_operation(operation, sending.change), rebuild_operation(operation, receiving.change)
    return replace(sent, responses=received.responses)


def _marked(node: Type) -> bool:
    """Return whether a type, without following references, has a ``readOnly`` or ``writeOnly`` property."""
    return any(
        item.read_only or item.write_only for part in descend(node) if isinstance(part, Object) for item in part.fields
    )


def _leading_to(api: Api, goals: set[DefId]) -> set[DefId]:
    """Return the goals and the definitions that refer to one of them at any depth."""
    users: dict[DefId, list[DefId]] = {}
    for key, definition in api.definitions.items():
        for target in references(definition.type):
            users.setdefault(target, []).append(key)
    seen = set(goals)
    stack = sorted(goals)
    while stack:
        for user in users.get(stack.pop(), ()):
            if user not in seen:
                seen.add(user)
                stack.append(user)
    return seen


def _names(api: Api, keys: list[DefId]) -> dict[DefId, str]:
    """Return the name of each variant: the first one that no other schema has."""
    taken = {_plain(definition.origin.component) for definition in api.definitions.values()}
    names: dict[DefId, str] = {}
    for key in keys:
        own = api.definitions[key].origin.component
        name = next((own + suffix for suffix in _SUFFIXES if _plain(own + suffix) not in taken), own + _SUFFIXES[0])
        taken.add(_plain(name))
        names[key] = name
    return names


def _plain(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())
