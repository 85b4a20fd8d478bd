from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from runtime.server.app import build_app
from runtime.server.endpoint import Route
from runtime.server.nulls import with_nulls
from runtime.shared.files import BinaryFile, Upload
from runtime.shared.model import Model
from runtime.shared.operation import Body, Encoding, Media, Operation, Response
from tests.runtime.server.promo import SETTINGS, PromotionCode, PromotionCodeList, Restrictions, send

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

    from runtime.server.context import RequestContext


class Part(Model):
    n: int


class Form(Model):
    file: bytes
    purpose: str
    part: Part | None = None
    parts: list[Part] | None = None
    tags: list[str] | None = None
    csv: list[str] | None = None


UPLOAD = Media(
    "multipart/form-data",
    lambda: Form,
    encodings={"parts": Encoding(content_type="application/json"), "csv": Encoding(style="form", explode=False)},
)


def post(
    *media: Media,
    declared: Response | None = None,
    returns: object = None,
    required: bool = True,
    use: Callable[[object], None] | None = None,
    **more: Any,
) -> tuple[object, httpx2.Response]:
    """Send a request to an operation with these media types; return the body for the service, and the response."""
    got: list[object] = []

    class Service:
        def post(self, body: object, _: RequestContext) -> object:
            got.append(body)
            if use is not None:
                use(body)
            return returns

    operation: Operation[object] = Operation(
        id="POST /u",
        name="u.post",
        method="POST",
        path=("/u",),
        body=Body(media, required=required),
        responses=(declared or Response("204"),),
    )
    app = build_app([Route(operation, "u", "post")], {"u": Service()}, SETTINGS)

    async def run() -> httpx2.Response:
        return await send(app, "POST", "/u", **more)

    response = anyio.run(run)
    return (got[0] if got else None), response


def test_multipart() -> None:
    data = {"purpose": "a+b%20", "part": '{"n": 1}', "parts": '[{"n": 2}]', "tags": ["x", "y"], "csv": "a,b"}
    body, response = post(UPLOAD, data=data, files={"file": ("a.bin", b"\x00\xff" * 600_000)})
    assert response.status_code == 204, response.text
    assert isinstance(body, Form)
    assert len(body.file) == 1_200_000
    assert (body.purpose, body.part, body.parts) == ("a+b%20", Part(n=1), [Part(n=2)])
    assert (body.tags, body.csv) == (["x", "y"], ["a", "b"])


class Attachment(Model):
    file: BinaryFile


def test_files_are_passed_without_being_read() -> None:
    seen: list[bytes] = []

    def keep(body: object) -> None:
        assert isinstance(body, Attachment)
        assert isinstance(body.file, Upload)
        assert (body.file.filename, body.file.content_type) == ("a.txt", "text/plain")
        seen.extend(body.file.chunks())

    files = {"file": ("a.txt", b"x" * 70_000, "text/plain")}
    _, response = post(Media("multipart/form-data", lambda: Attachment), use=keep, files=files)
    assert response.status_code == 204, response.text
    assert [len(chunk) for chunk in seen] == [65_536, 4_464]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n", "Invalid value"),
        (
            b'--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nx\r\n--b--\r\n',
            "Missing required param: file.",
        ),
        (b'--b\r\nContent-Disposition: form-data; name="parts"\r\n\r\n[\r\n--b--\r\n', "Invalid JSON"),
    ],
)
def test_bad_multipart(content: bytes, message: str) -> None:
    _, response = post(UPLOAD, content=content, headers={"content-type": "multipart/form-data; boundary=b"})
    assert response.status_code == 400
    assert response.json()["error"]["message"].startswith(message)


@pytest.mark.parametrize(
    ("declared", "sent", "content", "body"),
    [
        ("text/plain", "text/plain; charset=latin-1", b"\xe9", "é"),
        ("text/*", "text/csv", b"a,b", "a,b"),
        ("application/octet-stream", "application/octet-stream", b"\x00", b"\x00"),
        ("*/*", "image/png", b"\x00", b"\x00"),
        ("application/vnd.api+json", "Application/Vnd.Api+JSON", b'{"a": 1}', {"a": 1}),
    ],
)
def test_other_media_types(declared: str, sent: str, content: bytes, body: object) -> None:
    got, response = post(Media(declared), content=content, headers={"content-type": sent})
    assert response.status_code == 204
    assert got == body


def test_the_content_type_selects_the_media_type() -> None:
    media = (Media("application/json", lambda: Part), Media("application/x-www-form-urlencoded", lambda: Part))
    assert post(*media, json={"n": 1})[0] == Part(n=1)
    assert post(*media, form="n=2")[0] == Part(n=2)
    response = post(*media, content=b"n", headers={"content-type": "text/plain"})[1]
    assert (response.status_code, response.headers["accept"]) == (
        415,
        "application/json, application/x-www-form-urlencoded",
    )


def test_an_empty_optional_json_body_is_none() -> None:
    body, response = post(Media("application/json", lambda: Part), required=False)
    assert (body, response.status_code) == (None, 204)


def test_errors_in_json_bodies_have_their_path() -> None:
    _, response = post(
        Media("application/json", lambda: Form), json={"file": "", "purpose": "x", "parts": [{"n": "1"}]}
    )
    assert response.json()["error"]["param"] == "parts[0][n]"
    _, response = post(
        Media("application/json", lambda: Part), content=b"[" * 10_000, headers={"content-type": "application/json"}
    )
    assert (response.status_code, response.json()["error"]["code"]) == (400, "parameter_invalid_json")


@pytest.mark.parametrize(
    ("declared", "returns", "status", "kind", "content"),
    [
        (Response("201", (Media("text/csv"),)), "a,b", 201, "text/csv; charset=utf-8", b"a,b"),
        (Response("200", (Media("image/png"),)), b"\x00", 200, "image/png", b"\x00"),
        (Response("2XX", (Media("application/json"),)), [Part(n=1)], 200, "application/json", b'[{"n":1}]'),
        (Response("200", (Media("application/json"),)), "x", 200, "application/json", b'"x"'),
        (
            Response("200", (Media("application/problem+json"),)),
            {"a": None},
            200,
            "application/problem+json",
            b'{"a":null}',
        ),
        (Response("200"), None, 200, None, b""),
    ],
)
def test_responses(declared: Response, returns: object, status: int, kind: str | None, content: bytes) -> None:
    _, response = post(Media("text/plain"), declared=declared, returns=returns, content=b"", required=False)
    assert (response.status_code, response.headers.get("content-type"), response.content) == (status, kind, content)


def test_nulls_are_filled_in_without_modifying_the_result_of_the_service() -> None:
    code = PromotionCode(id="p", code="c", active=True, restrictions=Restrictions(first_time_transaction=True))
    page = PromotionCodeList(object="list", data=[code], has_more=False)
    filled = json.loads(PromotionCodeList.model_validate(with_nulls(page)).model_dump_json())
    assert filled["data"] == [
        {
            "id": "p",
            "code": "c",
            "active": True,
            "customer": None,
            "expires_at": None,
            "restrictions": {"first_time_transaction": True, "minimum_amount": None},
        }
    ]
    assert code.model_fields_set == {"id", "code", "active", "restrictions"}
    assert with_nulls([1, {"a": "b"}]) == [1, {"a": "b"}]
