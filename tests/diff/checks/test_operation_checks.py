"""Every id of the checks of operations and of the document is reported for its case, and only for that."""

from __future__ import annotations

from typing import Any, TypeAlias

import pytest

from codegen.diff.audience.policy import Policy
from codegen.diff.checks import bodies, document, parameters, paths, responses, security, servers
from codegen.diff.model.changes import Level
from tests.diff.apis import api, body, ids, operation

Json: TypeAlias = Any
TEXT: Json = {"type": "string"}
BASE = api({"POST /things": operation(), "GET /things": operation(operationId="op2")})


def things(**parts: Json) -> Json:
    return api({"POST /things": operation(**parts), "GET /things": operation(operationId="op2")})


def param(where: str = "query", schema: Json = None, **facts: Json) -> Json:
    return {"parameters": [{"name": "p", "in": where, "schema": schema or TEXT, **facts}]}


def content(*names: str, schema: Json = None) -> Json:
    media = {} if schema is None else {"schema": schema}
    return {"200": {"description": "ok", "content": dict.fromkeys(names, media)}}


def statuses_of(*statuses: str) -> Json:
    return {"responses": {status: {"description": "ok"} for status in statuses}}


def with_header(**facts: Json) -> Json:
    return {"responses": {"200": {"description": "ok", "headers": {"X-A": {"schema": TEXT, **facts}}}}}


NO_HEADER: Json = {"responses": {"200": {"description": "ok"}}}


def media_body(*names: str, schema: Json = None) -> Json:
    media = {} if schema is None else {"schema": schema}
    return {"requestBody": {"content": dict.fromkeys(names, media)}}


def oauth(**flow: Json) -> Json:
    facts = {"authorizationUrl": "https://a/x", "tokenUrl": "https://a/t", "scopes": {"read": "Read"}, **flow}
    return schemes(o={"type": "oauth2", "flows": {"authorizationCode": facts}})


def schemes(security: Json = None, **known: Json) -> Json:
    extra = {} if security is None else {"security": security}
    return api(components={"securitySchemes": known}, **extra)


def served(*urls: str) -> Json:
    return api({"GET /t": operation()}, servers=[{"url": url} for url in urls])


def encoded(encoding: Json) -> Json:
    media = {"schema": {"type": "object", "properties": {"p": TEXT}}, "encoding": encoding}
    return things(requestBody={"content": {"multipart/form-data": media}})


def linked(**links: str) -> Json:
    made = {name: {"operationId": target} for name, target in links.items()}
    return things(responses={"200": {"description": "ok", "links": made}})


KEY: Json = {"type": "apiKey", "name": "k", "in": "header"}
BASIC: Json = {"type": "http", "scheme": "basic"}


def own_security(*requirements: Json) -> Json:
    return api(
        {"POST /things": operation(security=list(requirements))}, components={"securitySchemes": {"a": KEY, "b": BASIC}}
    )


def all_security(*requirements: Json) -> Json:
    return schemes(list(requirements), a=KEY, b=BASIC)


def versioned(text: str) -> Json:
    return {**BASE, "info": {"title": "T", "version": text}}


def hooks(*names: str) -> Json:
    return {**BASE, "webhooks": {name: {"post": operation(operationId=name)} for name in names}}


def schemas(*names: str) -> Json:
    return {**BASE, "components": {"schemas": {name: {"type": "object"} for name in names}}}


WITHOUT_POST = api({"GET /things": operation(operationId="op2")})
ONLY_GET = api({"GET /other": operation(operationId="op2")})


def other(**parts: Json) -> Json:
    return api({"GET /other": operation(operationId="op2"), "POST /things": operation(**parts)})


GONE, FUTURE = {"deprecated": True}, {"deprecated": True, "x-sunset": "2999-01-01"}
DATED = {"deprecated": True, "x-sunset": "2027-01-31"}

