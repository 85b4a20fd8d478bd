"""Who asks: the credentials of the document's security schemes, checked by functions of the service's author."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Mapping
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
    """What a request brought for one security scheme of the document.

    ``value`` is the token or key; for basic authentication the user name, with the ``password`` beside it; for mutual
    TLS the name of the client's certificate, where the ASGI server tells it. ``scopes`` are those that the operation
    asks for.
    """

    scheme: str
    value: str = field(repr=False)
    password: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ()


Authenticate: TypeAlias = "Callable[[RequestContext[Any, Any, Any]], Awaitable[object] | object]"
"""Returns the principal of a request; raises ``ServiceError(401)`` or ``(403)`` to refuse it."""

Verify: TypeAlias = "Callable[[Credential, RequestContext[Any, Any, Any]], Awaitable[object] | object]"
"""Returns the principal that a credential stands for; None, or a ``ServiceError(401)`` or ``(403)``, refuses it."""


class Guard:
    """Lets requests of one operation in by the security schemes that the document declares for it."""

    def __init__(self, operation: Operation[Any], api: ApiInfo, verify: Mapping[str, Verify]) -> None:
        """Prepare the alternatives. Raises ``TypeError`` where no alternative can be checked."""
        schemes = {scheme.name: scheme for scheme in api.security}
        scopes = operation.scopes or tuple(tuple(() for _ in names) for names in operation.security)
        self.checks = {name: awaited(function) for name, function in verify.items()}
        self.anonymous = () in operation.security
        self.alternatives = [
            [(schemes[name], wanted) for name, wanted in zip(names, of, strict=True)]
            for names, of in zip(operation.security, scopes, strict=True)
            if names and all(name in self.checks and name in schemes for name in names)
        ]
        if not self.alternatives and not self.anonymous:
            wanted = " or ".join(" and ".join(names) for names in operation.security)
            msg = f"nobody checks the security of {operation.name}: authenticate has no function for {wanted}"
            raise TypeError(msg)

    async def admit(self, context: RequestContext[Any, Any, Any]) -> None:
        """Set the principals of a request. Raises ``ServiceError``: the refusal of its first credentials, or 401.

        Alternatives are tried in the order of the document. Credentials that are there and wrong are refused even where
        anybody may come.
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
        if refusal is None and self.anonymous:
            return
        names = " or ".join(" and ".join(scheme.name for scheme, _ in schemes) for schemes in self.alternatives)
        answer = refusal or ServiceError(HTTPStatus.UNAUTHORIZED, f"This request needs credentials: {names}.")
        if answer.status == HTTPStatus.UNAUTHORIZED:
            answer.headers.setdefault("WWW-Authenticate", self._challenge(context.api))
        raise answer

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
        """Return what a 401 has to say about how to authenticate (RFC 9110, section 11.6.1)."""
        kinds = dict.fromkeys(_kind(scheme) for schemes in self.alternatives for scheme, _ in schemes)
        realm = "".join(char for char in api.title if char.isascii() and char.isprintable() and char not in '"\\')
        return ", ".join(f'{kind} realm="{realm}"' for kind in kinds)


def check_names(api: ApiInfo, verify: Mapping[str, Verify]) -> None:
    """Raise ``TypeError`` for functions of security schemes that the API does not have."""
    known = [scheme.name for scheme in api.security]
    strange = [name for name in verify if name not in known]
    if strange:
        msg = f"authenticate: the API has no security scheme {', '.join(strange)}, but {', '.join(known) or 'none'}"
        raise TypeError(msg)


def _kind(scheme: SecurityScheme) -> str:
    if scheme.kind == "http":
        return scheme.scheme.title()
    return "Bearer" if scheme.kind in {"oauth2", "openIdConnect"} else "ApiKey"


def _credential(
    scheme: SecurityScheme, scopes: tuple[str, ...], context: RequestContext[Any, Any, Any]
) -> Credential | None:
    """Return what the request holds for a scheme, None where it holds nothing."""
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
    """Return ``user:password`` (RFC 7617), empty text for what is none."""
    try:
        return base64.b64decode(value, validate=True).decode()
    except ValueError:  # neither ASCII, nor Base64, nor UTF-8
        return ""


def _certificate(context: RequestContext[Any, Any, Any]) -> str:
    """Return the name in the client's certificate, as the TLS extension of ASGI gives it."""
    extensions: Mapping[str, Mapping[str, object]] = context.request.scope.get("extensions") or {}
    return str(extensions.get("tls", {}).get("client_cert_name") or "")
