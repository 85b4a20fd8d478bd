"""Types of values on the wire.

A type says what a value may be; whether a *field* may be missing is said by the field. ``nullable`` stands beside every
type and means the same for all three spellings of OpenAPI (``nullable: true``, ``type: [..., "null"]``, a null branch).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import Flag, StrEnum, auto
from typing import TYPE_CHECKING, NewType, TypeAlias

from codegen.core.location import Location

if TYPE_CHECKING:
    from codegen.core.json import Json

DefId = NewType("DefId", str)
"""Identity of a named schema: ``file#pointer`` of where it stands. Independent of every Python name."""


class Kind(StrEnum):
    """The scalar types of JSON Schema (Validation, 6.1.1)."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """Constraints on a value (JSON Schema Validation, 6.2 to 6.5). ``None`` means the document says nothing."""

    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_minimum: int | float | None = None
    exclusive_maximum: int | float | None = None
    multiple_of: int | float | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool | None = None
    min_properties: int | None = None
    max_properties: int | None = None

    def __bool__(self) -> bool:
        """Whether anything is constrained."""
        return any(getattr(self, facet.name) is not None for facet in fields(self))


NO_FACETS = Facets()


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeBase:
    """What every type carries. Types are equal when they say the same, wherever they stand.

    ``rules`` are JSON Schemas (as JSON text, without references) that values must meet besides: what no Python type
    says, such as ``not`` and ``if``.
    """

    nullable: bool = False
    rules: tuple[str, ...] = ()
    location: Location = field(default=Location(""), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyValue(TypeBase):
    """No statement about the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Never(TypeBase):
    """The schema ``false``: no value is valid."""

    rules: tuple[str, ...] = ('{"not":{}}',)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar(TypeBase):
    """A string, integer, number, boolean or null, with its format (``date-time``, ``unix-time``, ``binary`` …)."""

    kind: Kind
    format: str | None = None
    facets: Facets = NO_FACETS


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(TypeBase):
    """An ``enum`` or ``const``: scalar JSON values in document order, null taken out into ``nullable``.

    ``open`` says that readers must accept values of the same scalar kind that are not listed.
    """

    values: tuple[str | int | float | bool, ...]
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf(TypeBase):
    """An array of like items."""

    item: Type
    facets: Facets = NO_FACETS


@dataclass(frozen=True, slots=True, kw_only=True)
class TupleOf(TypeBase):
    """An array with positional items (``prefixItems``); ``rest`` types the items after them, None forbids them."""

    items: tuple[Type, ...]
    rest: Type | None = None
    facets: Facets = NO_FACETS


@dataclass(frozen=True, slots=True, kw_only=True)
class MapOf(TypeBase):
    """An object used as a map from strings to like values."""

    value: Type
    facets: Facets = NO_FACETS