CASES: dict[str, tuple[Json, Json]] = {
    "endpoint-added": (WITHOUT_POST, BASE),
    "api-removed-without-deprecation": (BASE, WITHOUT_POST),
    "api-removed-with-deprecation": (things(**GONE), WITHOUT_POST),
    "api-removed-before-sunset": (things(**FUTURE), WITHOUT_POST),
    "api-path-removed-without-deprecation": (other(), ONLY_GET),
    "api-path-removed-with-deprecation": (other(**GONE), ONLY_GET),
    "api-path-removed-before-sunset": (other(**FUTURE), ONLY_GET),
    "api-operation-id-added": (things(operationId=""), BASE),
    "api-operation-id-removed": (BASE, things(operationId="op9")),
    "endpoint-deprecated": (BASE, things(**GONE)),
    "endpoint-deprecated-with-sunset": (BASE, things(**DATED)),
    "endpoint-reactivated": (things(**GONE), BASE),
    "api-deprecated-sunset-parse": (BASE, things(**{**GONE, "x-sunset": "soon"})),
    "sunset-deleted": (things(**DATED), things(**GONE)),
    "api-stability-decreased": (things(**{"x-stability-level": "stable"}), things(**{"x-stability-level": "alpha"})),
    "api-stability-increased": (things(**{"x-stability-level": "draft"}), things(**{"x-stability-level": "beta"})),
    "api-invalid-stability-level": (BASE, things(**{"x-stability-level": "solid"})),
    "new-optional-request-parameter": (BASE, things(**param())),
    "new-required-request-parameter": (BASE, things(**param(required=True))),
    "new-optional-request-default-parameter-to-existing-path": (
        BASE,
        things(**param(schema={**TEXT, "default": "a"})),
    ),
    "new-required-request-default-parameter-to-existing-path": (
        BASE,
        things(**param(schema={**TEXT, "default": "a"}, required=True)),
    ),
    "request-parameter-removed": (things(**param()), BASE),
    "request-parameter-removed-with-deprecation": (things(**param(deprecated=True)), BASE),
    "request-parameter-became-required": (things(**param()), things(**param(required=True))),
    "request-parameter-became-optional": (things(**param(required=True)), things(**param())),
    "request-body-added-optional": (BASE, things(**body(TEXT))),
    "request-body-added-required": (BASE, things(**body(TEXT, required=True))),
    "request-body-removed": (things(**body(TEXT)), BASE),
    "request-body-became-required": (things(**body(TEXT)), things(**body(TEXT, required=True))),
    "request-body-became-optional": (things(**body(TEXT, required=True)), things(**body(TEXT))),
    "request-body-media-type-added": (
        things(**media_body("application/json", schema=TEXT)),
        things(**media_body("application/json", "text/plain", schema=TEXT)),
    ),
    "request-body-media-type-removed": (
        things(**media_body("application/json", "text/plain", schema=TEXT)),
        things(**media_body("application/json", schema=TEXT)),
    ),
    "request-body-media-type-schema-added": (
        things(**media_body("application/json")),
        things(**media_body("application/json", schema=TEXT)),
    ),
    "request-body-media-type-schema-removed": (
        things(**media_body("application/json", schema=TEXT)),
        things(**media_body("application/json")),
    ),
    "response-success-status-added": (things(**statuses_of("200")), things(**statuses_of("200", "201"))),
    "response-success-status-removed": (things(**statuses_of("200", "201")), things(**statuses_of("200"))),
    "response-non-success-status-added": (things(**statuses_of("200")), things(**statuses_of("200", "404"))),
    "response-non-success-status-removed": (things(**statuses_of("200", "default")), things(**statuses_of("200"))),
    "response-media-type-added": (
        things(responses=content("application/json")),
        things(responses=content("application/json", "text/csv")),
    ),
    "response-media-type-removed": (
        things(responses=content("application/json", "text/csv")),
        things(responses=content("application/json")),
    ),
    "response-media-type-name-changed": (
        things(responses=content("application/json")),
        things(responses=content("application/json; charset=utf-8")),
    ),
    "response-media-type-name-generalized": (
        things(responses=content("application/problem+json")),
        things(responses=content("application/json")),
    ),
    "response-media-type-name-specialized": (
        things(responses=content("text/*")),
        things(responses=content("text/csv")),
    ),
    "response-body-media-type-schema-added": (
        things(responses=content("application/json")),
        things(responses=content("application/json", schema=TEXT)),
    ),
    "response-body-media-type-schema-removed": (
        things(responses=content("application/json", schema=TEXT)),
        things(responses=content("application/json")),
    ),
    "response-header-added": (things(**NO_HEADER), things(**with_header())),
    "required-response-header-removed": (things(**with_header(required=True)), things(**NO_HEADER)),
    "optional-response-header-removed": (things(**with_header()), things(**NO_HEADER)),
    "response-header-became-optional": (things(**with_header(required=True)), things(**with_header())),
    "api-global-security-added": (all_security({"a": []}), all_security({"a": []}, {"b": []})),
    "api-global-security-removed": (all_security({"a": []}, {"b": []}), all_security({"a": []})),
    "api-global-security-scope-added": (all_security({"a": []}), all_security({"a": ["s"]})),
    "api-global-security-scope-removed": (all_security({"a": ["s"]}), all_security({"a": []})),
    "api-security-added": (own_security({"a": []}), own_security({"a": []}, {"b": []})),
    "api-security-removed": (own_security({"a": []}, {"b": []}), own_security({"a": []})),
    "api-security-scope-added": (own_security({"a": []}), own_security({"a": ["s"]})),
    "api-security-scope-removed": (own_security({"a": ["s"]}), own_security({"a": []})),
    "api-server-added": (served("https://a.example"), served("https://a.example", "https://b.example")),
    "api-server-removed": (served("https://a.example", "https://b.example"), served("https://a.example")),
    "api-server-changed": (served("https://a.example/v1"), served("https://b.example/v1")),
    "api-path-trailing-slash-changed": (api({"GET /t": operation()}), api({"GET /t/": operation()})),
    "request-parameter-style-changed": (
        things(**param(schema={"type": "array", "items": TEXT})),
        things(**param(schema={"type": "array", "items": TEXT}, explode=False)),
    ),
    "request-body-encoding-changed": (encoded({}), encoded({"p": {"contentType": "text/csv"}})),
    "response-link-added": (linked(), linked(next="op2")),
    "response-link-removed": (linked(next="op2"), linked()),
    "response-link-changed": (linked(next="op2"), linked(next="op")),
    "api-security-anonymous-removed": (own_security({}, {"a": []}), own_security({"a": []})),
    "api-security-anonymous-added": (own_security({"a": []}), own_security({}, {"a": []})),
    "api-security-alternative-removed": (own_security({"a": []}, {"a": [], "b": []}), own_security({"a": [], "b": []})),
    "api-security-alternative-added": (own_security({"a": [], "b": []}), own_security({"a": [], "b": []}, {"a": []})),
    "api-security-component-key-changed": (schemes(a=KEY), schemes(a={**KEY, "in": "query"})),
    "api-security-component-added": (schemes(a=KEY), schemes(a=KEY, b=BASIC)),
    "api-security-component-removed": (schemes(a=KEY, b=BASIC), schemes(a=KEY)),
    "api-security-component-type-changed": (schemes(a=KEY), schemes(a=BASIC)),
    "api-security-component-oauth-url-changed": (oauth(), oauth(authorizationUrl="https://b/x")),
    "api-security-component-oauth-token-url-changed": (oauth(), oauth(tokenUrl="https://b/t")),
    "api-security-component-oauth-scope-added": (oauth(), oauth(scopes={"read": "Read", "write": "Write"})),
    "api-security-component-oauth-scope-removed": (oauth(scopes={"read": "Read", "write": "W"}), oauth()),
    "api-security-component-oauth-scope-changed": (oauth(), oauth(scopes={"read": "Read all"})),
    "api-tag-added": (BASE, things(tags=["a"])),
    "api-tag-removed": (things(tags=["a"]), BASE),
    "api-schema-removed": (schemas("A", "B"), schemas("A")),
    "api-deprecated-sunset-missing": (BASE, things(deprecated=True)),
    "api-sunset-date-too-small": (BASE, things(deprecated=True, **{"x-sunset": "2026-06-30"})),
    "api-sunset-date-changed-too-small": (
        things(deprecated=True, **{"x-sunset": "2026-12-31"}),
        things(deprecated=True, **{"x-sunset": "2026-06-30"}),
    ),
    "api-path-sunset-parse": (
        api({"GET /a": operation(deprecated=True, **{"x-sunset": "soon"}), "GET /b": operation(operationId="b")}),
        api({"GET /b": operation(operationId="b")}),
    ),
    "new-request-path-parameter": (
        {**api({"GET /things": operation()}), "servers": [{"url": "https://a.example/{p}"}]},
        {
            **api({"GET /{p}/things": operation(**param("path", required=True))}),
            "servers": [{"url": "https://a.example"}],
        },
    ),
    "request-parameter-removed-before-sunset": (
        things(**param(deprecated=True, **{"x-sunset": "2026-12-31"})),
        BASE,
    ),
    "webhook-added": (hooks("a"), hooks("a", "b")),
    "webhook-removed": (hooks("a", "b"), hooks("a")),
    "api-version-decreased": (versioned("2.1"), versioned("2.0")),
}
_FAMILIES = (bodies, document, parameters, paths, responses, security, servers)
_SYMMETRIC = {
    "api-operation-id-removed",
    "response-media-type-name-changed",
    "api-security-component-type-changed",
    "api-server-changed",
    "api-path-trailing-slash-changed",
    "request-parameter-style-changed",
    "request-body-encoding-changed",
    "response-link-changed",
    "api-security-component-key-changed",
    "api-security-component-oauth-url-changed",
    "api-security-component-oauth-token-url-changed",
    "api-security-component-oauth-scope-changed",
}


