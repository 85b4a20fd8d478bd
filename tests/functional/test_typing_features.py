"""Every feature of a generated client has exact types in all type checkers at their strictest."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.support.checkers import FAST, diagnostics
from tests.support.packages import make_tree, write_tree

Check: TypeAlias = Callable[[Path, str], dict[int, str]]
pytestmark = pytest.mark.slow

SPEC = """
openapi: 3.1.0
info: {title: Everything, version: "1"}
servers: [{url: https://api.example}]
security: [{basic: []}, {oauth: []}]
paths:
  /things:
    get:
      parameters:
        - {name: cursor, in: query, schema: {type: string}}
        - {name: since, in: query, schema: {type: string, format: date-time}}
        - {name: X-Trace, in: header, schema: {type: string}}
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                type: object
                required: [items]
                properties:
                  items: {type: array, items: {$ref: "#/components/schemas/Thing"}}
                  next_cursor: {type: string}
                  total: {type: integer}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses:
        "201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
        "202": {description: later, content: {application/json: {schema: {$ref: "#/components/schemas/Ticket"}}}}
        "204": {description: nothing}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
        "404": {description: no, content: {application/json: {schema: {$ref: "#/components/schemas/Problem"}}}}
    patch:
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, properties: {name: {type: string}, note: {type: [string, "null"]}}}
      responses: {"204": {description: ok}}
  /things/{id}/photo:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    put:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties: {file: {type: string, format: binary}, title: {type: string}}
      responses: {"204": {description: ok}}
    get:
      responses: {"200": {description: ok, content: {image/png: {schema: {type: string, format: binary}}}}}
  /watch:
    get:
      responses:
        "200": {description: ok, content: {text/event-stream: {schema: {$ref: "#/components/schemas/Thing"}}}}
  /answers:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [prompt]
              properties: {prompt: {type: string}, stream: {type: boolean}}
      responses:
        "200":
          description: ok
          content:
            application/json: {schema: {$ref: "#/components/schemas/Thing"}}
            text/event-stream: {schema: {$ref: "#/components/schemas/Ticket"}}
webhooks:
  paid:
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Ticket"}}}}
      responses: {"200": {description: ok}}
components:
  securitySchemes:
    basic: {type: http, scheme: basic}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: /token, scopes: {}}}}
  schemas:
    Thing:
      type: object
      required: [name]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string}
        size: {type: object, required: [width], properties: {width: {type: number}}}
    Ticket: {type: object, required: [ticket], properties: {ticket: {type: string}}}
    Problem: {type: object, required: [message], properties: {message: {type: string}}}
"""
PROGRAM = """
from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timezone
from pathlib import Path
from typing import assert_type

import httpx2

from everything import (
    AsyncClient, AsyncPage, AsyncStream, Client, ClientCredentials, Drift, RawResponse, RequestOptions, RetryPolicy,
    ServerSentEvent, Stream, SyncPage, Upload, errors, omit, webhooks,
)
from everything.models import Problem, Thing, ThingInputSize, ThingList, Ticket
from everything.testing import Fake, build


def heard(drift: Drift) -> None:
    print(drift.pointer, drift.expected, drift.got)


def sign(request: httpx2.Request) -> httpx2.Request:
    return request


async def sign_later(request: httpx2.Request) -> httpx2.Request:
    return request


def make() -> Client:
    Client(basic=("user", "password"), timeout=5, max_retries=0, strict=True, on_drift=heard)
    Client(oauth=ClientCredentials("id", "secret", scopes=["read"]), proxy="http://proxy", http2=True)
    Client(auth=sign, base_url="http://x", headers={"A": None}, timeout=httpx2.Timeout(5), retry=RetryPolicy(first=1))
    Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(204)))
    return Client(api_key="k", http_client=httpx2.Client()).with_options(timeout=None, headers={"B": "c"})


def calls(client: Client) -> None:
    made = client.things.create(name="a", size={"width": 1})
    assert_type(made, Thing | Ticket | None)
    client.things.create(name="a", size=ThingInputSize(width=1.5))
    thing = client.things.retrieve(1, request_options=RequestOptions(timeout=1, query={"beta": True}))
    assert_type(thing, Thing)
    assert_type(thing.id, int | None)
    assert_type(client.things.update(1, name="", note=None), None)
    page = client.things.list(cursor=omit, since=datetime.now(timezone.utc), x_trace="t")
    assert_type(page, SyncPage[Thing, ThingList])
    assert_type(page.body.total, int | None)
    assert_type(page.data, list[Thing])
    assert_type(page.next_page(), SyncPage[Thing, ThingList] | None)
    for one in page:
        assert_type(one, Thing)
    for each in page.iter_pages():
        assert_type(each, SyncPage[Thing, ThingList])
    kept: SyncPage[Thing] = page
    print(kept)


def other_forms(client: Client) -> None:
    raw = client.things.with_raw_response.retrieve(1)
    assert_type(raw, RawResponse[Thing])
    assert_type(raw.parsed, Thing)
    assert_type(client.things.with_raw_response.list().parsed, SyncPage[Thing, ThingList])
    with client.things.with_streaming_response.list(cursor="c") as streamed:
        assert_type(streamed.parse(), SyncPage[Thing, ThingList])
    with client.things.photo.with_streaming_response.retrieve(1) as download:
        assert_type(download.write_to("a.png"), int)
        assert_type(download.parse(), bytes)
    with client.watch.retrieve() as events:
        assert_type(events, Stream[ServerSentEvent[Thing]])
        for event in events:
            assert_type(event.data, Thing)
    assert_type(client.answers.create(prompt="p"), Thing)
    for chunk in client.answers.as_stream.create(prompt="p"):
        assert_type(chunk, ServerSentEvent[Ticket])


