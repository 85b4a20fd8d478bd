"""The API model: operations, bodies, responses, security, and the API itself."""

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
"""Id of an operation: ``METHOD path`` as in the document; for webhooks and callbacks ``name webhook``."""


class In(StrEnum):
    """Parameter locations (OpenAPI 3.2, Parameter Object)."""

    PATH = "path"
    QUERY = "query"
    QUERYSTRING = "querystring"
    HEADER = "header"
    COOKIE = "cookie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """A parameter. ``style`` and ``explode`` contain the defaults of the specification if not stated.

    ``content_type`` is set when the value is serialised by a media type instead of a style. ``stated`` is the name for
    generated code that an extension states.
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
    deprecation: str = ""
    stated: str = field(default="", compare=False)

    def as_field(self, name: str = "") -> Field:
        """Return the parameter as a property of an object, renamed to ``name`` if given."""
        return Field(
            name=name or self.name,
            type=self.type,
            required=self.required,
            location=self.location,
            default=self.default,
            description=self.description,
            deprecated=self.deprecated,
            deprecation=self.deprecation,
            stated=self.stated,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """Serialisation of one property of a form or multipart body (OpenAPI, Encoding Object)."""

    style: str = ""
    explode: bool | None = None
    allow_reserved: bool = False
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One media type of a request or response body. ``type`` is None if the document has no schema.

    ``item`` is the type of the items of a sequential media type (OpenAPI 3.2 ``itemSchema``). ``media_range`` is the
    declared range, if the pass ``media`` replaced it by the type that is sent for it.
    """

    content_type: str
    type: Type | None
    location: Location
    encodings: Mapping[str, Encoding] = field(default_factory=dict)
    item: Type | None = None
    media_range: str = ""

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
    """A declared response header."""

    name: str
    type: Type
    required: bool
    location: Location
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A response. ``status`` is three digits, a range such as ``4XX``, or ``default``."""

    status: str
    media: tuple[Media, ...]
    location: Location
    headers: tuple[Header, ...] = ()
    description: str = ""

    @property
    def success(self) -> bool:
        """Return whether this is a 2xx response."""
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
    """Schemes that are required together, each with its scopes. An empty requirement allows anonymous access."""

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
    """Pagination of a list operation.

    ``id`` is a property name; ``items`` (empty if the response is the list itself), ``next``, ``previous``, ``more``
    and ``total`` are paths of property names; ``after``, ``before`` and ``size`` are query parameters, or properties of
    the body; all are empty if missing. By ``kind``:

    - ``id``: the next cursor is the id of the last item (``after``) or of the first one (``before``);
    - ``cursor``: the value at ``next`` is sent as ``after``, that at ``previous`` as ``before``;
    - ``page``, ``offset``: ``after`` counts pages from ``start``, or items; ``total`` is their number;
    - ``url``: the URL at ``next``; ``link``: that of the ``Link`` header (RFC 8288).
    """

    items: tuple[str, ...]
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
    """Property paths of the facts in error bodies; an empty path if they do not contain the fact.

    The step 0 is the first item of a list. ``title`` is the name of the status (RFC 9457). ``types`` are the values
    that the server writes at ``type`` for client errors and for server errors.
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
class StatedName:
    """The names that extensions of an operation state; empty if not stated. ``key`` is the extension."""

    group: tuple[str, ...] = ()
    method: str = ""
    key: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation. ``path`` is the template, split into alternating literal text and parameter names.

    ``/v1/codes/{id}/cancel`` is ``("/v1/codes/", "id", "/cancel")``. ``security`` lists alternatives; empty allows
    anonymous access. ``query`` is the definition that ``hoist`` makes of the parameters outside the path.
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
    deprecation: str = ""
    security: tuple[SecurityRequirement, ...] = ()
    servers: tuple[Server, ...] = ()
    query: DefId | None = None
    pagination: Pagination | None = None
    stated: StatedName = StatedName()

    @property
    def template(self) -> str:
        """Return the path template as in the document."""
        return "".join(part if index % 2 == 0 else "{" + part + "}" for index, part in enumerate(self.path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """An API. ``definitions`` are in document order, hoisted ones after their owner; so are ``operations``.

    ``webhooks`` are the requests that the API itself sends: webhooks, and callbacks of its operations. Their ``path``
    is the name of the webhook, or the expression of the callback, as a single literal. ``common_headers`` are the
    header parameters that every operation declares, without those of security schemes.
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
    common_headers: tuple[str, ...] = ()

    def is_client_header(self, param: Param) -> bool:
        """Return whether the client has the value of a header parameter: as an option, or for a security scheme."""
        keys = [scheme.key_name for scheme in self.security_schemes if scheme.key_in == "header"]
        return param.where is In.HEADER and param.name.lower() in map(str.lower, [*keys, *self.common_headers])
