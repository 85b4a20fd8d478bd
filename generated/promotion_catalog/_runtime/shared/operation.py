"""What one operation looks like on the wire. Client and server read the same descriptions.

Types are given as functions without arguments, so that importing a description imports no model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

T_co = TypeVar("T_co", covariant=True)

TypeThunk = Callable[[], Any]
Where = Literal["path", "query", "querystring", "header", "cookie"]


@dataclass(frozen=True)
class Param:
    """A parameter: its wire ``name``, its Python ``argument``, and its serialisation (OpenAPI, Parameter Object).

    ``type`` is only given for path parameters; the others are fields of the operation's ``query`` model, under
    ``argument``.
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
    """How one property of a form or multipart body is written (OpenAPI, Encoding Object)."""

    style: str = ""
    explode: bool | None = None
    allow_reserved: bool = False
    content_type: str = ""


@dataclass(frozen=True)
class Media:
    """One media type of a body or reply; ``type`` is None where the document gives no schema.

    ``raw`` content is bytes, whatever its media type says: a file that happens to be JSON.
    """

    content_type: str
    type: TypeThunk | None = None
    encodings: Mapping[str, Encoding] = field(default_factory=dict[str, Encoding])
    item: TypeThunk | None = None
    raw: bool = False


@dataclass(frozen=True)
class Body:
    """A request body. The client writes the first media type it can; the server reads each of them."""

    media: tuple[Media, ...]
    required: bool = False


@dataclass(frozen=True)
class Response:
    """A declared reply: ``status`` is three digits, a range such as ``4XX``, or ``default``."""

    status: str
    media: tuple[Media, ...] = ()


@dataclass(frozen=True)
class CursorPage:
    """Pages whose next cursor is the id of the last item (``after``) or of the first one (``before``, walking back)."""

    items: str
    after: str
    before: str = ""
    more: str = ""
    id: str = "id"


@dataclass(frozen=True)
class NextPage:
    """Pages that lead onward otherwise than by the ids of their items. ``items`` is empty where the reply is the list.

    ``kind`` says by what: ``cursor`` (the reply's value at the path ``next``, sent as ``param``), ``page`` (``param``
    counts from ``start``), ``offset`` (``param`` counts items), ``url`` (the address at ``next``), or ``link`` (the
    ``Link`` header, RFC 8288). ``previous`` leads back. ``more`` is the path of a boolean that says whether the list
    goes on, ``total`` of the number of pages (kind ``page``) or items (kind ``offset``); ``size`` is the parameter for
    the length of a page.
    """

    items: str
    kind: Literal["cursor", "page", "offset", "url", "link"]
    param: str = ""
    next: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    size: str = ""
    start: int = 1


@dataclass(frozen=True)
class Mark:
    """A value of a query parameter or header that tells operations of one method and path apart; None is any value."""

    where: Literal["query", "header"]
    name: str
    value: str | None = None


@dataclass(frozen=True)
class Operation(Generic[T_co]):
    """An operation that replies with ``T_co``.

    ``path`` is literal text and parameter names in turn, literal first. ``query`` gives the model that holds every
    parameter outside the path. ``security`` lists alternatives, each a set of schemes that must be met together, and
    ``scopes`` what these schemes have to grant, in the same order (empty where none of them has to).
    ``base_url`` is set where the operation has a server of its own. ``stream_switch`` is the boolean property of the
    body, or parameter, by which a caller chooses a sequence of values in place of one. ``fixed`` are parts that every
    query of the operation has, and ``marks`` tell it from others of the same method and path.
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
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class SecurityScheme:
    """A security scheme: ``kind`` is ``http``, ``apiKey``, ``oauth2``, ``openIdConnect`` or ``mutualTLS``.

    ``argument`` is the client's keyword for it.
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
    """Where an error body says what, as paths of property names; an empty path means that it does not say.

    The step 0 is the first item of a list. ``title`` is where the name of the status goes (RFC 9457). ``types`` gives
    the value at ``type`` for (client errors, server errors), for bodies that the server makes itself, and ``media``
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
    """What the whole API has in common. ``env_prefix`` starts the names of environment variables (``STRIPE``).

    ``idempotency_header`` is set where the API takes such keys: every POST then carries one.
    """

    title: str
    version: str
    package: str
    base_url: str
    security: tuple[SecurityScheme, ...] = ()
    errors: ErrorShape = ErrorShape()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    env_prefix: str = ""
    idempotency_header: str = ""
