"""The root of a document: version, info, servers, security, tags."""

from __future__ import annotations

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.ir.api import SecurityRequirement
from codegen.openapi.formats import read_api
from tests.support.documents import Json, codes, document, parsed, read

OK: Json = {"responses": {"204": {"description": ""}}}


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0", "3.1", "3.2.0", "3.2.0-rc1"])
def test_versions(version: str) -> None:
    found = Diagnostics()
    read(document(version=version), found)
    assert not list(found)


@pytest.mark.parametrize(
    ("root", "place"),
    [
        ({"swagger": "1.2"}, "/swagger"),
        ({"asyncapi": "3.0.0"}, "/asyncapi"),
        ({"openapi": "4.0.0"}, "/openapi"),
        ({"openapi": "3.10.0"}, "/openapi"),
        ({"openapi": None}, "/openapi"),
        ({"openapi": {}}, "/openapi"),
        ({}, ""),
    ],
)
def test_other_documents(root: Json, place: str) -> None:
    found = Diagnostics()
    assert read_api(parsed(root), found) is None
    assert codes(found) == [("unsupported-version", place)]


@pytest.mark.parametrize("root", [[], "text", 5, None])
def test_roots_that_are_not_an_object(root: Json) -> None:
    found = Diagnostics()
    assert read_api(parsed(root), found) is None
    assert codes(found) == [("invalid-type", "")]


def test_info_is_required_and_strings_may_be_numbers() -> None:
    found = Diagnostics()
    assert read(document(info={"title": "T", "version": 1.5, "description": None}), found).version == "1.5"
    assert not list(found)
    spec = document()
    del spec["info"]
    assert read(spec, found).title == ""
    assert codes(found) == [("missing-property", "")]


def test_servers() -> None:
    servers = [
        {
            "url": "https://{host}/{base}",
            "description": "D",
            "variables": {"host": {"default": "a", "enum": ["a", "b"]}, "base": {"default": 1}},
        },
        {"description": "without"},
    ]
    found = Diagnostics()
    (server,) = read(document(servers=servers), found).servers
    assert (server.url, server.description) == ("https://{host}/{base}", "D")
    assert server.variables == (("host", "a", ("a", "b")), ("base", "1", ()))
    assert codes(found) == [("missing-property", "/servers/1")]


def test_servers_of_a_path_and_of_an_operation() -> None:
    def at(url: str) -> Json:
        return [{"url": url}]

    item = {"servers": at("/path"), "get": OK, "post": {**OK, "servers": at("/own")}}
    get, post = read(document({}, {"/a": item}, servers=at("/root"))).operations
    assert [server.url for server in (*get.servers, *post.servers)] == ["/path", "/own"]


ADDRESS = "https://auth.example.com/exchange"
OAUTH: Json = {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": ADDRESS}}}
SCHEMES: Json = {
    "basic": {"type": "http", "scheme": "BASIC", "description": "D"},
    "key": {"type": "apiKey", "name": "X-Key", "in": "header"},
    "oauth": OAUTH,
    "again": {"$ref": "#/components/securitySchemes/basic"},
    "odd": {"type": "magic"},
}


def test_security_schemes() -> None:
    found = Diagnostics()
    api = read(document(components={"securitySchemes": SCHEMES}), found)
    basic, key, oauth, again = api.security_schemes
    assert (basic.name, basic.kind, basic.scheme, basic.description) == ("basic", "http", "basic", "D")
    assert (key.kind, key.key_name, key.key_in) == ("apiKey", "X-Key", "header")
    assert oauth.token_url == ADDRESS
    assert (again.name, again.scheme) == ("again", "basic")
    assert codes(found) == [("invalid-value", "/components/securitySchemes/odd")]


def test_security_requirements() -> None:
    item = {
        "get": OK,
        "post": {**OK, "security": []},
        "put": {**OK, "security": [{"oauth": ["read"], "key": []}, {}]},
    }
    spec = document({}, {"/a": item}, components={"securitySchemes": SCHEMES}, security=[{"basic": []}, {"key": []}])
    get, post, put = read(spec).operations
    assert [dict(item.schemes) for item in get.security] == [{"basic": ()}, {"key": ()}]
    assert post.security == ()
    both = SecurityRequirement(schemes=(("oauth", ("read",)), ("key", ())))
    assert put.security == (both, SecurityRequirement(schemes=()))


def test_requirements_of_unknown_schemes() -> None:
    found = Diagnostics()
    read(document({}, {"/a": {"get": {**OK, "security": [{"nobody": []}]}}}), found)
    assert codes(found) == [("unknown-security-scheme", "/paths/~1a/get/security")]


def test_tags() -> None:
    api = read(document(tags=[{"name": "a", "description": "A"}, {"name": "b"}]))
    assert api.tags == {"a": "A", "b": ""}


@pytest.mark.parametrize(
    "member",
    [
        {"paths": []},
        {"components": []},
        {"components": {"schemas": []}},
        {"servers": {}},
        {"security": {}},
        {"security": [{"a": "x"}]},
        {"tags": {}},
        {"tags": [5]},
        {"info": []},
        {"paths": {"/a": []}},
    ],
)
def test_members_of_a_wrong_type(member: Json) -> None:
    found = Diagnostics()
    read({**document(), **member}, found)
    assert found.failed
