"""Traverses and rebuilds types and APIs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.types import AllOf, Expandable, ListOf, MapOf, Object, RefTo, TupleOf, Union

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from codegen.ir.api import Api, Media, Operation
    from codegen.ir.types import DefId, Type

    Rebuild = Callable[[Type], Type]


def children(node: Type) -> Iterator[Type]:
    """Yield the types directly below a type; references are not followed."""
    match node:
        case ListOf(item=item):
            yield item
        case TupleOf(items=items, rest=rest):
            yield from items
            if rest is not None:
                yield rest
        case MapOf(value=value):
            yield value
        case Union(variants=parts):
            yield from parts
        case AllOf(parts=parts, hints=hints, rest=rest):
            yield from parts
            yield from hints
            if rest is not None:
                yield rest
        case Object(fields=fields, additional=additional):
            yield from (field.type for field in fields)
            if additional is not None:
                yield additional
        case _:
            return


def descend(node: Type) -> Iterator[Type]:
    """Yield a type and everything below it, parents first; references are not followed."""
    yield node
    for child in children(node):
        yield from descend(child)


def references(node: Type) -> Iterator[DefId]:
    """Yield every definition that a type refers to, in order, with repetitions."""
    for part in descend(node):
        match part:
            case RefTo(target=target):
                yield target
            case Expandable(targets=targets):
                yield from targets
            case Object(bases=bases):
                yield from bases
            case _:
                continue


def rebuild_children(node: Type, change: Rebuild) -> Type:
    """Return the type with ``change`` applied to the types directly below it."""
    match node:
        case ListOf(item=item):
            return replace(node, item=change(item))
        case TupleOf(items=items, rest=rest):
            return replace(node, items=tuple(map(change, items)), rest=None if rest is None else change(rest))
        case MapOf(value=value):
            return replace(node, value=change(value))
        case Union(variants=parts):
            return replace(node, variants=tuple(map(change, parts)))
        case AllOf(parts=parts, hints=hints):
            rest = None if node.rest is None else change(node.rest)
            return replace(node, parts=tuple(map(change, parts)), hints=tuple(map(change, hints)), rest=rest)
        case Object(fields=fields, additional=additional):
            return replace(
                node,
                fields=tuple(replace(field, type=change(field.type)) for field in fields),
                additional=None if additional is None else change(additional),
            )
        case _:
            return node


def media_types(media: tuple[Media, ...]) -> Iterator[Type]:
    """Yield the types of media types."""
    for item in media:
        if item.type is not None:
            yield item.type
        if item.item is not None:
            yield item.item


def request_types(operation: Operation) -> Iterator[Type]:
    """Yield the types that callers send: parameters (one by one, and as one object after ``hoist``) and bodies."""
    yield from (param.type for param in operation.params)
    if operation.query is not None:
        yield RefTo(target=operation.query, location=operation.location)
    if operation.body is not None:
        yield from media_types(operation.body.media)


def response_types(operation: Operation) -> Iterator[Type]:
    """Yield the types that servers send: response bodies and headers."""
    for response in operation.responses:
        yield from media_types(response.media)
        yield from (header.type for header in response.headers)


def rebuild_media(media: tuple[Media, ...], change: Rebuild) -> tuple[Media, ...]:
    """Return media types with ``change`` applied to their types."""
    return tuple(
        replace(
            entry,
            type=None if entry.type is None else change(entry.type),
            item=None if entry.item is None else change(entry.item),
        )
        for entry in media
    )


def rebuild_operation(operation: Operation, change: Rebuild) -> Operation:
    """Return an operation with ``change`` applied to every type at its top level."""
    body = operation.body
    return replace(
        operation,
        params=tuple(replace(param, type=change(param.type)) for param in operation.params),
        body=None if body is None else replace(body, media=rebuild_media(body.media, change)),
        responses=tuple(
            replace(
                response,
                media=rebuild_media(response.media, change),
                headers=tuple(replace(header, type=change(header.type)) for header in response.headers),
            )
            for response in operation.responses
        ),
    )


def rebuild_api(api: Api, change: Rebuild) -> Api:
    """Return an API with ``change`` applied to every type at the top level of its definitions and operations."""
    return replace(
        api,
        definitions={
            key: replace(definition, type=change(definition.type)) for key, definition in api.definitions.items()
        },
        operations=tuple(rebuild_operation(operation, change) for operation in api.operations),
        webhooks=tuple(rebuild_operation(webhook, change) for webhook in api.webhooks),
    )


def reachable(api: Api, roots: Iterator[Type]) -> set[DefId]:
    """Return the definitions that are reachable from types, through references of any kind."""
    seen: set[DefId] = set()
    stack = [target for root in roots for target in references(root)]
    while stack:
        target = stack.pop()
        if target not in seen and target in api.definitions:
            seen.add(target)
            stack.extend(references(api.definitions[target].type))
    return seen
