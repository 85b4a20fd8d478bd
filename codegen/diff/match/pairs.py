"""Inputs of checks: the two versions of a schema in its position, and of an operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.diff.canonical.defaults import default_of, whole
from codegen.diff.model.changes import Change, Direction, Subject
from codegen.diff.model.notice import NO_NOTICE, Notice
from codegen.ir.types import ABSENT, Absent, AnyValue

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.core.location import Location
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.ir.api import Operation
    from codegen.ir.types import Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A schema in its position: the facts of the property, parameter, header or body that holds it.

    ``type`` has its references resolved; ``raw`` is the schema in the document, for keywords without a type, and
    ``all_of`` its subschemas of ``allOf``, None without any.
    """

    type: Type
    nullable: bool
    raw: Mapping[str, Json]
    location: Location
    all_of: Json = None
    required: bool | None = None
    default: Json | Absent = ABSENT
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaPair:
    """The two versions of a schema in its position. ``name`` is its display name.

    ``nodes`` are the types as referred to. ``outer`` is the pair of schemas around it, if any, with the name of the
    property, the index of the item, or None for a variant.
    """

    old: Slot
    new: Slot
    subject: Subject
    name: str
    notice: Notice = NO_NOTICE
    loose: bool = False
    """Set where the value is serialized as text: a form, XML, a header."""
    nodes: tuple[Type, Type] = (AnyValue(), AnyValue())
    outer: tuple[SchemaPair, str | int | None] | None = None

    @property
    def request(self) -> bool:
        """Return whether callers send the value."""
        return self.subject.direction is Direction.REQUEST

    def change(self, id_: str, subject: str, message: str, old: Json = None, new: Json = None) -> Change:
        """Return a change of this schema."""
        places = self.old.location, self.new.location
        return Change(id=id_, subject=subject, message=message, old=old, new=new, old_at=places[0], new_at=places[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationPair:
    """The two versions of an operation, and their APIs."""

    old: Operation
    new: Operation
    old_api: ComparedApi
    new_api: ComparedApi
    notice: Notice = NO_NOTICE

    @property
    def name(self) -> str:
        """Return the method and path of the new version."""
        return f"{self.new.method} {self.new.template}"

    def change(self, id_: str, subject: str, message: str, old: Json = None, new: Json = None) -> Change:
        """Return a change of this operation."""
        places = self.old.location, self.new.location
        return Change(id=id_, subject=subject, message=message, old=old, new=new, old_at=places[0], new_at=places[1])


@dataclass(frozen=True, slots=True)
class Event:
    """A difference found by a schema check. ``suffix`` is the id without its subject, which the walker adds."""

    suffix: str
    message: str
    old: Json = None
    new: Json = None
    renamed: tuple[str, float] | None = None


def schema_slot(side: ComparedApi, node: Type, **facts: object) -> Slot:
    """Return the slot of a type; ``facts`` are those of the property or parameter that holds it."""
    target = side.resolve(node)
    if isinstance(facts.get("default"), Absent):
        facts["default"] = default_of(side.raw, whole(node.location))
    raw = side.raw(target.location)
    return Slot(  # the facts are the dataclass's own optional fields
        type=target,
        nullable=target.nullable or side.nullable(node),
        raw=raw,
        location=target.location,
        all_of=_all_of(side, node.location, target.location),
        **facts,  # type: ignore[arg-type]
    )


def _all_of(side: ComparedApi, *places: Location) -> Json:
    """Return the ``allOf`` of a merged schema: it is located at its first subschema."""
    for place in dict.fromkeys(places):
        value = side.raw(whole(place)).get("allOf")
        if value is not None:
            return value
    return None
