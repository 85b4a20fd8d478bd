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
    """One application, and what it was asked."""

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


def test_each_kind_of_scheme_hands_over_its_credential() -> None:
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


def test_a_certificate_is_what_the_asgi_server_says() -> None:
    app = Checked(("tls",))
    replies: list[int] = []

    async def run(name: str | None) -> None:
        async def with_tls(scope: Any, receive: Any, send_: Any) -> None:
            await app.app({**scope, "extensions": {"tls": {"client_cert_name": name}}}, receive, send_)

        replies.append((await send(with_tls, "DELETE", PATH)).status_code)  # type: ignore[arg-type]

    anyio.run(run, "CN=ada")
    anyio.run(run, None)
    assert replies == [204, 401]
    assert app.service.contexts[0].principal == "tls:CN=ada"


def test_alternatives_and_schemes_that_belong_together() -> None:
    app = Checked(("headerKey", "bearer"), ("basic",))
    assert app.call(x_key="k").status_code == 401
    assert app.call(x_key="k", authorization="Bearer t").status_code == 204
    assert list(app.service.contexts.pop().principals) == ["headerKey", "bearer"]
    assert app.call(authorization=basic("ada:x")).status_code == 204
    assert app.call(x_key="k", authorization="Bearer wrong").status_code == 401


def test_the_next_alternative_is_tried_and_the_first_refusal_told() -> None:
    app = Checked(("headerKey",), ("queryKey",))
    assert app.call(f"{PATH}?key=right", x_key="blocked").status_code == 204
    reply = app.call(f"{PATH}?key=wrong", x_key="blocked")
    assert (reply.status_code, reply.json()["error"]["message"]) == (403, "Blocked.")
    assert "www-authenticate" not in reply.headers


def test_without_credentials_the_reply_says_which_are_wanted() -> None:
    app = Checked(("bearer",), ("basic", "headerKey"))
    for headers in ({}, {"authorization": "Digest x"}, {"authorization": "Basic ?"}, {"authorization": "Bearer"}):
        reply = app.call(**headers)
        assert reply.status_code == 401
        message = "This request needs credentials: bearer or basic and headerKey."
        assert reply.json()["error"] == {"type": "invalid_request_error", "message": message}
        assert reply.headers["www-authenticate"] == 'Bearer realm="Promo", Basic realm="Promo", ApiKey realm="Promo"'
    assert not app.seen


def test_anonymous_callers_may_come_but_not_with_wrong_credentials() -> None:
    app = Checked((), ("bearer",))
    assert app.call().status_code == 204
    assert app.service.contexts.pop().principal is None
    assert app.call(authorization="Bearer t").status_code == 204
    assert app.service.contexts.pop().principal == "bearer:t"
    assert app.call(authorization="Bearer wrong").status_code == 401


def test_scopes_are_handed_over() -> None:
    app = Checked(("oauth",), ("bearer",), scopes=((("read", "write"),), ((),)))
    app.call(authorization="Bearer wrong")
    assert [(item.scheme, item.scopes) for item in app.seen] == [("oauth", ("read", "write")), ("bearer", ())]


def test_an_async_function_will_do_and_an_alternative_nobody_checks_is_left_out() -> None:
    async def check(credential: Credential, context: RequestContext) -> dict[str, str]:
        return {"key": credential.value, "path": context.path}

    app = Checked(("oauth",), ("headerKey",), verify={"headerKey": check})
    assert app.call(authorization="Bearer t").status_code == 401
    assert app.call(x_key="k").status_code == 204
    assert app.service.contexts[0].principal == {"key": "k", "path": PATH}


def test_mistakes_are_said_at_start_up() -> None:
    with pytest.raises(TypeError, match=r"promotion_codes\.delete: authenticate has no function for basic and oauth$"):
        Checked(("basic", "oauth"), verify={"basic": print})
    with pytest.raises(TypeError, match="unknown security scheme bearrer; the API has basic, bearer"):
        Checked(("bearer",), verify={"bearrer": print})
