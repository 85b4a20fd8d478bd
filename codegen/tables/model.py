"""What schema tables say, whatever their format: named lists of fields, every fact optional and with its place.

Types are those of ``ir.types``: ``any`` is ``AnyValue``, ``object`` a map of anything, and a link to another table a
``RefTo`` whose target is that table's id. A field inside another one is named by its path: ``created.gt``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from codegen.core.location import Location
from codegen.ir.types import ABSENT, NO_FACETS, Absent, DefId, Facets, Type

if TYPE_CHECKING:
    from codegen.core.json import Json

Fact = Literal[
    "name", "type", "format", "required", "nullable", "default", "description", "deprecated", "limits", "notes"
]
Reply = Literal["", "object", "list"]
"""What an operation answers with: its resource's object, or a list of such objects; empty where nothing says so."""
BodyKind = Literal["", "form", "json"]
"""How an operation sends its body; empty where the page does not say."""
SentIn = Literal["", "path", "query", "header", "cookie", "body"]
"""Where a parameter goes; empty where the page does not say."""


def table_id(file: str, name: str) -> DefId:
    """Return the identity of the table ``name`` in ``file``; the file is empty for a table that was not found."""
    return DefId(f"{file}#{name}")


def table_name(target: DefId) -> str:
    """Return the name of the table that ``target`` identifies."""
    return target.rpartition("#")[2]


def table_found(target: DefId) -> bool:
    """Whether the table that ``target`` identifies is among the tables."""
    return not target.startswith("#")


def fold_name(name: str) -> str:
    """Return a form of a name that is the same for ``promotion_code``, ``promotion-code`` and ``PromotionCode``."""
    return "".join(char for char in name.casefold() if char.isalnum())


@dataclass(frozen=True, slots=True, kw_only=True)
class TableField:
    """A row. ``required`` and ``nullable`` are None where the table does not say; ``places`` holds places of facts.

    ``inferred`` names the facts that were taken from prose instead of a column of their own. ``notes`` (``unique``,
    ``case-insensitive``, a unit) only ever come from prose.
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

    def place(self, fact: Fact) -> Location:
        """Return where a fact stands: its cell, or the row for a table without such a column."""
        return self.places.get(fact, self.location)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Method and path of an operation, the path with its parameters in braces. ``server`` is empty where unknown."""

    method: str
    path: str
    location: Location
    server: str = ""
    inferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The fields of an object, or the parameters of an operation.

    ``resource`` is the resource as paths spell it (``promotion_codes``), empty where the page does not say. An object
    that is the reply of one operation names it in ``answers`` (``promotion_codes.list``). ``reply_type`` is a reply
    that the page states, where ``reply`` is taken from prose.
    """

    id: DefId
    name: str
    fields: tuple[TableField, ...]
    location: Location
    kind: Literal["object", "parameters"] = "object"
    description: str = ""
    resource: str = ""
    endpoint: Endpoint | None = None
    reply: Reply = ""
    reply_type: Type | None = None
    body: BodyKind = ""
    answers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An example of a page: a JSON value, or a curl call with its decoded ``parameters`` and kind of credentials.

    ``table`` is the id of the table that the example stands with, None when it stands with none. A JSON value is a
    reply, or the body of a request where ``request`` says so; the ``value`` of a call is its JSON body, or None.
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
    """All that was read of reference pages."""

    tables: tuple[Table, ...] = ()
    examples: tuple[Example, ...] = ()
