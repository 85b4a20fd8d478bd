from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from runtime.server.app import build_app
from runtime.server.endpoint import Route
from runtime.server.errors import ServiceError
from runtime.shared.operation import Operation, SecurityScheme
from tests.runtime.server.promo import DELETE, SETTINGS, send

if TYPE_CHECKING:
    import httpx2

    from runtime.server.context import RequestContext
    from runtime.server.security import Credential

SCHEMES = (
    SecurityScheme("basic", "http", scheme="basic"),
    SecurityScheme("bearer", "http", scheme="Bearer"),
    SecurityScheme("headerKey", "apiKey", key_name="X-Key", key_in="header"),
    SecurityScheme("queryKey", "apiKey", key_name="key", key_in="query"),
    SecurityScheme("cookieKey", "apiKey", key_name="session", key_in="cookie"),
    SecurityScheme("oauth", "oauth2"),
    SecurityScheme("tls", "mutualTLS"),
)
PATH = "/v1/promotion_codes/p"


class Service:
    def __init__(self) -> None:
        self.contexts: list[RequestContext] = []

    async def delete(self, _: str, context: RequestContext) -> None:
        self.contexts.append(context)


class Checked:
    """An application that records its authentication calls."""

    def __init__(self, *security: tuple[str, ...], verify: dict[str, Any] | None = None, **more: Any) -> None:
        operation: Operation[None] = replace(DELETE, security=security, **more)
        self.service = Service()
        self.seen: list[Credential] = []
        names = {name for alternative in security for name in alternative}
        settings = replace(
            SETTINGS,
            api=replace(SETTINGS.api, security=SCHEMES),
            authenticate=verify if verify is not None else dict.fromkeys(names, self.check),
        )
        route = Route(operation, "promotion_codes", "delete")
        self.app = build_app((route,), {"promotion_codes": self.service}, settings)

    def check(self, credential: Credential, _: RequestContext) -> str | None:
        self.seen.append(credential)
        if credential.value == "blocked":
            raise ServiceError(403, "Blocked.")
        return None if credential.value == "wrong" else f"{credential.scheme}:{credential.value}"

    def call(self, url: str = PATH, **headers: str) -> httpx2.Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return anyio.run(lambda: send(self.app, "DELETE", url, headers=sent))


def vars_of(credential: Credential) -> tuple[str, str]:
    return credential.value, credential.password


def basic(text: str) -> str:
    return f"Basic {base64.b64encode(text.encode()).decode()}"


def test_each_kind_of_scheme_passes_its_credential() -> None:
    app = Checked(*((scheme.name,) for scheme in SCHEMES))
    for url, headers, name, value in (
        (PATH, {"authorization": basic("ada:secret:x")}, "basic", "ada"),
        (PATH, {"authorization": "bearer  tok"}, "bearer", "tok"),
        (PATH, {"x_key": "k"}, "headerKey", "k"),
        (f"{PATH}?key=a%20b", {}, "queryKey", "a b"),
        (PATH, {"cookie": "a=b; session=s"}, "cookieKey", "s"),
    ):
        assert app.call(url, **headers).status_code == 204
        assert (app.seen[0].scheme, app.seen[0].value) == (name, value)
        app.seen.clear()
        context = app.service.contexts.pop()
        assert context.principal == f"{name}:{value}"
        assert dict(context.principals) == {name: f"{name}:{value}"}
    app.call(authorization=basic("ada:secret:x"))
    assert vars_of(app.seen[0]) == ("ada", "secret:x")
    assert "secret" not in repr(app.seen[0])


def test_a_certificate_is_taken_from_the_asgi_server() -> None:
    app = Checked(("tls",))
    responses: list[int] = []

    async def run(name: str | None) -> None:
        async def with_tls(scope: Any, receive: Any, send_: Any) -> None:
            await app.app({**scope, "extensions": {"tls": {"client_cert_name": name}}}, receive, send_)

        responses.append((await send(with_tls, "DELETE", PATH)).status_code)  # type: ignore[arg-type]

    anyio.run(run, "CN=ada")
    anyio.run(run, None)
    assert responses == [204, 401]
    assert app.service.contexts[0].principal == "tls:CN=ada"


def test_alternatives_and_combined_schemes() -> None:
    app = Checked(("headerKey", "bearer"), ("basic",))
    assert app.call(x_key="k").status_code == 401
    assert app.call(x_key="k", authorization="Bearer t").status_code == 204
    assert list(app.service.contexts.pop().principals) == ["headerKey", "bearer"]
    assert app.call(authorization=basic("ada:x")).status_code == 204
    assert app.call(x_key="k", authorization="Bearer wrong").status_code == 401


def test_the_next_alternative_is_tried_and_the_first_rejection_returned() -> None:
    app = Checked(("headerKey",), ("queryKey",))
    assert app.call(f"{PATH}?key=right", x_key="blocked").status_code == 204
    response = app.call(f"{PATH}?key=wrong", x_key="blocked")
    assert (response.status_code, response.json()["error"]["message"]) == (403, "Blocked.")
    assert "www-authenticate" not in response.headers


def test_without_credentials_the_response_lists_the_required_ones() -> None:
    app = Checked(("bearer",), ("basic", "headerKey"))
    for headers in ({}, {"authorization": "Digest x"}, {"authorization": "Basic ?"}, {"authorization": "Bearer"}):
        response = app.call(**headers)
        assert response.status_code == 401
        message = "This request needs credentials: bearer or basic and headerKey."
        assert response.json()["error"] == {"type": "invalid_request_error", "message": message}
        assert response.headers["www-authenticate"] == 'Bearer realm="Promo", Basic realm="Promo", ApiKey realm="Promo"'
    assert not app.seen


def test_anonymous_requests_are_allowed_but_not_invalid_credentials() -> None:
    app = Checked((), ("bearer",))
    assert app.call().status_code == 204
    assert app.service.contexts.pop().principal is None
    assert app.call(authorization="Bearer t").status_code == 204
    assert app.service.contexts.pop().principal == "bearer:t"
    assert app.call(authorization="Bearer wrong").status_code == 401


def test_scopes_are_passed() -> None:
    app = Checked(("oauth",), ("bearer",), scopes=((("read", "write"),), ((),)))
    app.call(authorization="Bearer wrong")
    assert [(item.scheme, item.scopes) for item in app.seen] == [("oauth", ("read", "write")), ("bearer", ())]


def test_async_functions_are_awaited_and_unchecked_alternatives_are_skipped() -> None:
    async def check(credential: Credential, context: RequestContext) -> dict[str, str]:
        return {"key": credential.value, "path": context.path}

    app = Checked(("oauth",), ("headerKey",), verify={"headerKey": check})
    assert app.call(authorization="Bearer t").status_code == 401
    assert app.call(x_key="k").status_code == 204
    assert app.service.contexts[0].principal == {"key": "k", "path": PATH}


def test_invalid_functions_raise_at_start_up() -> None:
    with pytest.raises(TypeError, match=r"promotion_codes\.delete: authenticate has no function for basic and oauth$"):
        Checked(("basic", "oauth"), verify={"basic": print})
    with pytest.raises(TypeError, match="unknown security scheme bearrer; the API has basic, bearer"):
        Checked(("bearer",), verify={"bearrer": print})