def files(client: Client) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b""

    with open("a", "rb") as file:
        for content in (b"a", Path("a"), file, iter([b"a"]), pieces(), Upload(b"a", "a.png", "image/png")):
            client.things.photo.update(1, file=content, title="t")
    client.things.photo.update(1, file=("a.png", b"a"))
    client.things.photo.update(1, file=("a.png", b"a", "image/png"))


def failures(client: Client) -> None:
    try:
        client.things.retrieve(1)
    except errors.NotFoundError as error:
        assert_type(error.status_code, int)
        assert_type(error.request_id, str | None)
        if isinstance(error.error, Problem):
            assert_type(error.error.message, str)
    except (errors.APITimeoutError, errors.APIConnectionError) as error:
        assert_type(error.retries, int)
    except errors.ResponseValidationError as error:
        assert_type(error.drifts, tuple[Drift, ...])


def hooks(payload: bytes, header: str) -> None:
    assert_type(webhooks.unwrap(payload, header, "secret"), Ticket)
    assert_type(webhooks.construct_event(payload, header, "secret", Thing), Thing)


def tests(fake: Fake) -> None:
    fake.things.retrieve.returns(build(Thing, name="x"), {"name": "y"})
    fake.things.list.returns([build(Thing)])
    fake.things.retrieve.fails(404, {"message": "no"})
    assert_type(fake.client(), Client)
    [call] = fake.things.retrieve.calls
    print(call.path["id"], call.query, call.body, call.headers)


async def asynchronous() -> None:
    async with AsyncClient(auth=sign_later) as client:
        assert_type(await client.things.create(name="a"), Thing | Ticket | None)
        page = await client.things.list()
        assert_type(page, AsyncPage[Thing, ThingList])
        assert_type(page.body.total, int | None)
        async for one in client.things.list():
            assert_type(one, Thing)
        raw = await client.things.with_raw_response.list()
        assert_type(raw.parsed, AsyncPage[Thing, ThingList])
        async with client.things.with_streaming_response.list() as streamed:
            assert_type(await streamed.parse(), AsyncPage[Thing, ThingList])
        async with client.things.photo.with_streaming_response.retrieve(1) as download:
            assert_type(await download.write_to("a.png"), int)
        events = await client.watch.retrieve()
        assert_type(events, AsyncStream[ServerSentEvent[Thing]])
        async for event in events:
            assert_type(event.data, Thing)
        async for chunk in await client.answers.as_stream.create(prompt="p"):
            assert_type(chunk.data, Ticket)
"""
WRONG = """
from everything import Client
client = Client(api_key="k")
client.things.create(nam="a")
client.things.create(name=None)
client.things.retrieve("1")
client.things.retrieve(id_=1)
client.things.update(1, name=None)
client.things.create(name="a", size={"widht": 1})
client.things.photo.update(1, file="a.png")
client.things.with_raw_response.retrieve("1")
client.things.with_streaming_response.list(cursor=5)
client.answers.as_stream.create()
client.things.as_stream
client.things.list().body.totals.bit_length()
Client(basic=("user", "password", "x"))
Client(http_client=5)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("typing")
    tree, found = make_tree(SPEC, place / "made", package="everything", emit=("models", "client"))
    assert not found.failed
    write_tree(tree, place / "everything")
    (place / "program.py").write_text(PROGRAM)
    (place / "wrong.py").write_text(WRONG)
    return place


def mypy(folder: Path, name: str) -> dict[int, str]:
    options = ["--strict", "--python-version=3.11", "--config-file=", "--no-error-summary"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, name], cwd=folder, capture_output=True, text=True, check=False
    )
    assert not done.stderr, done.stderr
    parts = [line.split(":", 3) for line in done.stdout.splitlines() if ": error: " in line]
    return {int(number): message for _, number, _, message in parts}


@cache
def pyright_errors(folder: Path) -> list[tuple[str, int, str]]:
    """Check both programs in one run; return file, line and message of each error."""
    settings = {"include": ["program.py", "wrong.py"], "typeCheckingMode": "strict"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    done = subprocess.run(
        [sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable, "--outputjson"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == 2
    found = report["generalDiagnostics"]
    return [(Path(one["file"]).name, one["range"]["start"]["line"] + 1, one["message"]) for one in found]


def pyright(folder: Path, name: str) -> dict[int, str]:
    return {line: message for file, line, message in pyright_errors(folder) if file == name}


def other(checker: str) -> Check:
    def check(folder: Path, name: str) -> dict[int, str]:
        found = re.findall(rf"{re.escape(name)}:(\d+)(.*)", diagnostics(checker, folder, name))
        return {int(line): message for line, message in found}

    return check


CHECKS = [pytest.param(check, id=name) for name, check in (("mypy", mypy), ("pyright", pyright))]
CHECKS += [pytest.param(other(checker), id=checker) for checker in FAST]


@pytest.mark.parametrize("check", CHECKS)
def test_every_feature_has_its_exact_type(folder: Path, check: Check) -> None:
    assert check(folder, "program.py") == {}


@pytest.mark.parametrize("check", CHECKS)
def test_incorrect_use_is_an_error(folder: Path, check: Check) -> None:
    first = WRONG.splitlines().index('client.things.create(nam="a")') + 1
    assert set(check(folder, "wrong.py")) == set(range(first, len(WRONG.splitlines()) + 1))
