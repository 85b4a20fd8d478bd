"""Credentials, and signing requests with them (OpenAPI, Security Scheme Object)."""

from __future__ import annotations

import base64
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from ..shared.omit import Omit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..shared.operation import ApiInfo, Operation, SecurityScheme

Secret: TypeAlias = str | tuple[str, str]
SECRET: Final = re.compile(r"auth(?!or\b)|cookie|secret|token|password|api[-_]?key", re.IGNORECASE)
REDACTED: Final = "***"


@dataclass(frozen=True)
class Credentials:
    """The credentials of a client: one ``api_key`` for any scheme, or secrets by scheme name.

    A secret is a token or key; for HTTP basic a pair or a user name; for OAuth2 also client credentials.
    """

    api_key: str | None = field(default=None, repr=False)
    schemes: Mapping[str, Secret] = field(default_factory=dict[str, Secret], repr=False)

    def secret(self, scheme: SecurityScheme) -> Secret | None:
        """Return the secret for a scheme."""
        return self.schemes.get(scheme.name, self.api_key)

    def changed(self, api_key: str | Omit, schemes: Mapping[str, Secret | None] | Omit) -> Credentials:
        """Return a copy with secrets added, or removed with None."""
        merged = {**self.schemes, **({} if isinstance(schemes, Omit) else schemes)}
        kept = {name: secret for name, secret in merged.items() if secret is not None}
        return Credentials(self.api_key if isinstance(api_key, Omit) else api_key, kept)


@dataclass(frozen=True)
class Signature:
    """The authentication data of a request. One of ``tokens`` is added when it is sent."""

    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    query: tuple[str, ...] = field(default=(), repr=False)
    cookies: tuple[str, ...] = field(default=(), repr=False)


UNSIGNED: Final = Signature()


def from_environment(info: ApiInfo) -> Credentials:
    """Return the credentials in environment variables. Empty variables are ignored.

    ``<PREFIX>_API_KEY`` is used for all schemes, ``<PREFIX>_<SCHEME>`` for one scheme (``user:password`` for HTTP
    basic), ``<PREFIX>_<SCHEME>_CLIENT_ID`` and ``…_CLIENT_SECRET`` are client credentials.
    """
    if not info.env_prefix:
        return Credentials()
    found: dict[str, Secret] = {}
    for scheme in info.security:
        secret = _secret_of(scheme, f"{info.env_prefix}_{(scheme.argument or scheme.name).upper()}")
        if secret is not None:
            found[scheme.name] = secret
    return Credentials(os.environ.get(f"{info.env_prefix}_API_KEY") or None, found)


def _secret_of(scheme: SecurityScheme, variable: str) -> Secret | None:
    value = os.environ.get(variable)
    if value:
        user, colon, password = value.partition(":")
        return (user, password) if colon and _is_basic(scheme) else value
    return None


def sign(operation: Operation[object], info: ApiInfo, credentials: Credentials, base_url: str = "") -> Signature:
    """Return the signature for the operation's security; an empty one if the credentials do not satisfy it.

    Of several satisfied alternatives, the one with the fewest schemes wins, then bearer before API key before basic.
    """
    satisfied = [*_satisfied(operation, info, credentials)]
    if not satisfied:
        return UNSIGNED
    chosen = min(satisfied, key=lambda schemes: (len(schemes), max(map(_preference, schemes))))
    signed = [_apply(scheme, credentials.secret(scheme) or "", base_url) for scheme in chosen]
    return Signature(
        tuple(header for one in signed for header in one.headers),
        tuple(part for one in signed for part in one.query),
        tuple(part for one in signed for part in one.cookies),
    )


def _satisfied(operation: Operation[object], info: ApiInfo, credentials: Credentials) -> Iterator[list[SecurityScheme]]:
    """Yield the alternatives of the operation's security for which there are secrets."""
    known = {scheme.name: scheme for scheme in info.security}
    for names in operation.security:
        schemes = [known[name] for name in names if name in known]
        if names and len(schemes) == len(names) and all(credentials.secret(scheme) for scheme in schemes):
            yield schemes


def _is_basic(scheme: SecurityScheme) -> bool:
    return scheme.kind == "http" and scheme.scheme.lower() == "basic"


def _preference(scheme: SecurityScheme) -> int:
    if _is_basic(scheme):
        return 2
    return 1 if scheme.kind == "apiKey" else 0


def _apply(scheme: SecurityScheme, secret: Secret, base_url: str) -> Signature:
    if _is_basic(scheme):
        user, password = (secret, "") if isinstance(secret, str) else secret
        encoded = base64.b64encode(f"{user}:{password}".encode()).decode()
        return Signature(headers=(("Authorization", f"Basic {encoded}"),))
    token = secret if isinstance(secret, str) else ":".join(secret)
    if scheme.kind == "apiKey":
        return Signature(headers=((scheme.key_name, token),))
    if scheme.kind == "mutualTLS":
        return UNSIGNED  # the HTTP client holds the certificate
    word = scheme.scheme if scheme.kind == "http" and scheme.scheme.lower() != "bearer" else "Bearer"
    return Signature(headers=(("Authorization", f"{word} {token}"),))


def is_secret(name: str, info: ApiInfo, where: str) -> bool:
    """Return whether a header or query parameter is secret, by the document or by its name."""
    keys = {scheme.key_name.lower() for scheme in info.security if scheme.kind == "apiKey" and scheme.key_in == where}
    return name.lower() in keys or SECRET.search(name) is not None
