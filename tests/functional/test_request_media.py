"""Bodies in several media types, in media ranges, null and optional: calls of the client, read by the own server."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest

from tests.support.packages import Package, make_package

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = """
openapi: 3.1.0
info: {title: Posters, version: "1"}
servers: [{url: "http://posters.test"}]
paths:
  /posters:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [scan, title]
              properties:
                scan: {type: string, format: binary}
                title: {type: string}
                tags: {type: array, items: {type: string}}
          application/json:
            schema:
              type: object
              required: [scan_id, title]
              properties: {scan_id: {type: string}, title: {type: string}, size: {type: integer}}
      responses: {"204": {description: ok}}
  /covers:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [images], properties: {images: {type: array, items: {type: string}}}}
          multipart/form-data:
            schema:
              type: object
              required: [images]
              properties: {images: {type: array, items: {type: string, format: binary}}}
      responses: {"204": {description: ok}}
  /notes:
    post:
      requestBody:
        required: true
        content:
          application/json: {schema: {type: object, required: [text], properties: {text: {type: string}}}}
          text/plain: {schema: {type: string}}
          application/pdf: {schema: {type: string, format: binary}}
      responses: {"204": {description: ok}}
  /rows:
    post:
      requestBody:
        required: true
        content:
          application/json: {schema: {type: array, items: {type: integer}}}
          application/x-www-form-urlencoded: {schema: {type: object, properties: {row: {type: integer}}}}
      responses: {"204": {description: ok}}
  /plain:
    post:
      requestBody: {required: true, content: {"text/*": {schema: {type: string}}}}
      responses: {"204": {description: ok}}
  /patches:
    post:
      requestBody:
        required: true
        content: {"application/*+json": {schema: {type: object, required: [op], properties: {op: {type: string}}}}}
      responses: {"204": {description: ok}}
  /anything:
    post:
      requestBody: {required: true, content: {"*/*": {}}}
      responses: {"204": {description: ok}}
  /wide:
    post:
      requestBody:
        required: true
        content: {"application/*": {schema: {type: object, required: [n], properties: {n: {type: integer}}}}}
      responses: {"204": {description: ok}}
  /choices:
    post:
      requestBody:
        required: true
        content:
          application/json: {schema: {type: object, properties: {a: {type: string}}}}
          multipart/form-data: {schema: {type: object, properties: {a: {type: string}}}}
      responses: {"204": {description: ok}}
  /nulls/object:
    put:
      requestBody:
        required: true
        content:
          application/json: {schema: {type: [object, "null"], required: [a], properties: {a: {type: string}}}}
      responses: {"204": {description: ok}}
  /nulls/list:
    put:
      requestBody:
        required: true
        content: {application/json: {schema: {type: [array, "null"], items: {type: string}}}}
      responses: {"204": {description: ok}}
  /optional/json:
    post:
      requestBody:
        content:
          application/json:
            schema: {type: object, required: [a], properties: {a: {type: string}, b: {type: integer}}}
      responses: {"204": {description: ok}}
  /optional/file:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file, label]
              properties: {file: {type: string, format: binary}, label: {type: string}}
      responses: {"204": {description: ok}}
  /optional/form:
    post:
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, required: [a], properties: {a: {type: string}}}
      responses: {"204": {description: ok}}
