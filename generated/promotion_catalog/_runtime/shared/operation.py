"""Descriptions of operations: parameters, bodies, responses, security, paging. Used by client and server.

Types are functions without arguments, so that importing a description does not import the models.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeAlias, TypeVar

T_co = TypeVar("T_co", covariant=True)

TypeThunk = Callable[[], Any]
Where = Literal["path", "query", "querystring", "header", "cookie"]


@dataclass(frozen=True)
class Param:
    """A parameter: wire ``name``, Python ``argument`` and serialisation (OpenAPI, Parameter Object).

    ``type`` is set for path parameters only; all others are fields named ``argument`` of the operation's ``query``
    model.
    """

    name: str
    argument: str
    where: Where
    style: str
    explode: bool
    required: bool = False
    allow_reserved: bool = False
    content_type: str = ""
    type: TypeThunk | None = None


@dataclass(frozen=True)
class Encoding:
    """The serialisation of one property of a form or multipart body (OpenAPI, Encoding Object)."""

    style: str = ""
    explode: bool | None = None
    allow_reserved: bool = False
    content_type: str = ""


@dataclass(frozen=True)
class Media:
    """One media type of a body or response; ``type`` is None if the document has no schema.

    ``item`` is the type of the elements of a sequence. ``raw`` content is bytes whatever the media type is, such as a
    JSON file. ``media_range`` is the declared range, if ``content_type`` is the type that is sent for it.
    """

    content_type: str
    type: TypeThunk | None = None
    encodings: Mapping[str, Encoding] = field(default_factory=dict[str, Encoding])
    item: TypeThunk | None = None
    raw: bool = False
    media_range: str = ""


@dataclass(frozen=True)
class Body:
    """A request body. The client chooses the media type by the value; the server accepts all of them."""

    media: tuple[Media, ...]
    required: bool = False


@dataclass(frozen=True)
class Response:
    """A declared response: ``status`` is three digits, a range such as ``4XX``, or ``default``."""

    status: str
    media: tuple[Media, ...] = ()


PropertyPath: TypeAlias = str | tuple[str, ...]
"""The name of a property, or a path of names."""


@dataclass(frozen=True)
class CursorPage:
    """Pages with item ids as cursors: ``after`` takes the last id; ``before``, for paging back, the first id.

    ``items`` and ``more`` are the property of the list and of a boolean for further pages, or paths to them.
    """

    items: PropertyPath
    after: str
    before: str = ""
    more: PropertyPath = ""
    id: str = "id"


@dataclass(frozen=True)
class NextPage:
    """Pages that are not addressed by item ids. ``items`` is empty if the response itself is the list.

    ``kind`` is ``cursor`` (the value at the path ``next`` of the response is sent as ``param``; for the previous page,
    that at ``previous`` as ``before`` if given, else as ``param``), ``page`` (``param``
    counts pages from ``start``), ``offset`` (``param`` counts items), ``url`` (the URL at the path ``next``), or
    ``link`` (the ``Link`` header, RFC 8288). ``previous`` is the path for the previous page, ``more`` that of a boolean
    for further pages, ``total`` that of the number of pages (kind ``page``) or items (kind ``offset``); ``size`` is the
    parameter for the page length.
    """

    items: PropertyPath
    kind: Literal["cursor", "page", "offset", "url", "link"]
    param: str = ""
    before: str = ""
    next: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    size: str = ""
    start: int = 1


@dataclass(frozen=True)
class Selector:
    """A query parameter or header that selects between operations on one method and path; None matches any value."""

    where: Literal["query", "header"]
    name: str
    value: str | None = None


@dataclass(frozen=True)
class Operation(Generic[T_co]):
    """An operation that returns ``T_co``.

    ``path`` alternates literal text and parameter names, literal first. ``query`` returns the model of all parameters
    outside the path. ``security`` lists alternatives, each a set of schemes that are all required, and ``scopes`` the
    scopes of these schemes in the same order (empty if there are none). ``base_url`` is set if the operation has its
    own server. ``stream_switch`` is the boolean body property or parameter that requests a stream instead of a single
    value. ``fixed`` are constant parts of the query; ``selectors`` distinguish operations on the same method and
    path.
    """

    id: str
    name: str
    method: str
    path: tuple[str, ...]
    params: tuple[Param, ...] = ()
    query: TypeThunk | None = None
    body: Body | None = None
    responses: tuple[Response, ...] = ()
    security: tuple[tuple[str, ...], ...] = ()
    scopes: tuple[tuple[tuple[str, ...], ...], ...] = ()
    page: CursorPage | NextPage | None = None
    base_url: str = ""
    stream_switch: str = ""
    fixed: tuple[str, ...] = ()
    selectors: tuple[Selector, ...] = ()


@dataclass(frozen=True)
class SecurityScheme:
    """A security scheme: ``kind`` is ``http``, ``apiKey``, ``oauth2``, ``openIdConnect`` or ``mutualTLS``.

    ``argument`` is the keyword argument of the client.
    """

    name: str
    kind: str
    scheme: str = ""
    key_name: str = ""
    key_in: str = ""
    token_url: str = ""
    argument: str = ""


@dataclass(frozen=True)
class ErrorShape:
    """The structure of error bodies: the path of property names for each part, empty if bodies do not have it.

    The step 0 is the first item of a list. ``title`` is the path for the reason phrase (RFC 9457). ``types`` are the
    values at ``type`` for (client errors, server errors) in bodies that the generated server creates, ``media`` is
    their media type.
    """

    message: tuple[str | int, ...] = ("error", "message")
    type: tuple[str | int, ...] = ()
    code: tuple[str | int, ...] = ()
    param: tuple[str | int, ...] = ()
    status: tuple[str | int, ...] = ()
    title: tuple[str | int, ...] = ()
    types: tuple[str, str] = ("", "")
    media: str = "application/json"


@dataclass(frozen=True)
class ApiInfo:
    """Properties of the whole API. ``env_prefix`` is the prefix of environment variables (``STRIPE``).

    ``header_parameters`` are those of an API without security schemes, each with the argument of the client or ``""``.

    If ``idempotency_header`` is set, every POST is sent with a key in it. ``version_header`` has the API version.
    """

    title: str
    version: str
    package: str
    base_url: str
    security: tuple[SecurityScheme, ...] = ()
    header_parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    errors: ErrorShape = ErrorShape()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    env_prefix: str = ""
    idempotency_header: str = ""
    version_header: str = ""

    @property
    def expected_version(self) -> str:
        """The API version that the package is made for."""
        return self.headers.get(self.version_header, self.version)