def test_every_rule_has_a_case() -> None:
    assert {rule.id for family in _FAMILIES for rule in family.RULES} == set(CASES)


@pytest.mark.parametrize("id_", sorted(CASES))
def test_only_the_expected_id_is_reported(id_: str) -> None:
    old, new = CASES[id_]
    policy = Policy(stable_days=90) if id_.endswith(("-missing", "-too-small")) else None
    assert ids(old, new, policy) == [id_]
    assert ids(old, old, policy) == []
    assert (id_ in ids(new, old, policy)) is (id_ in _SYMMETRIC)


def test_schemas_of_a_replaced_media_type_are_compared() -> None:
    def sent(name: str, key: str) -> Json:
        return things(**media_body(name, schema={"type": "object", "properties": {key: TEXT}}))

    found = ids(sent("application/vnd.a.v1+json", "x"), sent("application/vnd.a.v2+json", "y"))
    assert found == [
        "new-optional-request-property",
        "request-body-media-type-added",
        "request-body-media-type-removed",
        "request-property-removed",
    ]


def test_an_added_path_parameter_makes_another_path() -> None:
    old = api({"GET /a/things": operation()})
    new = api({"GET /{p}/things": operation(**param("path", required=True))})
    assert ids(old, new) == ["api-path-removed-without-deprecation", "endpoint-added"]


