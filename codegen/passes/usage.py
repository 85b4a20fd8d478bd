"""Marks the definitions that callers send and receive, closes sent-only objects, opens received enums."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.lookup import definition_of
from codegen.ir.types import Choice, Expandable, Object, RefTo, Union, Usage
from codegen.ir.walk import descend, reachable, rebuild_children, rebuild_operation, request_types, response_types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.ir.api import Api, Operation
    from codegen.ir.types import DefId, Definition, Field, Type


def mark_usage(api: Api) -> Api:
    """Return the API with the usage of each definition; unreachable ones count as received.

    Objects that callers only send are closed if the document forbids additional properties.
    """
    sent = reachable(api, (node for operation in api.operations for node in request_types(operation)))
    received = reachable(api, (node for operation in api.operations for node in response_types(operation)))
    definitions: dict[DefId, Definition] = {}
    for key, definition in api.definitions.items():
        usage = Usage.SENT if key in sent else Usage.RECEIVED
        if key in received:
            usage |= Usage.RECEIVED
        node = definition.type
        if isinstance(node, Object):
            node = replace(node, closed=usage is Usage.SENT and node.additional is None)
        definitions[key] = replace(definition, type=node, usage=usage)
    return replace(api, definitions=definitions)


def open_enums(api: Api) -> Api:
    """Return the API with every enum in responses open: a server may send values of later versions of the document.

    ``mark_usage`` must run first. Constants that distinguish objects stay closed, as do enums that only callers send.
    """
    tags = _tag_fields(api)
    definitions = {
        key: _open_definition(definition, tags) if Usage.RECEIVED in definition.usage else definition
        for key, definition in api.definitions.items()
    }
    return replace(api, definitions=definitions, operations=tuple(map(_open_responses, api.operations)))


def _open_definition(definition: Definition, tags: set[tuple[DefId, str]]) -> Definition:
    node = definition.type
    if not isinstance(node, Object):
        return replace(definition, type=_opened(node))
    fields = tuple(
        item if (definition.id, item.name) in tags else replace(item, type=_opened(item.type)) for item in node.fields
    )
    additional = None if node.additional is None else _opened(node.additional)
    return replace(definition, type=replace(node, fields=fields, additional=additional))


def _open_responses(operation: Operation) -> Operation:
    opened = rebuild_operation(operation, _opened)
    return replace(operation, responses=opened.responses)


def _opened(node: Type) -> Type:
    if isinstance(node, Choice) and all(isinstance(value, str) for value in node.values) and "" not in node.values:
        return replace(node, open=True)
    return rebuild_children(node, _opened)


def _tag_fields(api: Api) -> set[tuple[DefId, str]]:
    """Return the constants that stay closed: the name of the object itself, and those that distinguish variants."""
    tags: set[tuple[DefId, str]] = set()
    for definition in api.definitions.values():
        tags.update((definition.id, name) for name in _own_tags(definition))
    for union in _unions(api):
        if isinstance(union, Union):
            tags.update(_union_tags(api, union))
    rivals = {key for group in _rivals(api) for key in group}
    for key in rivals & api.definitions.keys():
        tags.update(
            (key, item.name)
            for item, value in _constants(api.definitions[key])
            if item.required or item.default == value
        )
    return tags


def _own_tags(definition: Definition) -> list[str]:
    """Return the fields of an object whose constant is the name of the object."""
    own = {_plain(definition.origin.component), _plain(definition.resource), _plain(definition.title)} - {""}
    return [item.name for item, value in _constants(definition) if _plain(value) in own or item.name == "object"]


def _union_tags(api: Api, union: Union) -> list[tuple[DefId, str]]:
    """Return the discriminator fields of the variants of a union."""
    if union.tags is None:
        return []
    targets = (definition_of(api, variant) for variant in union.variants)
    return [(target, union.tags.property) for target in targets if target is not None]


def _rivals(api: Api) -> list[tuple[DefId, ...]]:
    """Return the groups of definitions in one union or in one expandable id."""
    groups: list[tuple[DefId, ...]] = []
    for node in _unions(api):
        if isinstance(node, Expandable):
            groups.append(node.targets)
        else:
            groups.append(tuple(variant.target for variant in node.variants if isinstance(variant, RefTo)))
    return [group for group in groups if len(group) > 1]


def _unions(api: Api) -> Iterator[Union | Expandable]:
    """Yield every union, and every expandable id."""
    roots = [definition.type for definition in api.definitions.values()]
    calls = (*api.operations, *api.webhooks)
    roots += [node for operation in calls for node in (*request_types(operation), *response_types(operation))]
    for root in roots:
        for node in descend(root):
            if isinstance(node, Union | Expandable):
                yield node


def _constants(definition: Definition) -> list[tuple[Field, str]]:
    node = definition.type
    if not isinstance(node, Object):
        return []
    return [
        (item, str(item.type.values[0]))
        for item in node.fields
        if isinstance(item.type, Choice) and len(item.type.values) == 1 and isinstance(item.type.values[0], str)
    ]


def _plain(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())
