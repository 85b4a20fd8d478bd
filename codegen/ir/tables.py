"""What schema tables say, whatever their format: named lists of fields, every fact optional and with its place.

Types are those of ``ir.types``: ``any`` is ``AnyValue``, ``object`` a map of anything, and a link to another table a
``RefTo`` whose target is that table's id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from codegen.core.location import Location
from codegen.ir.types import ABSENT, Absent, DefId, Type

if TYPE_CHECKING:
    from codegen.core.json import Json

Fact = Literal["name", "type", "required", "nullable", "default", "description", "deprecated"]


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

    ``inferred`` names the facts that were taken from prose instead of a column of their own.
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

    def place(self, fact: Fact) -> Location:
        """Return where a fact stands: its cell, or the row for a table without such a column."""
        return self.places.get(fact, self.location)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The fields of an object, or the parameters of an operation."""

    id: DefId
    name: str
    fields: tuple[TableField, ...]
    location: Location
    kind: Literal["object", "parameters"] = "object"
    description: str = ""
