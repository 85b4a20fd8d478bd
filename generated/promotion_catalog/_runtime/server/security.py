"""Authenticates requests by the document's security schemes, with verification functions of the service."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import parse_qs

from .calls import awaited
from .errors import ServiceError

if TYPE_CHECKING:
    from ..shared.operation import ApiInfo, Operation, SecurityScheme
    from .context import RequestContext

_REFUSED: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


@dataclass(frozen=True, slots=True)
class Credential:
    """The credential of a request for one security scheme of the document.

    ``value`` is the token or key; for basic authentication the user name, with ``password``; for mutual TLS the name in
    the client's certificate, if the ASGI server provides it. ``scopes`` are those that the operation requires.
    """

    scheme: str
    value: str = field(repr=False)
    password: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ()


Authenticate: TypeAlias = "Callable[[RequestContext[Any, Any, Any]], Awaitable[object] | object]"
"""Returns the principal of a request, or raises ``ServiceError(401)`` or ``(403)``."""

Verify: TypeAlias = "Callable[[Credential, RequestContext[Any, Any, Any]], Awaitable[object] | object]"
"""Returns the principal of a credential; None, ``ServiceError(401)`` or ``(403)`` reject it."""


class Guard:
    """Authenticates requests of one operation by its declared security schemes."""

    def __init__(self, operation: Operation[Any], api: ApiInfo, verify: Mapping[str, Verify]) -> None:
        """Prepare the alternatives. Raises ``TypeError`` where no alternative can be checked."""
        self.checks = {name: awaited(function) for name, function in verify.items()}
        self.anonymous = () in operation.security
        self.alternatives = [*_alternatives(operation, api, verify)]
        if not self.alternatives and not self.anonymous:
            wanted = " or ".join(" and ".join(names) for names in operation.security)
            msg = f"{operation.name}: authenticate has no function for {wanted}"
            raise TypeError(msg)

    async def admit(self, context: RequestContext[Any, Any, Any]) -> None:
        """Set the principals of a request. Raises the ``ServiceError`` of the first rejected credentials, or a 401.

        Alternatives are tried in the order of the document. Invalid credentials are rejected even if the operation
        allows anonymous requests.
        """
        refusal: ServiceError | None = None
        for alternative in self.alternatives:
            credentials = [_credential(scheme, scopes, context) for scheme, scopes in alternative]
            if any(credential is None for credential in credentials):
                continue
            try:
                context.principals = await self._principals([item for item in credentials if item], context)
            except ServiceError as error:
                if error.status not in _REFUSED:
                    raise
                refusal = refusal or error
                continue
            context.principal = next(iter(context.principals.values()))
            return
        if refusal is not None or not self.anonymous:
            raise self._rejection(refusal, context.api)

    def _rejection(self, refusal: ServiceError | None, api: ApiInfo) -> ServiceError:
        names = " or ".join(" and ".join(scheme.name for scheme, _ in schemes) for schemes in self.alternatives)
        error = refusal or ServiceError(HTTPStatus.UNAUTHORIZED, f"This request needs credentials: {names}.")
        if error.status == HTTPStatus.UNAUTHORIZED:
            error.headers.setdefault("WWW-Authenticate", self._challenge(api))
        return error

    async def _principals(
        self, credentials: list[Credential], context: RequestContext[Any, Any, Any]
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for credential in credentials:
            principal = await self.checks[credential.scheme](credential, context)
            if principal is None:
                raise ServiceError(HTTPStatus.UNAUTHORIZED, "These credentials are not valid.")
            found[credential.scheme] = principal
        return found

    def _challenge(self, api: ApiInfo) -> str:
        """Return the value of ``WWW-Authenticate`` (RFC 9110, section 11.6.1)."""
        kinds = dict.fromkeys(_kind(scheme) for schemes in self.alternatives for scheme, _ in schemes)
        realm = "".join(char for char in api.title if char.isascii() and char.isprintable() and char not in '"\\')
        return ", ".join(f'{kind} realm="{realm}"' for kind in kinds)


def _alternatives(
    operation: Operation[Any], api: ApiInfo, verify: Mapping[str, Verify]
) -> Iterator[list[tuple[SecurityScheme, tuple[str, ...]]]]:
    """Yield the alternatives that can be checked, as (scheme, required scopes) pairs."""
    schemes = {scheme.name: scheme for scheme in api.security}
    no_scopes = ((),) * max(map(len, operation.security), default=0)
    for index, names in enumerate(operation.security):
        scopes = operation.scopes[index] if operation.scopes else no_scopes[: len(names)]
        if names and all(name in verify and name in schemes for name in names):
            yield [(schemes[name], required) for name, required in zip(names, scopes, strict=True)]


def check_names(api: ApiInfo, verify: Mapping[str, Verify]) -> None:
    """Raise ``TypeError`` for functions of unknown security schemes."""
    known = [scheme.name for scheme in api.security]
    unknown = [name for name in verify if name not in known]
    if unknown:
        msg = f"authenticate: unknown security scheme {', '.join(unknown)}; the API has {', '.join(known) or 'none'}"
        raise TypeError(msg)


def _kind(scheme: SecurityScheme) -> str:
    if scheme.kind == "http":
        return scheme.scheme.title()
    return "Bearer" if scheme.kind in {"oauth2", "openIdConnect"} else "ApiKey"


def _credential(
    scheme: SecurityScheme, scopes: tuple[str, ...], context: RequestContext[Any, Any, Any]
) -> Credential | None:
    """Return the request's credential for a scheme, None if there is none."""
    name = scheme.name
    if scheme.kind == "apiKey":
        value = _key(scheme, context)
    elif scheme.kind == "mutualTLS":
        value = _certificate(context)
    else:
        kind, _, value = context.headers.get("authorization", "").strip().partition(" ")
        value = value.strip()
        if kind.lower() != _kind(scheme).lower():
            return None
        if kind.lower() == "basic":
            user, _, password = _basic(value).partition(":")
            return Credential(name, user, password, scopes) if user or password else None
    return Credential(name, value, scopes=scopes) if value else None


def _key(scheme: SecurityScheme, context: RequestContext[Any, Any, Any]) -> str:
    if scheme.key_in == "header":
        return context.headers.get(scheme.key_name, "")
    if scheme.key_in == "query":
        return parse_qs(context.query_string).get(scheme.key_name, [""])[0]
    try:
        morsel = SimpleCookie("; ".join(context.headers.getlist("cookie"))).get(scheme.key_name)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _basic(value: str) -> str:
    """Return ``user:password`` (RFC 7617), an empty string if it is malformed."""
    try:
        return base64.b64decode(value, validate=True).decode()
    except ValueError:  # neither ASCII, nor Base64, nor UTF-8
        return ""


def _certificate(context: RequestContext[Any, Any, Any]) -> str:
    """Return the name in the client's certificate from the TLS extension of ASGI."""
    extensions: Mapping[str, Mapping[str, object]] = context.request.scope.get("extensions") or {}
    return str(extensions.get("tls", {}).get("client_cert_name") or "")
