"""Features of real documents that hand-written examples rarely use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio
import pytest

from runtime.server.app import build_app
from runtime.server.endpoint import Route
from runtime.server.settings import ServerSettings
from runtime.shared.files import BinaryFile
from runtime.shared.formats import Base64Bytes
from runtime.shared.model import Model
from runtime.shared.operation import (
    ApiInfo,
    Body,
    Encoding,
    Media,
    Operation,
    Param,
    Response,
    SecurityScheme,
    Selector,
)
from tests.runtime.server.promo import send

if TYPE_CHECKING:
    import httpx2

KEY = SecurityScheme("key", "apiKey", key_name="api_key", key_in="query")
SETTINGS = ServerSettings(api=ApiInfo("T", "1", "t", "https://api.example", security=(KEY,)))
FORM = "application/x-www-form-urlencoded"


class Inner(Model):
    a: int
    b: list[str] | None = None


class Thing(Model):
    name: str
    inner: Inner | None = None


class Query(Model):
    thing: Thing | None = None
    things: list[Thing] | None = None


class Asked:
    """A service of one method, which records its arguments and returns a given value."""

    def __init__(self, *operations: Operation[Any], response: object = None) -> None:
        self.response = response
        self.arguments: list[object] = []
        routes = [Route(operation, "service", f"m{number}") for number, operation in enumerate(operations)]
        for number in range(len(operations)):
            setattr(self, f"m{number}", self._method(number))
        self.app = build_app(routes, {"service": self}, SETTINGS)

    def _method(self, number: int) -> Any:
        async def method(*arguments: object) -> object:
            self.arguments = [number, *arguments[:-1]]
            return self.response

        return method

    def __call__(self, method: str, url: str, **options: Any) -> httpx2.Response:
        return anyio.run(lambda: send(self.app, method, url, **options))


def operation(method: str, path: str, **more: Any) -> Operation[Any]:
    return Operation(id=f"{method} {path}", name="service.m", method=method, path=(path,), **more)


def test_an_api_key_in_the_query_is_not_an_unknown_parameter() -> None:
    asked = Asked(operation("GET", "/a", security=(("key",),)))
    assert asked("GET", "/a?api_key=secret").status_code == 200
    assert asked("GET", "/a?api_key=secret&other=1").status_code == 400


def test_headers_are_utf8() -> None:
    class Headers(Model):
        note: str

    param = Param("X-Note", "note", "header", "simple", explode=False)
    asked = Asked(operation("GET", "/a", params=(param,), query=lambda: Headers))
    assert asked("GET", "/a", headers={"X-Note": "é日".encode()}).status_code == 200
    assert asked.arguments == [0, Headers(note="é日")]


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ('name=x&inner={"a":1,"b":["c"]}', Query(thing=Thing(name="x", inner=Inner(a=1, b=["c"])))),
        ('things={"name":"x"}&things={"name":"y"}', Query(things=[Thing(name="x"), Thing(name="y")])),
    ],
)
def test_objects_inside_of_query_objects_are_json(query: str, value: Query) -> None:
    params = tuple(Param(name, name, "query", "form", explode=True) for name in ("thing", "things"))
    asked = Asked(operation("GET", "/a", params=params, query=lambda: Query))
    assert asked("GET", "/a?" + query.replace("{", "%7B").replace('"', "%22")).status_code == 200
    assert asked.arguments == [0, value]


@pytest.mark.parametrize("kind", ["text/plain", "application/vnd.own"])
def test_objects_in_other_media_types_are_json(kind: str) -> None:
    asked = Asked(operation("POST", "/a", body=Body((Media(kind, lambda: Thing),))))
    content = '{"name":"é"}'.encode()
    assert asked("POST", "/a", content=content, headers={"Content-Type": kind}).status_code == 200
    assert asked.arguments == [0, Thing(name="é")]
    assert asked("POST", "/a", content=b"{", headers={"Content-Type": kind}).status_code == 400


def test_bytes_are_written_as_base64_or_unchanged() -> None:
    encoded = Response("200", (Media("application/json", lambda: Base64Bytes),))
    asked = Asked(operation("GET", "/a", responses=(encoded,)), response=b"\xff\x00")
    assert asked("GET", "/a").content == b'"/wA="'
    raw = Response("200", (Media("application/json", lambda: BinaryFile, raw=True),))
    asked = Asked(operation("GET", "/a", responses=(raw,)), response=b"\xff\x00")
    response = asked("GET", "/a")
    assert (response.content, response.headers["content-type"]) == (b"\xff\x00", "application/json")


def test_a_json_file_is_not_parsed() -> None:
    asked = Asked(operation("POST", "/a", body=Body((Media("application/json", lambda: BinaryFile, raw=True),))))
    assert asked("POST", "/a", content=b"{broken", headers={"Content-Type": "application/json"}).status_code == 200
    upload: Any = asked.arguments[1]
    assert b"".join(upload.chunks()) == b"{broken"


def test_bytes_of_an_unknown_type_match_a_media_range() -> None:
    asked = Asked(operation("POST", "/a", body=Body((Media("image/*", lambda: BinaryFile),))))
    for kind, status in (("application/octet-stream", 200), ("image/png", 200), ("text/plain", 415)):
        assert asked("POST", "/a", content=b"x", headers={"Content-Type": kind}).status_code == status


def test_properties_of_an_exploded_object_are_parameters() -> None:
    encodings = {"inner": Encoding("form", explode=True)}
    asked = Asked(operation("POST", "/a", body=Body((Media(FORM, lambda: Thing, encodings),))))
    assert asked("POST", "/a", form="name=x&a=1&b=c").status_code == 200
    assert asked.arguments == [0, Thing(name="x", inner=Inner(a=1, b=["c"]))]


def test_operations_of_one_path() -> None:
    class Action(Model):
        Action: str
        Id: int | None = None

    params = (
        Param("Action", "Action", "query", "form", explode=True),
        Param("Id", "Id", "query", "form", explode=True),
    )
    asked = Asked(
        *(
            operation("GET", "/", params=params, query=lambda: Action, selectors=(Selector("query", "Action", name),))
            for name in ("Make", "Drop")
        ),
        operation("POST", "/", fixed=("full=1",), selectors=(Selector("query", "full", "1"),)),
    )
    assert asked("GET", "/?Action=Drop&Id=5").status_code == 200
    assert asked.arguments == [1, Action(Action="Drop", Id=5)]
    assert asked("GET", "/?Action=Other").status_code == 404
    assert asked("POST", "/?full=1").status_code == 200
    assert asked("PUT", "/").status_code == 405


def test_a_repeated_path_parameter() -> None:
    twice = Operation[Any](
        id="GET",
        name="service.m",
        method="GET",
        path=("/a/", "id", "/b/", "id"),
        params=(Param("id", "id", "path", "simple", explode=False, type=lambda: str),),
    )
    asked = Asked(twice)
    assert asked("GET", "/a/x/b/x").status_code == 200
    assert asked.arguments == [0, "x"]
    assert asked("GET", "/a/x/b/y").status_code == 400
