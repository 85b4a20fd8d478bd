"""Looking through references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.ir.api import In
from codegen.ir.types import AnyValue, Expandable, Kind, ListOf, MapOf, Object, RefTo, Scalar, Union

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.ir.api import Api, Media, Operation, Param
    from codegen.ir.types import DefId, Definition, Field, TupleOf, Type

MAX_CHAIN = 64
"""References that are followed, one behind another: as many as the reader follows."""

_MAX_NESTING = 8


def follow(definitions: Mapping[DefId, Definition], node: Type | None) -> Iterator[Type]:
    """Yield a type and, as long as it is a reference, the type that it refers to. Yields nothing for None."""
    for _ in range(MAX_CHAIN + 1):
        if node is None:
            return
        yield node
        definition = definitions.get(node.target) if isinstance(node, RefTo) else None
        node = definition.type if definition is not None else None


def resolved(api: Api, node: Type) -> Type:
    """Return the type at the end of a chain of references; the last reference where it leads to no definition."""
    if isinstance(node, RefTo):
        *_, node = follow(api.definitions, node)
    return node


def may_be_null(api: Api, node: Type) -> bool:
    """Whether null is a value of a type: it says so itself, or what it refers to does."""
    return any(part.nullable for part in follow(api.definitions, node))


def definition_of(api: Api, node: Type | None) -> DefId | None:
    """Return the definition that holds the object a type leads to, through references to references."""
    found: DefId | None = None
    for part in follow(api.definitions, node):
        if isinstance(part, RefTo):
            found = part.target
        elif isinstance(part, Object):
            return found
    return None


def object_fields(api: Api, node: Type | None) -> dict[str, Field]:
    """Return the fields of an object type, looked up through references; empty for anything else."""
    target = resolved(api, node) if node is not None else None
    return {field.name: field for field in target.fields} if isinstance(target, Object) else {}


def json_media(media: tuple[Media, ...]) -> Media | None:
    """Return the first JSON media type."""
    return next((entry for entry in media if entry.media_type.is_json), None)


def is_file(api: Api, media: Media) -> bool:
    """Say whether JSON content is a file: the document types all of it as binary, so nothing of it is to be read."""
    if media.type is None or not media.media_type.is_json:
        return False
    target = resolved(api, media.type)
    return isinstance(target, Scalar) and (target.kind, target.format) == (Kind.STRING, "binary")


def success_type(operation: Operation) -> Type | None:
    """Return the type of the first successful JSON reply."""
    for response in operation.responses:
        if response.success:
            media = json_media(response.media)
            if media is not None:
                return media.type
    return None


def param_field(operation: Operation, param: Param) -> str:
    """Name a parameter's field in the query definition: its wire name, with its location where two share one."""
    twins = [other for other in operation.params if other.where is not In.PATH and other.name == param.name]
    return param.name if twins[0].where is param.where else f"{param.where} {param.name}"


def as_list(node: TupleOf) -> ListOf:
    """Return positional items with an open end as a list of all their types.

    Python has no tuple with a typed head and an open tail that every type checker reads.
    """
    parts = list(dict.fromkeys([*node.items, *([node.rest] if node.rest is not None else [])]))
    if not parts or any(isinstance(part, AnyValue) for part in parts):
        item: Type = AnyValue(location=node.location)
    else:
        item = parts[0] if len(parts) == 1 else Union(variants=tuple(parts), location=node.location)
    return ListOf(item=item, facets=node.facets, nullable=node.nullable, location=node.location)


def is_list(node: TupleOf) -> bool:
    """Whether positional items stand in Python as a list: where more may follow, or none are described."""
    return node.rest is not None or not node.items


def body_fields(api: Api, operation: Operation) -> tuple[Field, ...]:
    """Return the properties of a body that clients spread over arguments: those of an object body of named properties.

    Arrays, unions, maps and raw content are one argument, and give nothing here.
    """
    if operation.body is None or not operation.body.media:
        return ()
    first = operation.body.media[0].type
    target = resolved(api, first) if first is not None else None
    return target.fields if isinstance(target, Object) else ()


def inner_fields(api: Api, node: Type, depth: int = 0) -> dict[str, Field] | None:
    """Return the fields of the objects that a type leads to; None where nothing is said about them."""
    if depth > _MAX_NESTING:
        return None
    match resolved(api, node):
        case Object(fields=fields, bases=bases):
            inherited = _inherited(api, bases, depth)
            return inherited | {field.name: field for field in fields} if fields or inherited else None
        case ListOf(item=inner) | MapOf(value=inner):
            return inner_fields(api, inner, depth + 1)
        case Union(variants=variants):
            return _of_variants(api, variants, depth)
        case Expandable(targets=targets):
            return _inherited(api, targets, depth) or None
        case _:
            return None


def _of_variants(api: Api, variants: tuple[Type, ...], depth: int) -> dict[str, Field] | None:
    """Return the fields of all variants; of fields with one name, that of the first variant."""
    known = [found for variant in variants if (found := inner_fields(api, variant, depth + 1)) is not None]
    return {name: field for fields in reversed(known) for name, field in fields.items()} if known else None


def _inherited(api: Api, bases: tuple[DefId, ...], depth: int) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for base in bases:
        fields |= inner_fields(api, RefTo(target=base), depth + 1) or {}
    return fields
