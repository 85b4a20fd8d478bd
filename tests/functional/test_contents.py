"""Inline document → package → strings with content: files, encoded bytes, documents in strings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest

from tests.support.packages import Package, make_package, make_tree

SPEC = """
openapi: 3.1.0
info: {title: Contents, version: "1"}
servers: [{url: ""}]
paths:
  /reports:
    post:
      requestBody:
        required: true
        content: {multipart/form-data: {schema: {$ref: "#/components/schemas/Upload"}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {}}}}}
  /images:
    put:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              properties: {image: {contentMediaType: image/png}, page: {type: string, contentMediaType: text/html}}
      responses: {"200": {description: ok, content: {application/json: {schema: {}}}}}
  /blobs:
    post:
      requestBody: {required: true, content: {application/octet-stream: {schema: {contentMediaType: application/zip}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Blob"}}}}}
components:
  schemas:
    Upload:
      type: object
      required: [pages]
      properties:
        pages: {type: array, items: {type: string, contentMediaType: application/octet-stream}}
        cover: {anyOf: [{type: string, contentMediaType: application/octet-stream}, {type: "null"}]}
        table: {type: string, contentMediaType: text/csv}
        title: {type: string}
    Blob:
      type: object
      properties:
        plain: {type: string, contentEncoding: base64}
        token: {type: string, contentEncoding: base64url}
        digest: {contentEncoding: base16}
        html: {type: string, contentMediaType: text/html}
        inner: {type: string, contentMediaType: application/json}
"""


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    with make_package(SPEC, tmp_path_factory.mktemp("contents")) as package:
        yield package


def data(upload: Any) -> bytes:
    return b"".join(upload.chunks())


def call(package: Package, send: Any, answer: Any) -> Any:
    """Call the generated server with the generated client."""
    server = package.server

    class Reports(server.ReportsBase):  # type: ignore[misc,name-defined]
        def create(self, body: Any, context: Any) -> Any:  # noqa: ARG002
            return answer(body)

    class Images(server.ImagesBase):  # type: ignore[misc,name-defined]
        def replace(self, body: Any, context: Any) -> Any:  # noqa: ARG002
            return answer(body)

        update = replace

    class Blobs(server.BlobsBase):  # type: ignore[misc,name-defined]
        def create(self, body: Any, context: Any) -> Any:  # noqa: ARG002
            return answer(body)

    app = server.create_app(reports=Reports(), images=Images(), blobs=Blobs(), unset="omit")

    async def run() -> Any:
        http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app))
        async with package.AsyncClient(base_url="http://test", http_client=http) as client:
            return await send(client)

    return anyio.run(run)


def test_strings_with_a_media_type_are_uploads(api: Package) -> None:
    got = call(
        api,
        lambda client: client.reports.create(
            pages=[("a.bin", b"\xff\x00"), b"two"], cover=("c.png", b"\x89"), table=("t.csv", b"a,b"), title="x"
        ),
        lambda body: {
            "pages": [data(page).hex() for page in body.pages],
            "names": [body.pages[0].filename, body.cover.filename, body.table.filename],
            "title": body.title,
        },
    )
    assert got == {"pages": ["ff00", "74776f"], "names": ["a.bin", "c.png", "t.csv"], "title": "x"}


def test_uploads_without_a_type(api: Package) -> None:
    got = call(
        api,
        lambda client: client.images.update(image=("i.png", b"\x89"), page=b"<p>"),
        lambda body: [data(body.image).hex(), data(body.page).decode()],
    )
    assert got == ["89", "<p>"]


def test_raw_bodies_with_a_media_type_are_bytes(api: Package) -> None:
    got = call(
        api,
        lambda client: client.blobs.create(body=b"PK\xff"),
        lambda body: api.models.Blob(plain=data(body), digest=b"\x0a", html="<p>"),
    )
    assert (got.plain, got.digest, got.html) == (b"PK\xff", b"\x0a", "<p>")


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        ({"plain": "aGk="}, b"hi"),
        ({"token": "__7_"}, b"\xff\xfe\xff"),
        ({"token": "aGk"}, b"hi"),
        ({"digest": "ff00"}, b"\xff\x00"),
        ({"digest": "FF00"}, b"\xff\x00"),
        ({"inner": '{"a": 1}'}, '{"a": 1}'),
    ],
)
def test_encoded_bytes_keep_their_text(api: Package, sent: dict[str, str], value: object) -> None:
    client = api.Client(
        base_url="http://test", transport=httpx2.MockTransport(lambda _: httpx2.Response(200, json=sent))
    )
    blob = client.blobs.create(body=b"")
    assert getattr(blob, next(iter(sent))) == value
    assert blob.model_dump(mode="json") == sent


def test_content_that_is_not_read_is_reported(tmp_path: Path) -> None:
    schema = (
        "{type: string, contentMediaType: application/json, contentSchema: {type: object}, contentEncoding: base32}"
    )
    _, found = make_tree(SPEC.replace("{type: string, contentEncoding: base64}", schema), tmp_path)
    warned = [str(item.message) for item in found.items if item.code == "unsupported-keyword"]
    assert [text.split(":", 1)[0] for text in warned] == [
        "'contentSchema' is not read",
        "the encoding 'base32' is not decoded",
    ]
