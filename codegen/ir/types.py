"""Types of values on the wire.

A type describes values; whether a *field* may be missing is a property of the field. Every type has ``nullable``, which
represents all three notations of OpenAPI (``nullable: true``, ``type: [..., "null"]``, a null branch).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import Flag, StrEnum, auto
from typing import TYPE_CHECKING, NewType, TypeAlias

from codegen.core.location import Location

if TYPE_CHECKING:
    from codegen.core.json import Json

DefId = NewType("DefId", str)
"""Id of a named schema: its location as ``file#pointer``. Independent of Python names."""


class Kind(StrEnum):
    """The scalar types of JSON Schema (Validation, 6.1.1)."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """Constraints on a value (JSON Schema Validation, 6.2 to 6.5). ``None`` means not stated."""

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
        """Return whether there is any constraint."""
        return any(getattr(self, facet.name) is not None for facet in fields(self))


NO_FACETS = Facets()


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeBase:
    """Base class of types. Equality ignores the location.

    ``rules`` are further assertions, which no Python type expresses, such as ``not`` and ``if``: JSON Schemas as JSON
    text, without references. ``chosen`` names the type of the target language that the configuration chose. ``stated``
    is the class name that an extension of an inline schema states, and the extension.
    """

    nullable: bool = False
    rules: tuple[str, ...] = ()
    location: Location = field(default=Location(""), compare=False)
    chosen: str = ""
    stated: tuple[str, str] = field(default=("", ""), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyValue(TypeBase):
    """Any value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Never(TypeBase):
    """The schema ``false``: no value is valid."""

    rules: tuple[str, ...] = ('{"not":{}}',)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar(TypeBase):
    """A string, integer, number, boolean or null, with its format (``date-time``, ``unix-time``, ``binary`` …).

    ``media_type`` is that of a text (``contentMediaType``), which is a file in a multipart body.
    """

    kind: Kind
    format: str | None = None
    facets: Facets = NO_FACETS
    media_type: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(TypeBase):
    """An ``enum`` or ``const``: scalar JSON values in document order; null becomes ``nullable``.

    ``open``: readers must accept unlisted values of the same scalar kind. ``kind`` is set if the values have names:
    ``literal`` (constants beside the type) or ``enum`` (a class). ``members`` are values with the names that the
    document states for them.
    """

    values: tuple[str | int | float | bool, ...]
    open: bool = False
    kind: str = ""
    members: tuple[tuple[str | int | float | bool, str], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf(TypeBase):
    """An array of items of one type."""

    item: Type
    facets: Facets = NO_FACETS


@dataclass(frozen=True, slots=True, kw_only=True)
class TupleOf(TypeBase):
    """An array with positional items (``prefixItems``); ``rest`` is the type of further items, None forbids them."""

    items: tuple[Type, ...]
    rest: Type | None = None
    facets: Facets = NO_FACETS


@dataclass(frozen=True, slots=True, kw_only=True)
class MapOf(TypeBase):
    """An object used as a map from strings to values of one type."""

    value: Type
    facets: Facets = NO_FACETS


Tag: TypeAlias = str | int | bool
"""A value of a discriminator property."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discriminator:
    """A discriminator: ``property`` selects a variant of a union; ``mapping`` holds (value, definition) pairs.

    The values are texts as read; ``passes.discriminators`` replaces them by integers and booleans where the property
    has these. ``fallback`` is the variant for other or missing values of the property: the parent of a hierarchy of
    schemas.
    """

    property: str
    mapping: tuple[tuple[Tag, DefId], ...] = ()
    fallback: DefId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """The values of ``property`` that select each variant of a union, in order of variants; all values are distinct.

    ``fallback`` is the index of the variant for values without the property.
    """

    property: str
    values: tuple[tuple[Tag, ...], ...]
    fallback: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Union(TypeBase):
    """``anyOf`` or ``oneOf`` (``exclusive``) of at least two variants, none of them null.

    ``discriminator`` is that of the document; ``passes.tagged`` derives ``tags`` from it if it is unambiguous.
    ``branching``: values can nest in more than one variant at each level (``lowering.branching``).
    """

    variants: tuple[Type, ...]
    exclusive: bool = False
    discriminator: Discriminator | None = None
    tags: Tags | None = None
    branching: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefTo(TypeBase):
    """A reference to a named definition. ``cut``: the reference must not be resolved when modules are imported."""

    target: DefId
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Expandable(TypeBase):
    """An id that the server replaces by its object on request (``x-expansionResources``)."""

    targets: tuple[DefId, ...]
    id: Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class Object(TypeBase):
    """An object with known properties. After ``hoist`` it only occurs as the type of a definition.

    ``additional`` is the type of unlisted properties; None forbids them. ``closed``: models reject them; the pass
    ``usage`` sets it for objects that only callers send. ``bases`` are definitions whose fields come first (``allOf``
    with references). ``discriminator`` is that of a parent whose subschemas refer to it in their ``allOf``.
    ``withheld`` are the names of ``readOnly`` properties that requests must not contain, with their JSON types; the
    pass ``directions`` moves them here from ``fields``. ``title`` and ``description`` are those of the schema itself;
    ``hoist`` copies them to the definition that it makes. ``variant`` is the name in a union that an extension states.
    """

    fields: tuple[Field, ...]
    additional: Type | None = None
    closed: bool = False
    bases: tuple[DefId, ...] = ()
    facets: Facets = NO_FACETS
    discriminator: Discriminator | None = None
    withheld: tuple[tuple[str, tuple[str, ...]], ...] = ()
    variant: str = field(default="", compare=False)
    title: str = field(default="", compare=False)
    description: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf(TypeBase):
    """``allOf`` (or keywords beside a ``$ref``) as read. ``passes.allof`` replaces all of them.

    ``hints`` are assertions without a stated type: they do not apply to values of other types (JSON Schema Core,
    7.6.1), and are dropped in conflicts. ``rest`` is the type of properties that no part describes
    (``unevaluatedProperties``); ``Never`` forbids them.
    """

    parts: tuple[Type, ...]
    hints: tuple[Type, ...] = ()
    rest: Type | None = None


Type: TypeAlias = (
    AnyValue | Never | Scalar | Choice | ListOf | TupleOf | MapOf | Union | RefTo | Expandable | Object | AllOf
)


class Absent:
    """The type of ``ABSENT``: the document states no value, as opposed to null."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Say so."""
        return "ABSENT"

    def __bool__(self) -> bool:
        """Return False."""
        return False


ABSENT = Absent()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A property of an object.

    ``required`` is true, false, or None if unknown (a scraped page). A default is a JSON value or
    ``ABSENT``. ``stated`` is the name for generated code that an extension states. ``deprecation`` is the reason
    and the sunset, if stated.
    """

    name: str
    type: Type
    required: bool | None
    location: Location = field(compare=False)
    default: Json | Absent = ABSENT
    title: str = ""
    description: str = ""
    deprecated: bool = False
    deprecation: str = ""
    read_only: bool = False
    write_only: bool = False
    stated: str = field(default="", compare=False)


class Role(StrEnum):
    """The meaning of a step from an owner to a schema inside it."""

    PROPERTY = "property"
    ITEM = "item"
    VALUE = "value"
    VARIANT = "variant"
    PARAMS = "params"
    QUERY = "query"
    HEADERS = "headers"
    COOKIES = "cookies"
    BODY = "body"
    RESPONSE = "response"
    LIST = "list"
    HEADER = "header"
    PARAM = "param"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its role, and a name from the document (of a property, of a variant), or an empty string."""

    role: Role
    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The origin of a definition in the document, from which naming derives candidates.

    A component has only ``component`` (its key). A hoisted schema has an ``owner``, the id of the definition or
    operation that contains it, and the ``path`` of steps from there.
    """

    component: str = ""
    owner: str = ""
    path: tuple[Step, ...] = ()


class Usage(Flag):
    """Whether callers send or receive values of a definition."""

    NONE = 0
    SENT = auto()
    RECEIVED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A named schema: a component of the document, or an inline schema that ``hoist`` extracted.

    ``tag`` is its value of the discriminator of its parent, if marked in the schema. ``default`` is that of fields that
    refer to it, unless they have their own. ``usage`` is set by the pass ``usage``. ``stated`` is the class
    name that an extension states, and the extension. ``deprecation`` is the reason and the sunset, if stated.
    """

    id: DefId
    type: Type
    origin: Origin
    location: Location
    title: str = ""
    description: str = ""
    deprecated: bool = False
    deprecation: str = ""
    resource: str = ""
    tag: str = ""
    default: Json | Absent = ABSENT
    usage: Usage = Usage.NONE
    stated: tuple[str, str] = ("", "")
