"""Requests of hostile clients: refused in the API's error shape, with bounded time and memory, never a 500."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import anyio
import pytest

from runtime.server.app import build_app
from runtime.server.endpoint import Route
from runtime.server.forms import Limits
from runtime.server.settings import ServerSettings
from runtime.shared.assertions import SchemaAssertion
from runtime.shared.model import Model
from runtime.shared.operation import Body, Media, Operation, Param, Response
from runtime.shared.typeinfo import NearestVariant
from tests.runtime.server.promo import API, FORM, send

if TYPE_CHECKING:
    from fastapi import FastAPI

JSON = "application/json"
MULTIPART = "multipart/form-data; boundary=x"


class And(Model):
    inner: Annotated[And | Or, NearestVariant()] | None = None
    left: int | None = None


class Or(Model):
    inner: Annotated[And | Or, NearestVariant()] | None = None
    right: int | None = None


class Thing(Model):
    name: str | None = None
    count: int | None = None
    tags: list[int] | None = None
    meta: dict[str, str] | None = None
    anything: Any = None
    inner: Annotated[And | Or, NearestVariant()] | None = None
    unique: Annotated[list[Any], SchemaAssertion({"uniqueItems": True})] | None = None
    odd: Annotated[Any, SchemaAssertion({"not": {"multipleOf": 7}})] | None = None


class Query(Model):
    thing: Thing | None = None


MEDIA = (
    Media(JSON, lambda: Thing),
    Media(FORM, lambda: Thing),
    Media("multipart/form-data", lambda: Thing),
    Media("text/plain", lambda: str),
)
OPERATION: Operation[Any] = Operation(
    id="POST /things",
    name="things.create",
    method="POST",
    path=("/things",),
    params=(Param("thing", "thing", "query", "form", explode=True, content_type=JSON),),
    query=lambda: Query,
    body=Body(required=True, media=MEDIA),
    responses=(Response("200", (Media(JSON),)),),
)


class Service:
    async def create(self, *_: object) -> object:
        return {"done": True}


def app(**limits: int) -> FastAPI:
    settings = ServerSettings(api=API, limits=Limits(**limits))
    return build_app([Route(OPERATION, "things", "create")], {"things": Service()}, settings)


def status(content: bytes, kind: str, url: str = "/things", **limits: int) -> int:
    """Send a body and return the status; errors must have the API's shape, a short message and little delay."""
    started = time.process_time()
    response = anyio.run(_send, app(**limits), content, kind, url)
    assert time.process_time() - started < 5
    if response.status_code != 200:
        assert 0 < len(response.json()["error"]["message"]) < 5_000
    return int(response.status_code)


async def _send(target: FastAPI, body: bytes, kind: str, url: str) -> Any:
    return await send(target, "POST", url, content=body, headers={"content-type": kind})


def part(name: str, more: str = "", value: str = "v") -> str:
    return f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'


COLLIDING = ",".join(str((2**61 - 1) * number) for number in range(1, 20_001))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[" * 100_000, 400),
        ('{"anything":' + "[" * 150 + "]" * 150 + "}", 200),
        ('{"anything":' + "[" * 900 + "]" * 900 + "}", 400),
        ('{"count":' + "9" * 10_000_000 + "}", 400),
        ('{"count":NaN}', 400),
        ('{"name":"\\ud800"}', 400),
        ('{"meta":{"\\ud800":"a"}}', 400),
        ('{"tags":[' + '"x",' * 300_000 + "1]}", 400),
        ('{"inner":' * 100 + '{"left":"x","right":"x"}' + "}" * 100, 400),
        ('{"inner":' * 100 + '{"left":1}' + "}" * 100, 200),
        ('{"unique":[' + COLLIDING + "]}", 200),
        ('{"odd":8' + "0" * 4_000 + "}", 200),
        ('{"odd":7' + "0" * 4_000 + "}", 400),
        ('{"odd":1e400}', 400),
        ('{"' + "n" * 1_000_000 + '":1}', 200),
    ],
)
def test_json(body: str, expected: int) -> None:
    assert status(body.encode(), JSON) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"a=1&" * 1_000_000, 400),
        (b"meta" + b"[a]" * 100_000 + b"=1", 400),
        (b"tags[999999999]=1", 400),
        (b"name=1&name[a]=2", 400),
        (b"name=%ff", 400),
        (b"name=\xff", 400),
        (b"name=%00", 200),
        (b"inner" + b"[inner]" * 30 + b"[left]=x", 200),
        (b"inner=" + b'{"inner":' * 30 + b"1" + b"}" * 30, 400),
        (b"anything=" + b"[" * 900 + b"]" * 900, 200),
    ],
)
def test_forms(body: bytes, expected: int) -> None:
    assert status(body, FORM) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("".join(part(f"meta[k{number}]") for number in range(10_001)) + "--x--", 400),
        (part("name", "", "v" * 600) * 2 + "--x--", 400),
        (part("name", '; filename="a"', "v" * 1_600) + "--x--", 413),
        (part("name", '; filename="../../etc/passwd"') + "--x--", 400),
        (part("a" + "[b]" * 100) + "--x--", 400),
        ("--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--", 400),
        ("\0" * 100, 400),
        (part("name"), 400),
        ("--x--", 200),
        (part("name") + "--x--", 200),
    ],
)
def test_multipart(body: str, expected: int) -> None:
    upload = 1_500 if len(body) < 5_000 else 1_000_000_000
    assert status(body.encode(), MULTIPART, body=1_000, upload=upload) == expected


