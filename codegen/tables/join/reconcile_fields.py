"""Looks up the fields of a table in a document, by path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.ir.api import In
from codegen.ir.lookup import inner_fields, resolved
from codegen.ir.types import Field, ListOf, RefTo
from codegen.tables.model import fold_name

if TYPE_CHECKING:
    from codegen.core.location import Location
    from codegen.core.media_type import MediaType
    from codegen.ir.api import Api, Media, Operation
    from codegen.ir.types import Definition
    from codegen.tables.dialects.model import BodyKind
    from codegen.tables.model import Table

_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Described:
    """The object or operation of a table in the document: its fields and its location.

    ``unlisted`` are parameters that such tables usually omit: those in path, headers and cookies.
    """

    fields: Mapping[str, Field]
    location: Location
    unlisted: frozenset[str] = frozenset()


def component_fields(api: Api, table: Table) -> Described | None:
    """Return the fields of the component that an object table describes; None where there is none."""
    chosen = component_of(api, table)
    return Described(inner_fields(api, RefTo(target=chosen.id)) or {}, chosen.location) if chosen else None


def component_of(api: Api, table: Table) -> Definition | None:
    """Return the component that an object table describes: of its exact name, or the only one of its folded name."""
    alike = [
        item
        for item in api.definitions.values()
        if not item.origin.owner and item.origin.component and fold_name(item.origin.component) == fold_name(table.name)
    ]
    exact = [item for item in alike if item.origin.component == table.name]
    chosen = exact or alike
    return chosen[0] if len(chosen) == 1 else None


def operation_fields(api: Api, operation: Operation, body: BodyKind = "") -> Described:
    """Return the parameters of an operation, including the fields of its body in the media type ``body`` if it has it.

    The items of a list are not parameters, and tables state no other bodies than forms and JSON.
    """
    fields = {param.name: param.as_field() for param in operation.params}
    for media in _stated_media(operation, body):
        if media.type is not None and not isinstance(resolved(api, media.type), ListOf):
            fields = (inner_fields(api, media.type) or {}) | fields
    outside = {In.PATH, In.HEADER, In.COOKIE}
    return Described(
        fields, operation.location, frozenset(param.name for param in operation.params if param.where in outside)
    )


def _stated_media(operation: Operation, body: BodyKind) -> Sequence[Media]:
    """Return the media of a body that tables can state: those of the kind ``body`` if there are any."""
    known = [media for media in (operation.body.media if operation.body else ()) if _kind_of(media.media_type)]
    return [media for media in known if _kind_of(media.media_type) == body] or known


def _kind_of(media: MediaType) -> BodyKind:
    if media.is_json:
        return "json"
    return "multipart" if media.is_multipart else "form" if media.is_form else ""


def operation_of(api: Api, table: Table) -> Operation | None:
    """Return the operation of a table's endpoint; an inferred path also matches the only path with the same end."""
    endpoint = table.endpoint
    if endpoint is None:
        return None
    wanted = _shape(endpoint.path)
    alike = [item for item in api.operations if item.method == endpoint.method]
    exact = [item for item in alike if _shape(item.template) == wanted]
    if exact or not endpoint.inferred:
        return exact[0] if exact else None
    tail = wanted[wanted.find(f"/{table.resource}") :]
    ending = [item for item in alike if _shape(item.template).endswith(tail)]
    return ending[0] if len(ending) == 1 else None


def _shape(path: str) -> str:
    return "/".join("{}" if part.startswith("{") else part for part in path.rstrip("/").split("/"))


def field_at(api: Api, fields: Mapping[str, Field], path: str) -> tuple[Field | None, bool]:
    """Return the field at a dot path, and whether the document describes its parent.

    A field below an undescribed value cannot be missing.
    """
    if path in fields:
        return fields[path], True
    head, _, rest = path.partition(".")
    if not rest or head not in fields:
        return None, True
    inner = inner_fields(api, fields[head].type)
    return (None, False) if inner is None else field_at(api, inner, rest)