def test_required_sunset_dates_depend_on_stability() -> None:
    old = things()
    beta = things(deprecated=True, **{"x-stability-level": "beta"})
    draft = things(deprecated=True, **{"x-stability-level": "draft"})
    assert ids(old, beta, Policy(beta_days=0, stable_days=90)) == ["endpoint-deprecated"]
    assert ids(old, beta, Policy(beta_days=30)) == ["api-deprecated-sunset-missing"]
    assert ids(old, draft, Policy(beta_days=30, stable_days=90)) == ["endpoint-deprecated"]


def test_breaking_changes_require_a_new_version() -> None:
    def at(version: str, **parts: Json) -> Json:
        return {**things(**parts), "info": {"title": "T", "version": version}}

    def found(old: str, new: str, policy: Policy) -> list[str]:
        made = ids(at(old, **statuses_of("200", "201")), at(new, **statuses_of("200")), policy)
        return [id_ for id_ in made if "version" in id_]

    asked = Policy(versions=True)
    assert found("1.2.0", "1.2.0", asked) == ["api-version-not-bumped"]
    assert found("1.2.0", "1.3.0", asked) == ["api-major-version-not-bumped"]
    assert found("0.2.0", "0.2.1", asked) == ["api-major-version-not-bumped"]
    assert found("1.2.0", "2.0.0", asked) == found("0.2.0", "0.3.0", asked) == found("2024-01", "2024-01", asked) == []
    assert found("1.2.0", "1.2.0", Policy()) == []
    assert found("1.2.0", "1.2.0", Policy(levels={"api-version-not-bumped": Level.ERR})) == ["api-version-not-bumped"]
    assert ids(at("1.2.0"), at("1.2.0"), asked) == []
