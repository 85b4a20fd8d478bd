"""Security schemes as keywords of the clients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.core.pycode import Code, fmt, ident, join, literal
from codegen.naming.words import snake, split_words, suffixed

if TYPE_CHECKING:
    from codegen.core.pycode import Ident
    from codegen.ir.api import Api, SecurityScheme

_TAKEN = frozenset(
    {
        "api_key",
        "auth",
        "base_url",
        "credentials",
        "headers",
        "http_client",
        "max_retries",
        "on_drift",
        "retry",
        "self",
        "strict",
        "timeout",
    }
)
"""The keywords that every client has."""


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


def _scheme(scheme: SecurityScheme, argument: Ident) -> SchemeView:
    kinds: list[Code] = [ident("str")]
    if scheme.kind == "http" and scheme.scheme.lower() == "basic":
        kinds.append(fmt("tuple[str, str]"))
    if scheme.token_url:
        kinds.append(ident("ClientCredentials"))
    return SchemeView(name=literal(scheme.name), argument=argument, annotation=join(" | ", kinds))