@pytest.mark.parametrize(
    ("charset", "expected"),
    [
        ("utf-8", 200),
        ('"latin-1"', 200),
        ("windows-1252", 200),
        ("utf-16", 400),
        ("idna", 400),
        ("punycode", 400),
        ("undefined", 400),
        ("unicode_escape", 400),
        ("utf-7", 400),
        ("rot13", 400),
        ("a\\0b", 400),
        ("x" * 5_000, 400),
    ],
)
def test_character_sets(charset: str, expected: int) -> None:
    assert status(b"a" * 100_001, f"text/plain; charset={charset}") == expected
    known = status(part("name").encode() + b"--x--", f"{MULTIPART}; charset={charset}")
    assert known == (200 if charset == "utf-16" else expected)


def test_the_depth_of_json_in_the_query_is_limited() -> None:
    nested = '{"anything":' + "[" * 900 + "]" * 900 + "}"
    assert status(b"{}", JSON, f"/things?thing={nested}") == 400
    assert status(b"{}", JSON, "/things?thing=" + '{"inner":' * 100 + "1" + "}" * 100) == 400


def test_files_are_closed_with_the_request() -> None:
    seen: list[Any] = []

    class Keeping(Service):
        async def create(self, *arguments: Any) -> object:
            *_, context = arguments
            seen.append(context.request.scope["codegen.files"]["anything"])
            assert not seen[0].file.closed
            return {}

    target = build_app([Route(OPERATION, "things", "create")], {"things": Keeping()}, ServerSettings(api=API))
    body = (part("anything", '; filename="a"') + "--x--").encode()
    assert anyio.run(_send, target, body, MULTIPART, "/things").status_code == 200
    assert seen[0].file.closed


def test_messages_about_unknown_names_are_truncated() -> None:
    query = "&".join(f"{'n' * 100}{number}=1" for number in range(200))
    response = anyio.run(_send, app(), b"{}", JSON, f"/things?{query}")
    assert response.status_code == 400
    assert len(json.dumps(response.json())) < 5_000


def test_header_names_outside_ascii() -> None:
    odd = Param("X-Größe", "trace", "header", "simple", explode=False)

    class Headers(Model):
        trace: str | None = None

    operation = replace(OPERATION, params=(odd,), query=lambda: Headers)
    target = build_app([Route(operation, "things", "create")], {"things": Service()}, ServerSettings(api=API))
    assert anyio.run(_send, target, b"{}", JSON, "/things").status_code == 200


def test_each_failure_is_logged_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    class Failing(Service):
        async def create(self, *_: object) -> object:
            raise KeyError

    operation = replace(OPERATION, id="POST /a\n::error::\x1b[31m")
    target = build_app([Route(operation, "things", "create")], {"things": Failing()}, ServerSettings(api=API))
    assert anyio.run(_send, target, b"{}", JSON, "/things").status_code == 500
    [record] = caplog.records
    assert record.getMessage().startswith("POST /a\\n::error::\\x1b[31m failed, request ")
