"""Responses whose media type is not the declared one: values, text or bytes by what arrived, as annotated."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.support.packages import Package, make_package

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = """
openapi: 3.1.0
info: {title: Answers, version: "1"}
servers: [{url: "http://answers.test"}]
paths:
  /anything: {get: {responses: {"200": {description: ok, content: {application/json: {schema: {}}}}}}}
  /untyped: {get: {responses: {"200": {description: ok, content: {application/json: {}}}}}}
  /thing:
    get:
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}}
  /things:
    get:
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Thing"}}}}
  /text: {get: {responses: {"200": {description: ok, content: {application/json: {schema: {type: string}}}}}}}
  /number: {get: {responses: {"200": {description: ok, content: {application/json: {schema: {type: integer}}}}}}}
  /file:
    get:
      responses: {"200": {description: ok, content: {application/json: {schema: {type: string, format: binary}}}}}
  /wild: {get: {responses: {"200": {description: ok, content: {"*/*": {}}}}}}
  /wild/application: {get: {responses: {"200": {description: ok, content: {"application/*": {}}}}}}
  /wild/text: {get: {responses: {"200": {description: ok, content: {"*/*": {schema: {type: string}}}}}}}
  /wild/file: {get: {responses: {"200": {description: ok, content: {"*/*": {schema: {type: string, format: binary}}}}}}}
  /wild/suffix:
    get:
      responses:
        "200": {description: ok, content: {"application/*+json": {schema: {$ref: "#/components/schemas/Thing"}}}}
  /plain: {get: {responses: {"200": {description: ok, content: {"text/*": {schema: {type: string}}}}}}}
components:
  schemas:
    Thing: {type: object, required: [n], properties: {n: {type: integer}}}
"""
PDF = ("application/pdf", b"%PDF-1.4\x00\xff")
OCTETS = ("application/octet-stream", b"\x00\xff")
CSV = ("text/csv", b"a,b\n")
TEXT = ("text/plain", b"hello")
LINES = ("application/x-ndjson", b'{"n": 1}\n{"n": 2}\n')
UNLABELLED = ("", b"hello")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    with make_package(SPEC, tmp_path_factory.mktemp("answers"), emit=("models", "client")) as package:
        yield package


def client_of(package: Package, kind: str, content: bytes, **options: Any) -> Any:
    headers = {"content-type": kind} if kind else {}
    answer = httpx2.MockTransport(lambda _: httpx2.Response(200, headers=headers, content=content))
    return package.Client(transport=answer, max_retries=0, **options)


def call(client: Any, path: str) -> Any:
    *nodes, method = path.split(".")
    for node in nodes:
        client = getattr(client, node)
    return getattr(client, method)()


DECLARED_JSON = ["anything.retrieve", "untyped.retrieve", "thing.retrieve", "things.list", "number.retrieve"]


@pytest.mark.parametrize("path", DECLARED_JSON)
@pytest.mark.parametrize(
    ("response", "expected"),
    [(PDF, PDF[1]), (OCTETS, OCTETS[1]), (CSV, "a,b\n"), (TEXT, "hello"), (UNLABELLED, b"hello")],
    ids=["pdf", "octets", "csv", "text", "unlabelled"],
)
def test_other_content_where_json_is_declared(
    answers: Package, path: str, response: tuple[str, bytes], expected: object
) -> None:
    drifts: list[Any] = []
    assert call(client_of(answers, *response, on_drift=drifts.append), path) == expected
    assert [(drift.pointer, drift.expected, drift.got) for drift in drifts] == [("", "application/json", expected)]
    with pytest.raises(answers.errors.ResponseValidationError):
        call(client_of(answers, *response, strict=True), path)


def test_the_variants_of_a_method_agree(answers: Package) -> None:
    client = client_of(answers, *PDF)
    assert client.thing.with_raw_response.retrieve().parsed == PDF[1]
    with client.thing.with_streaming_response.retrieve() as response:
        assert response.parse() == PDF[1]

    async def run() -> object:
        answer = httpx2.MockTransport(lambda _: httpx2.Response(200, headers={"content-type": PDF[0]}, content=PDF[1]))
        async with answers.AsyncClient(transport=answer) as client:
            return await client.thing.retrieve()

    assert asyncio.run(run()) == PDF[1]


@pytest.mark.parametrize("kind", ["application/x-ndjson", "application/jsonl", "application/json"])
def test_lines_of_json(answers: Package, kind: str) -> None:
    lines = (kind, LINES[1])
    assert call(client_of(answers, *lines), "anything.retrieve") == [{"n": 1}, {"n": 2}]
    assert [item.n for item in call(client_of(answers, *lines), "things.list")] == [1, 2]
    assert [item.n for item in call(client_of(answers, *lines), "thing.retrieve")] == [1, 2]


@pytest.mark.parametrize("kind", ["text/plain", "text/html", "application/octet-stream", ""])
def test_json_with_another_label_is_its_declared_type(answers: Package, kind: str) -> None:
    assert call(client_of(answers, kind, b'{"n": 1}'), "thing.retrieve").n == 1
    assert [item.n for item in call(client_of(answers, kind, b'[{"n": 1}]'), "things.list")] == [1]
    assert call(client_of(answers, "text/plain", b"5"), "number.retrieve") == 5


def test_a_string_that_is_text_or_a_file(answers: Package) -> None:
    assert call(client_of(answers, *TEXT), "text.retrieve") == "hello"
    assert call(client_of(answers, *PDF), "text.retrieve") == PDF[1]
    assert call(client_of(answers, "application/json", b'"hello"'), "text.retrieve") == "hello"
    for response in (PDF, TEXT, ("application/json", b'{"a": 1}')):
        assert call(client_of(answers, *response), "file.retrieve") == response[1]


@pytest.mark.parametrize(
    ("path", "annotation", "response", "expected"),
    [
        ("wild.retrieve", "Any", ("application/json", b"[1]"), [1]),
        ("wild.retrieve", "Any", TEXT, "hello"),
        ("wild.retrieve", "Any", PDF, PDF[1]),
        ("wild.application", "Any", ("application/json", b"[1]"), [1]),
        ("wild.application", "Any", PDF, PDF[1]),
        ("wild.text", "str", TEXT, "hello"),
        ("wild.text", "str", ("application/json", b'"hello"'), "hello"),
        ("wild.file", "bytes", ("application/json", b"[1]"), b"[1]"),
        ("wild.file", "bytes", TEXT, b"hello"),
        ("plain.retrieve", "str", ("text/csv", b"a"), "a"),
        ("untyped.retrieve", "Any", ("application/json", b"[1]"), [1]),
        ("file.retrieve", "bytes", OCTETS, OCTETS[1]),
    ],
)
def test_annotations_of_ranges_and_files_agree_with_the_values(
    answers: Package, path: str, annotation: str, response: tuple[str, bytes], expected: object
) -> None:
    client = client_of(answers, *response, strict=True)
    *nodes, method = path.split(".")
    for node in nodes:
        client = getattr(client, node)
    assert getattr(client, method).__annotations__["return"] == annotation
    assert getattr(client, method)() == expected


def test_a_range_with_a_suffix(answers: Package) -> None:
    seen: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers["accept"])
        return httpx2.Response(200, headers={"content-type": "application/hal+json"}, content=b'{"n": 1}')

    client = answers.Client(transport=httpx2.MockTransport(answer), strict=True)
    assert client.wild.suffix().n == 1
    assert "*+" not in seen[0]
