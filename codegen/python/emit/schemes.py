"""Maps security schemes to keyword arguments of the clients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.ir.api import In
from codegen.python.code import Code, fmt, ident, join, literal
from codegen.python.emit.descriptions import hanging
from codegen.python.naming.identifiers import snake, split_words, suffixed

if TYPE_CHECKING:
    from codegen.ir.api import Api, SecurityScheme
    from codegen.python.code import Ident

_TAKEN = frozenset(
    {
        "api_key",
        "auth",
        "base_url",
        "credentials",
        "deadline",
        "headers",
        "hooks",
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
"""The keyword arguments of every client."""


_INIT_DOC = """Create a client; nothing is sent before the first call.

Without any secret and ``auth``, secrets are read from environment variables.

Args:
    api_key: The secret, for any security scheme that accepts it.
{schemes}
    credentials: Secrets by name of the security scheme in the document.
    auth: Signs each request; replaces the secrets.
    base_url: The URL of the API, by default that of its document.
    timeout: Seconds, or one limit per phase; None disables it.
    deadline: Seconds for a whole call with its retries; None for no limit.
    max_retries: Maximum number of retries of a failed request.
    max_reply_size: Maximum decompressed bytes of a response in memory; None for no limit.
    headers: Sent with every request; None removes a header.
    http_client: Sends the requests; configured and closed by the caller.
    transport: The transport of the HTTP client.
    proxy: The URL of a proxy; overrides environment variables.
    http2: Enable HTTP/2, which requires the extra ``httpx2[http2]``.
    strict: Raise if a response does not match its type.
    on_drift: Called with each mismatch.
    retry: Which failures are retried, and the delays.
    hooks: Called before and after each operation, and when it fails.
"""
_DOC_WIDTH = 76


@dataclass(frozen=True, slots=True)
class SchemeView:
    """The keyword argument of one security scheme."""

    name: Code
    argument: Code
    annotation: Code


def scheme_arguments(api: Api) -> dict[SecurityScheme, Ident]:
    """Return a keyword argument for each scheme that takes a secret, in document order.

    Names that collide with other keywords get underscores appended.
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


def header_arguments(api: Api) -> dict[str, Ident]:
    """Return a keyword argument for each header that every operation declares."""
    taken = {*_TAKEN, *map(str, scheme_arguments(api).values())}
    found: dict[str, Ident] = {}
    for header in api.common_headers:
        name = snake(split_words(header))
        while name in taken:
            name = suffixed(name)
        taken.add(name)
        found[header] = name
    return found


def header_views(api: Api) -> list[SchemeView]:
    """Return the keyword arguments for common headers."""
    return [SchemeView(literal(name), argument, ident("str")) for name, argument in header_arguments(api).items()]


def header_parameters(api: Api) -> tuple[str, ...]:
    """Return the names of all header parameters, by which an API without security schemes may take credentials."""
    params = (param for operation in api.operations for param in operation.params if param.where is In.HEADER)
    return tuple(dict.fromkeys(param.name for param in params))


def scheme_views(api: Api) -> list[SchemeView]:
    """Return the keyword arguments with their annotations."""
    return [_scheme(scheme, argument) for scheme, argument in scheme_arguments(api).items()]


def init_doc(api: Api) -> str:
    """Return the docstring of the clients' ``__init__``."""
    rows = [hanging(f"{name}: {_what(scheme)}", _DOC_WIDTH) for scheme, name in scheme_arguments(api).items()]
    rows += [
        hanging(f"{name}: The header {header} of every request, unless a call passes it.", _DOC_WIDTH)
        for header, name in header_arguments(api).items()
    ]
    return _INIT_DOC.replace("{schemes}\n", "".join(f"{row}\n" for row in rows))


def _what(scheme: SecurityScheme) -> str:
    """Return the description of the argument of a scheme."""
    if scheme.kind == "http" and scheme.scheme.lower() == "basic":
        return "User and password, or only the user, for HTTP basic authentication."
    if scheme.kind == "apiKey":
        return f"The API key, sent in the {_PLACES.get(scheme.key_in, scheme.key_in)} {scheme.key_name}."
    return "A token, or client credentials to request one." if scheme.token_url else "A token."


_PLACES = {"query": "query parameter"}


def _scheme(scheme: SecurityScheme, argument: Ident) -> SchemeView:
    kinds: list[Code] = [ident("str")]
    if scheme.kind == "http" and scheme.scheme.lower() == "basic":
        kinds.append(fmt("tuple[str, str]"))
    if scheme.token_url:
        kinds.append(ident("ClientCredentials"))
    return SchemeView(name=literal(scheme.name), argument=argument, annotation=join(" | ", kinds))