@dataclass(frozen=True, slots=True, kw_only=True)
class Discriminator:
    """``property`` tells the variants of a union apart; ``mapping`` holds (value, definition) pairs, in order.

    ``fallback`` is the variant of values that do not say what they are: the base of a family of schemas.
    """

    property: str
    mapping: tuple[tuple[str, DefId], ...] = ()
    fallback: DefId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """Which values of ``property`` select each variant of a union, variant by variant; all values are distinct.

    ``fallback`` is the number of the variant that is meant where the property is missing.
    """

    property: str
    values: tuple[tuple[str | int, ...], ...]
    fallback: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Union(TypeBase):
    """``anyOf`` or ``oneOf`` (``exclusive``) of at least two variants, none of them null.

    ``discriminator`` is what the document says; ``passes.tagged`` makes ``tags`` of it, where they are sound.
    ``branching`` says that values can nest in more than one variant at each level (``passes.branching``).
    """

    variants: tuple[Type, ...]
    exclusive: bool = False
    discriminator: Discriminator | None = None
    tags: Tags | None = None
    branching: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefTo(TypeBase):
    """A reference to a named definition. ``cut`` says that the reference must not be followed when modules load."""

    target: DefId
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Expandable(TypeBase):
    """An id that the server replaces by the object on request (``x-expansionResources``)."""

    targets: tuple[DefId, ...]
    id: Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class Object(TypeBase):
    """An object with known properties. After ``hoist`` it only stands as the type of a definition.

    ``additional`` types properties that are not listed; None means that they are not allowed, an ``AnyValue`` that
    anything goes. ``closed`` says that a model refuses them: the pass ``usage`` sets it where callers alone send the
    object. ``bases`` are definitions whose fields come first (``allOf`` with references). ``discriminator`` is
    that of a base, whose heirs name it in their ``allOf``. ``withheld`` are the names of ``readOnly`` properties that a
    request must not set, with their JSON types: the pass ``directions`` takes them out of ``fields``. ``title`` and
    ``description`` are those of the schema itself; ``hoist`` gives them to the definition that it makes.
    """

    fields: tuple[Field, ...]
    additional: Type | None = None
    closed: bool = False
    bases: tuple[DefId, ...] = ()
    facets: Facets = NO_FACETS
    discriminator: Discriminator | None = None
    withheld: tuple[tuple[str, tuple[str, ...]], ...] = ()
    title: str = field(default="", compare=False)
    description: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf(TypeBase):
    """``allOf`` (or keywords beside a ``$ref``) as read. The pass ``passes.allof`` leaves none behind.

    ``hints`` are constraints without a stated type: they say nothing of values of another type than theirs
    (JSON Schema Core, 7.6.1), and so give way where they do not fit. ``rest`` types the properties that no part
    describes (``unevaluatedProperties``); ``Never`` forbids them.
    """

    parts: tuple[Type, ...]
    hints: tuple[Type, ...] = ()
    rest: Type | None = None


Type: TypeAlias = (
    AnyValue | Never | Scalar | Choice | ListOf | TupleOf | MapOf | Union | RefTo | Expandable | Object | AllOf
)


class Absent:
    """The type of ``ABSENT``: the document says nothing, which is not the same as null."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Say so."""
        return "ABSENT"

    def __bool__(self) -> bool:
        """Absent is false."""
        return False


ABSENT = Absent()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A property of an object.

    ``required`` is true, false, or None where the source does not say (a scraped page). A default is a JSON value or
    ``ABSENT``.
    """

    name: str
    type: Type
    required: bool | None
    location: Location = field(compare=False)
    default: Json | Absent = ABSENT
    title: str = ""
    description: str = ""
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False


class Role(StrEnum):
    """What a step from an owner to a schema inside it means."""

    PROPERTY = "property"
    ITEM = "item"
    VALUE = "value"
    VARIANT = "variant"
    PARAMS = "params"
    QUERY = "query"
    BODY = "body"
    RESPONSE = "response"
    LIST = "list"
    HEADER = "header"
    PARAM = "param"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its role, and a word for it (a property's name, a variant's title) where the document has one."""

    role: Role
    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Why a definition exists, in terms of the document; naming makes candidates of it.

    A component has ``component`` (its key) alone. A hoisted schema has an ``owner``, the id of the definition or
    operation that it was found in, and the ``path`` of steps from there.
    """

    component: str = ""
    owner: str = ""
    path: tuple[Step, ...] = ()


class Usage(Flag):
    """Whether callers send values of a definition, and whether they receive them."""

    NONE = 0
    SENT = auto()
    RECEIVED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A named schema: a component of the document, or an inline schema that ``hoist`` gave a name.

    ``tag`` is what the discriminator of its base says for it, where the schema is marked so. ``usage`` is set by the
    pass ``usage``.
    """

    id: DefId
    type: Type
    origin: Origin
    location: Location
    title: str = ""
    description: str = ""
    deprecated: bool = False
    resource: str = ""
    tag: str = ""
    usage: Usage = Usage.NONE