"""


@pytest.fixture(scope="module")
def posters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    with make_package(SPEC, tmp_path_factory.mktemp("posters")) as package:
        yield package


NAMES = (
    *("posters", "covers", "notes", "rows", "plain", "patches", "anything", "wide"),
    *("choices", "nulls", "optional"),
)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


class Echo:
    """A client of the own server, whose services record the bodies that they receive."""

    def __init__(self, package: Package) -> None:
        self.seen: list[Any] = []
        self.types: list[str] = []
        self.files: list[bytes] = []
        server: Any = importlib.import_module(f"{package.__name__}.server")
        services = {name: self._service(getattr(server, f"{name.capitalize()}Base")) for name in NAMES}
        app = server.create_app(**services)

        class Transport(httpx2.BaseTransport):
            def handle_request(_, request: httpx2.Request) -> httpx2.Response:  # noqa: N805
                self.types.append(request.headers.get("content-type", ""))
                content = request.read()

                async def ask() -> httpx2.Response:
                    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://posters.test")
                    async with http:
                        return await http.request(
                            request.method, str(request.url), headers=request.headers, content=content
                        )

                response = anyio.run(ask)
                return httpx2.Response(response.status_code, headers=response.headers, content=response.content)

        self.client: Any = package.Client(transport=Transport(), max_retries=0)

    def _service(self, base: Any) -> object:
        def method(_: object, body: object, __: object) -> None:
            self.seen.append(body)
            fields = [body] if hasattr(body, "chunks") else list(getattr(body, "__dict__", {}).values())
            values = [item for value in fields for item in listed(value)]
            self.files = [b"".join(value.chunks()) for value in values if hasattr(value, "chunks")]

        return type("Service", (base,), dict.fromkeys([name for name in vars(base) if name[0] != "_"], method))()

    @property
    def sent(self) -> tuple[str, Any]:
        return self.types[-1].partition(";")[0], self.seen[-1]


@pytest.fixture
def echo(posters: Package) -> Echo:
    return Echo(posters)


def test_json_and_multipart_bodies_of_one_method(posters: Package, echo: Echo) -> None:
    echo.client.posters.create(scan_id="s1", title="t", size=3)
    kind, body = echo.sent
    assert (kind, body.scan_id, body.size) == ("application/json", "s1", 3)
    echo.client.posters.create(scan=b"\x00", title="t", tags=["a"])
    kind, body = echo.sent
    assert (kind, body.title, body.tags, *echo.files) == ("multipart/form-data", "t", ["a"], b"\x00")
    with pytest.raises(posters.errors.InvalidArgumentError, match="no media type"):
        echo.client.posters.create(scan=b"\x00", scan_id="s1", title="t")
    with pytest.raises(posters.errors.InvalidArgumentError, match="scan_id"):
        echo.client.posters.create(title="t")
    with pytest.raises(TypeError, match="title"):
        echo.client.posters.create(scan_id="s1")


def test_the_asynchronous_client_chooses_too(posters: Package) -> None:
    seen: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers["content-type"].partition(";")[0])
        return httpx2.Response(204)

    async def run() -> None:
        async with posters.AsyncClient(transport=httpx2.MockTransport(answer)) as client:
            await client.posters.create(scan_id="s1", title="t")
            await client.posters.with_raw_response.create(scan=b"x", title="t")

    anyio.run(run)
    assert seen == ["application/json", "multipart/form-data"]


def test_a_file_selects_multipart_where_the_names_do_not(echo: Echo, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("scans") / "a.png"
    path.write_bytes(b"x")
    echo.client.covers.create(images=["id1"])
    assert echo.sent[0] == "application/json"
    for file in (b"x", path, ("a.png", b"x")):
        echo.client.covers.create(images=[file])
        assert (echo.sent[0], echo.files) == ("multipart/form-data", [b"x"])


def test_properties_or_another_value(posters: Package, echo: Echo) -> None:
    echo.client.notes.create(text="a")
    assert (echo.sent[0], echo.sent[1].text) == ("application/json", "a")
    echo.client.notes.create(body="plain")
    assert echo.sent == ("text/plain", "plain")
    echo.client.notes.create(body=b"%PDF")
    assert (echo.sent[0], echo.files) == ("application/pdf", [b"%PDF"])
    echo.client.rows.create(body=[1, 2])
    assert echo.sent == ("application/json", [1, 2])
    echo.client.rows.create(row=3)
    assert (echo.sent[0], echo.sent[1].row) == ("application/x-www-form-urlencoded", 3)
    with pytest.raises(posters.errors.InvalidArgumentError, match="together"):
        echo.client.notes.create(text="a", body="plain")


def test_the_caller_asks_for_a_media_type(posters: Package, echo: Echo) -> None:
    options = posters.RequestOptions(headers={"content-type": "multipart/form-data"})
    echo.client.choices.create(a="x")
    assert (echo.sent[0], echo.sent[1].a) == ("application/json", "x")
    echo.client.choices.create(a="x", request_options=options)
    assert (echo.sent[0], echo.sent[1].a) == ("multipart/form-data", "x")


def test_media_ranges_send_a_concrete_type(posters: Package, echo: Echo) -> None:
    echo.client.plain.create(body="a")
    assert echo.sent == ("text/plain", "a")
    echo.client.patches.create(op="x")
    kind, body = echo.sent
    assert (kind.endswith("+json"), "*" in kind, body.op) == (True, False, "x")
    options = posters.RequestOptions(headers={"Content-Type": "application/json-patch+json"})
    echo.client.patches.create(op="y", request_options=options)
    assert (echo.sent[0], echo.sent[1].op) == ("application/json-patch+json", "y")
    echo.client.wide.create(n=1)
    assert (echo.sent[0], echo.sent[1].n) == ("application/json", 1)
    echo.client.wide.create(
        n=1, request_options=posters.RequestOptions(headers={"Content-Type": "application/vnd.w+json"})
    )
    assert (echo.sent[0], echo.sent[1].n) == ("application/vnd.w+json", 1)
    echo.client.anything.create(body="a")
    assert echo.sent == ("text/plain", "a")
    echo.client.anything.create(body=b"\x00")
    assert echo.sent == ("application/octet-stream", b"\x00")
    echo.client.anything.create(body={"a": [1]})
    assert echo.sent == ("application/json", {"a": [1]})


def test_null_bodies(posters: Package, echo: Echo) -> None:
    echo.client.nulls.list(body=None)
    assert echo.sent == ("application/json", None)
    echo.client.nulls.object(a="x")
    assert echo.sent[1].a == "x"
    echo.client.nulls.object(a=posters.omit, body=None)
    assert echo.sent == ("application/json", None)
    with pytest.raises(posters.errors.InvalidArgumentError, match="Field required"):
        echo.client.nulls.object(a=posters.omit)


def test_required_properties_of_an_optional_body(posters: Package, echo: Echo) -> None:
    omit = posters.omit
    optional = echo.client.optional
    for method, given in ((optional.json, {"a": "x"}), (optional.file, {"file": b"x", "label": "l"})):
        with pytest.raises(TypeError, match="missing"):
            method()
        method(**given)
        assert echo.seen[-1] is not None
        method(**dict.fromkeys(given, omit))
        assert echo.sent == ("", None)
    optional.form(a=omit)
    assert echo.seen[-1] is None
    with pytest.raises(posters.errors.InvalidArgumentError, match="a: Field required"):
        optional.json(a=omit, b=1)
