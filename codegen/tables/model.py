"""Data model of schema tables, independent of their format: named lists of fields whose facts have locations.

Types are those of ``ir.types``: ``any`` is ``AnyValue``, ``object`` a map of ``AnyValue``, and a link to another table
a ``RefTo`` whose target is the id of that table. A nested field is named by its path: ``created.gt``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from codegen.core.location import Location
from codegen.ir.types import ABSENT, NO_FACETS, Absent, DefId, Facets, Type
from codegen.tables.dialects.model import BodyKind

if TYPE_CHECKING:
    from codegen.core.json import Json

Fact = Literal[
    "name", "type", "format", "required", "nullable", "default", "description", "deprecated", "limits", "notes", "enum"
]
ResponseKind = Literal["", "object", "list"]
"""The response of an operation: the object of its resource, or a list of them; empty if unknown."""
SentIn = Literal["", "path", "query", "header", "cookie", "body"]
"""The location of a parameter; empty if unknown."""


PARTIAL = "partial "
"""Starts the name of a table that has the fields of another one, all optional."""


def table_id(file: str, name: str) -> DefId:
    """Return the id of the table ``name`` in ``file``; the file is empty for a table that was not found."""
    return DefId(f"{file}#{name}")


def table_name(target: DefId) -> str:
    """Return the table name of an id."""
    return target.rpartition("#")[2]


def table_found(target: DefId) -> bool:
    """Return whether ``target`` is the id of a table that was found."""
    return not target.startswith("#")


def fold_name(name: str) -> str:
    """Fold a name, so that ``promotion_code``, ``promotion-code`` and ``PromotionCode`` are equal."""
    return "".join(char for char in name.casefold() if char.isalnum())


@dataclass(frozen=True, slots=True, kw_only=True)
class TableField:
    """A row. ``required`` and ``nullable`` are None if unknown; ``places`` holds the locations of facts.

    ``unread`` is the part of the type that is not understood. ``inferred`` names the facts that come from prose instead
    of a column. ``notes`` (``unique``, ``case-insensitive``, a unit) only come from prose.
    """

    name: str
    type: Type
    location: Location
    required: bool | None = None
    nullable: bool | None = None
    expandable: bool = False
    default: Json | Absent = ABSENT
    description: str = ""
    deprecated: bool = False
    places: Mapping[Fact, Location] = field(default_factory=dict)
    inferred: frozenset[Fact] = frozenset()
    limits: Facets = NO_FACETS
    notes: tuple[str, ...] = ()
    sent_in: SentIn = ""
    unread: str = ""

    def place(self, fact: Fact) -> Location:
        """Return the location of a fact: its cell, or the row for a table without such a column."""
        return self.places.get(fact, self.location)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Method and path of an operation, the path with its parameters in braces. ``server`` is empty if unknown."""

    method: str
    path: str
    location: Location
    server: str = ""
    inferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The fields of an object, or the parameters of an operation.

    ``usual_body`` is the media type of the body if neither the page nor an example says another. ``resource`` is the
    resource as paths spell it (``promotion_codes``), empty if unknown. ``response_of`` is the
    operation (``promotion_codes.list``) whose response the object is. ``response_type`` is the response that the page
    states; ``response`` is inferred from prose. ``status`` is the status code of the response, 0 if unknown. ``title``
    is the heading of an operation.
    """

    id: DefId
    name: str
    fields: tuple[TableField, ...]
    location: Location
    kind: Literal["object", "parameters"] = "object"
    description: str = ""
    resource: str = ""
    endpoint: Endpoint | None = None
    response: ResponseKind = ""
    response_type: Type | None = None
    body: BodyKind = ""
    usual_body: BodyKind = ""
    status: int = 0
    response_of: str = ""
    title: str = ""


def with_statements(known: Table, other: Table) -> Table:
    """Return a table of an operation with what another table of it states besides its fields."""
    return replace(
        known,
        description=known.description or other.description,
        response=known.response or other.response,
        response_type=known.response_type or other.response_type,
        body=known.body or other.body,
        status=known.status or other.status,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An example of a page: a JSON value, or a curl call with its decoded ``parameters`` and kind of credentials.

    ``table`` is the id of the table that the example belongs to, or None. A JSON value is a response, or the body of a
    request if ``request`` is set; the ``value`` of a call is its JSON body, or None.
    """

    kind: Literal["json", "curl"]
    location: Location
    value: Json = None
    method: str = ""
    url: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    auth: Literal["", "basic", "bearer"] = ""
    table: DefId | None = None
    request: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """The tables and examples of reference pages."""

    tables: tuple[Table, ...] = ()
    examples: tuple[Example, ...] = ()
    dialects: tuple[tuple[str, str], ...] = ()
    """The files that were read with a dialect, and its name."""
