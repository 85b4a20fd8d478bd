"""Operations, and the API as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

from codegen.core.location import Location
from codegen.core.media_type import JSON, MediaType
from codegen.ir.types import ABSENT, Absent, DefId, Definition, Field, Type

if TYPE_CHECKING:
    from codegen.core.json import Json

OpId = NewType("OpId", str)
"""Identity of an operation: ``METHOD path`` as in the document; for calls the API makes, ``name webhook``."""


class In(StrEnum):
    """Parameter locations (OpenAPI 3.2, Parameter Object)."""

    PATH = "path"
    QUERY = "query"
    QUERYSTRING = "querystring"
    HEADER = "header"
    COOKIE = "cookie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """A parameter. ``style`` and ``explode`` are filled with the specification's defaults.

    ``content_type`` is set when the value is serialised by a media type instead of a style.
    """

    name: str
    where: In
    type: Type
    required: bool
    style: str
    explode: bool
    location: Location
    allow_reserved: bool = False
    content_type: str = ""
    default: Json | Absent = ABSENT
    description: str = ""
    deprecated: bool = False

    def as_field(self, name: str = "") -> Field:
        """Return the parameter as a property of an object, by another name where one is given."""
        return Field(
            name=name or self.name,
            type=self.type,
            required=self.required,
            location=self.location,
            default=self.default,
            description=self.description,
            deprecated=self.deprecated,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How one property of a form or multipart body is written (OpenAPI, Encoding Object)."""

    style: str = ""
    explode: bool | None = None
    allow_reserved: bool = False
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One media type of a body or reply. ``type`` is None where the document gives no schema.

    ``item`` types the members of a sequential media type (OpenAPI 3.2 ``itemSchema``).
    """

    content_type: str
    type: Type | None
    location: Location
    encodings: Mapping[str, Encoding] = field(default_factory=dict)
    item: Type | None = None

    @property
    def media_type(self) -> MediaType:
        """Return ``content_type``, parsed."""
        return MediaType.parse(self.content_type)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A request body with at least one media type."""

    media: tuple[Media, ...]
    required: bool
    location: Location
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A declared reply header."""

    name: str
    type: Type
    required: bool
    location: Location
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A reply. ``status`` is three digits, a range such as ``4XX``, or ``default``."""

    status: str
    media: tuple[Media, ...]
    location: Location
    headers: tuple[Header, ...] = ()
    description: str = ""

    @property
    def success(self) -> bool:
        """Whether this is a 2xx reply."""
        return self.status.startswith("2")


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityScheme:
    """A security scheme: ``kind`` is ``http``, ``apiKey``, ``oauth2``, ``openIdConnect`` or ``mutualTLS``."""

    name: str
    kind: str
    location: Location
    scheme: str = ""
    key_name: str = ""
    key_in: str = ""
    token_url: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityRequirement:
    """Schemes that must all be met together, each with its scopes. An empty requirement means: anonymous is fine."""

    schemes: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A base URL. ``variables`` holds (name, default, allowed values)."""

    url: str
    location: Location
    description: str = ""
    variables: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """How an operation's reply leads to the next page of its list.

    ``items`` and ``id`` are property names (``items`` is empty where the reply is the list itself); ``next``,
    ``previous``, ``more`` and ``total`` paths of property names; ``after``, ``before`` and ``size`` query parameters;
    empty where there are none. By ``kind``:

    - ``id``: the next cursor is the id of the last item (``after``) or of the first one (``before``);
    - ``cursor``: the value at ``next`` goes out as ``after``;
    - ``page``, ``offset``: ``after`` counts pages from ``start``, or items; ``total`` is their number;
    - ``url``: the address at ``next``; ``link``: that of the ``Link`` header (RFC 8288).
    """

    items: str
    item: Type
    after: str = ""
    before: str = ""
    more: tuple[str, ...] = ()
    id: str = "id"
    kind: str = "id"
    next: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    size: str = ""
    start: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorShape:
    """Where the API's error bodies say what, as paths of property names; an empty path means that they do not say.

    The step 0 is the first item of a list. ``title`` is where the name of the status goes (RFC 9457). ``types`` is what
    the server writes at ``type`` for a client's fault and for its own.
    """

    message: tuple[str | int, ...] = ()
    type: tuple[str | int, ...] = ()
    code: tuple[str | int, ...] = ()
    param: tuple[str | int, ...] = ()
    status: tuple[str | int, ...] = ()
    title: tuple[str | int, ...] = ()
    types: tuple[str, str] = ("", "")
    media: str = JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation. ``path`` is the template split into literal text and parameter names, in turn, literal first.

    ``/v1/codes/{id}/cancel`` is ``("/v1/codes/", "id", "/cancel")``. ``security`` lists alternatives; empty means that
    any caller may come. ``query`` is the definition that ``hoist`` made of the parameters outside the path.
    """

    id: OpId
    method: str
    path: tuple[str, ...]
    location: Location
    params: tuple[Param, ...] = ()
    body: Body | None = None
    responses: tuple[Response, ...] = ()
    operation_id: str = ""
    tags: tuple[str, ...] = ()
    summary: str = ""
    description: str = ""
    deprecated: bool = False
    security: tuple[SecurityRequirement, ...] = ()
    servers: tuple[Server, ...] = ()
    query: DefId | None = None
    pagination: Pagination | None = None

    @property
    def template(self) -> str:
        """The path template as the document writes it."""
        return "".join(part if index % 2 == 0 else "{" + part + "}" for index, part in enumerate(self.path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """An API. ``definitions`` are in document order, hoisted ones behind their owner; so are ``operations``.

    ``webhooks`` are the calls that the API itself makes: webhooks, and callbacks of its operations. Their ``path`` is
    the webhook's name, or the callback's expression, as one piece of text.
    """

    title: str
    version: str
    location: Location
    definitions: Mapping[DefId, Definition]
    operations: tuple[Operation, ...]
    webhooks: tuple[Operation, ...] = ()
    servers: tuple[Server, ...] = ()
    security_schemes: tuple[SecurityScheme, ...] = ()
    description: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    errors: ErrorShape = ErrorShape()
