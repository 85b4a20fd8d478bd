"""Security schemes as keywords of the clients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.python.code import Code, fmt, ident, join, literal
from codegen.python.emit.descriptions import hanging
from codegen.python.naming.words import snake, split_words, suffixed

if TYPE_CHECKING:
    from codegen.ir.api import Api, SecurityScheme
    from codegen.python.code import Ident

_TAKEN = frozenset(
    {
        "api_key",
        "auth",
        "base_url",
        "credentials",
        "headers",
        "http2",
        "http_client",
        "max_reply_size",
        "max_retries",
        "on_drift",
        "proxy",
        "retry",
        "self",
        "strict",
        "timeout",
        "transport",
    }
)
"""The keywords that every client has."""


_INIT_DOC = """Make a client; nothing is sent before the first call.

Without any secret and ``auth``, those of the environment count.

Args:
    api_key: The secret, for whichever security scheme takes it.
{schemes}
    credentials: Secrets by the names of the document's security schemes.
    auth: Signs each request, instead of the secrets.
    base_url: The address of the API, if not the one in its document.
    timeout: Seconds, or one limit for each phase; None waits for ever.
    max_retries: How often a request that failed is sent again.
    max_reply_size: The most bytes of a reply that are held in memory, decompressed; None for no limit.
    headers: Sent with every request; None takes a header away.
    http_client: Sends the requests; the caller sets it up and closes it.
    transport: Sends the requests below the HTTP client.
    proxy: The address of a proxy, instead of those of the environment.
    http2: Offer HTTP/2, which needs the extra ``httpx2[http2]``.
    strict: Raise where a reply differs from its type.
    on_drift: Called with each such difference.
    retry: When to send again, and how long to wait before.
"""
_DOC_WIDTH = 76


@dataclass(frozen=True, slots=True)
class SchemeView:
    """A keyword of the clients for one security scheme."""

    name: Code
    argument: Code
    annotation: Code


def scheme_arguments(api: Api) -> dict[SecurityScheme, Ident]:
    """Return a keyword for each scheme that a secret can meet, in the order of the document.

    A scheme called as one of the other keywords, or as another scheme, gets underscores behind its name.
    """
    taken = set(_TAKEN)
    found: dict[SecurityScheme, Ident] = {}
    for scheme in api.security_schemes:
        if scheme.kind == "mutualTLS":
            continue
        name = snake(split_words(scheme.name))
        while name in taken:
            name = suffixed(name)
        taken.add(name)
        found[scheme] = name
    return found


def scheme_views(api: Api) -> list[SchemeView]:
    """Return the keywords with their annotations."""
    return [_scheme(scheme, argument) for scheme, argument in scheme_arguments(api).items()]


def init_doc(api: Api) -> str:
    """Return the docstring of the clients' ``__init__``."""
    rows = [hanging(f"{name}: {_what(scheme)}", _DOC_WIDTH) for scheme, name in scheme_arguments(api).items()]
    return _INIT_DOC.replace("{schemes}\n", "".join(f"{row}\n" for row in rows))


def _what(scheme: SecurityScheme) -> str:
    """Say what to give for a scheme."""
    if scheme.kind == "http" and scheme.scheme.lower() == "basic":
        return "User and password, or the user alone, for HTTP basic."
    if scheme.kind == "apiKey":
        return f"The key that the {_PLACES.get(scheme.key_in, scheme.key_in)} {scheme.key_name} takes."
    return "A token, or client credentials to fetch one with." if scheme.token_url else "A token."


_PLACES = {"query": "query parameter"}


def _scheme(scheme: SecurityScheme, argument: Ident) -> SchemeView:
    kinds: list[Code] = [ident("str")]
    if scheme.kind == "http" and scheme.scheme.lower() == "basic":
        kinds.append(fmt("tuple[str, str]"))
    if scheme.token_url:
        kinds.append(ident("ClientCredentials"))
    return SchemeView(name=literal(scheme.name), argument=argument, annotation=join(" | ", kinds))
