"""Headers that every operation declares are options of the client; ``api_key`` needs a security scheme."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.support.packages import Package, make_package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SPEC = """
openapi: 3.1.0
info: {title: Notes, version: "1"}
servers: [{url: "http://notes.test"}]
paths:
  /notes:
    parameters:
      - {name: X-Api-Key, in: header, required: true, schema: {type: string}}
      - {name: notes-version, in: header, required: true, schema: {type: string, enum: ["1", "2"]}}
      - {name: timeout, in: header, schema: {type: integer}}
      - {name: Idempotency-Key, in: header, schema: {type: string}}
    get:
      parameters: [{name: limit, in: query, schema: {type: integer}}, {name: x-own, in: header, schema: {type: string}}]
      responses: {"204": {description: ok}}
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}
      responses: {"204": {description: ok}}
"""
ONE_OF_TWO = """
openapi: 3.1.0
info: {title: Two, version: "1"}
servers: [{url: "http://two.test"}]
paths:
  /a: {get: {parameters: [{name: x-token, in: header, schema: {type: string}}], responses: {"204": {description: ok}}}}
  /b: {get: {responses: {"204": {description: ok}}}}
"""
NO_HEADERS = """
openapi: 3.1.0
info: {title: None, version: "1"}
servers: [{url: "http://none.test"}]
paths: {/b: {get: {responses: {"204": {description: ok}}}}}
"""
SIGNED = """
openapi: 3.1.0
info: {title: Signed, version: "1"}
servers: [{url: "http://signed.test"}]
security: [{key: []}]
paths:
  /b:
    get:
      parameters: [{name: X-Key, in: header, required: true, schema: {type: string}}]
      responses: {"204": {description: ok}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: x-key}}}
"""


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    with make_package(SPEC, tmp_path_factory.mktemp("notes"), emit=("models", "client")) as package:
        yield package


def recording(seen: list[httpx2.Request]) -> httpx2.MockTransport:
    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(204)

    return httpx2.MockTransport(answer)


def sent(request: httpx2.Request, *names: str) -> tuple[str | None, ...]:
    return tuple(request.headers.get(name) for name in names)


def test_common_headers_are_options(notes: Package) -> None:
    seen: list[httpx2.Request] = []
    client = notes.Client(x_api_key="k", notes_version="1", timeout_="7", transport=recording(seen))
    client.notes.retrieve(limit=1)
    client.notes.update(a="b", x_api_key="other", notes_version="2", timeout=8)
    client.with_options(headers={"x-api-key": "third"}).notes.retrieve()
    client.notes.with_raw_response.retrieve()
    names = ("x-api-key", "notes-version", "timeout")
    assert [sent(request, *names) for request in seen] == [
        ("k", "1", "7"),
        ("other", "2", "8"),
        ("third", "1", "7"),
        ("k", "1", "7"),
    ]
    options = inspect.signature(notes.Client).parameters
    assert {"x_api_key", "notes_version", "timeout_"} <= options.keys()
    assert not {"idempotency_key", "x_own"} & options.keys()


def test_the_asynchronous_client_has_the_options(notes: Package) -> None:
    seen: list[httpx2.Request] = []

    async def run() -> None:
        async with notes.AsyncClient(x_api_key="k", notes_version="1", transport=recording(seen)) as client:
            await client.notes.retrieve()
            await client.notes.retrieve(x_api_key="other")

    asyncio.run(run())
    assert [sent(request, "x-api-key", "notes-version") for request in seen] == [("k", "1"), ("other", "1")]


def test_required_headers_come_from_the_call_or_the_client(notes: Package) -> None:
    client = notes.Client(x_api_key="k", transport=recording([]))
    with pytest.raises(notes.errors.InvalidArgumentError, match=r"notes.version: Field required"):
        client.notes.retrieve()
    with pytest.raises(notes.errors.InvalidArgumentError, match=r"notes.version"):
        client.notes.retrieve(notes_version="3")


@pytest.mark.slow
def test_an_api_key_needs_a_scheme(notes: Package, tmp_path: Path) -> None:
    for make in (notes.Client, notes.AsyncClient, notes.Client().with_options):
        with pytest.raises(notes.errors.InvalidArgumentError, match=r"api_key: .* x_api_key= \(X-Api-Key\)"):
            make(api_key="k")
    with make_package(ONE_OF_TWO, tmp_path / "headers", emit=("models", "client")) as package:
        with pytest.raises(package.errors.InvalidArgumentError, match="instead: x-token"):
            package.Client(api_key="k")
        assert package.Client()
    with (
        make_package(NO_HEADERS, tmp_path / "none", emit=("models", "client")) as package,
        pytest.warns(UserWarning, match="it is not sent; use headers= or auth="),
    ):
        package.Client(api_key="k")


def test_a_header_of_a_scheme_is_no_option(tmp_path: Path) -> None:
    seen: list[httpx2.Request] = []
    with make_package(SIGNED, tmp_path, emit=("models", "client")) as package:
        client: Any = package.Client(api_key="k", transport=recording(seen))
        assert "x_key" not in inspect.signature(package.Client).parameters
        client.b.retrieve()
        client.b.retrieve(x_key="own")
        assert [sent(request, "x-key") for request in seen] == [("k",), ("own",)]


def test_the_fake_needs_no_key(notes: Package) -> None:
    testing = __import__(f"{notes.__name__}.testing", fromlist=["Fake"])
    fake = testing.Fake()
    fake.notes.retrieve.returns(None)
    fake.client(x_api_key="k", notes_version="1").notes.retrieve()
    (call,) = fake.notes.retrieve.calls
    assert call.headers["x-api-key"] == "k"
