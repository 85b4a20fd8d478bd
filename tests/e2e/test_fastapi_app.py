"""Both clients generated from the document of examples/tool_library call the application over HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

import pytest
from tool_library.app import TOKEN, create_app

from tests.e2e.codes import serving
from tests.support.packages import Package, make_package

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow

Value: TypeAlias = Any
ADDED = datetime(2020, 1, 1, tzinfo=UTC)
FULL = {
    "name": "saw",
    "details": {"kind": "power", "watts": 700},
    "price": "12345678.1234",
    "condition": "new",
    "size": {"width": 2, "height": 3},
    "tags": ["sharp", "red"],
    "grid": [[1, 2], [], [3]],
    "prices": {"day": "0.10", "week": "0.5"},
    "note": None,
    "bought": date(2024, 2, 29),
    "opens": time(7, 15),
    "longest": timedelta(days=2, hours=1),
    "serial": "20240101",
}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    folder = tmp_path_factory.mktemp("tool_library")
    with make_package(json.dumps(create_app().openapi()), folder, spec="openapi.json") as package:
        yield package


class Caller:
    """A client, whose results are awaited if they are awaitable."""

    def __init__(self, api: Package, client: Value) -> None:
        self.api, self.m, self.client = api, api.models, client

    async def call(self, result: Value) -> Value:
        return await result if inspect.isawaitable(result) else result

    async def all(self, result: Value) -> list[Value]:
        items = await self.call(result)
        return [item async for item in items] if hasattr(items, "__aiter__") else list(items)

    async def error(self, status: int, call: Callable[[], Value]) -> Value:
        with pytest.raises(self.api.errors.APIStatusError) as raised:
            await self.call(call())
        assert raised.value.status_code == status
        return raised.value


@pytest.fixture(params=["Client", "AsyncClient"])
def run(api: Package, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[Value], None]]:
    with serving(create_app(tmp_path / "tools.db")) as url:

        async def started(scenario: Value) -> None:
            client = getattr(api, request.param)(http_bearer=TOKEN, base_url=url, strict=True, max_retries=0)
            await scenario(Caller(api, client))
            await asyncio.sleep(0) if (closed := client.close()) is None else await closed

        yield lambda scenario: asyncio.run(started(scenario))


def test_tools_are_created_read_changed_and_deleted(run: Callable[[Value], None]) -> None:
    async def scenario(c: Caller) -> None:
        tools = c.client.tools
        made = await c.call(tools.create(**FULL))
        assert isinstance(made, c.m.Tool)
        assert isinstance(made.id, UUID)
        assert isinstance(made.added, datetime)
        assert made.added.tzinfo is not None
        assert isinstance(made.details, c.m.PowerTool)
        assert (made.details.watts, made.details.voltage) == (700, 230)
        assert (made.price, made.prices) == ("12345678.1234", {"day": "0.10", "week": "0.5"})
        assert (made.size.width, made.size.area, made.grid, made.tags) == (2, 6, [[1, 2], [], [3]], ["sharp", "red"])
        assert (made.note, made.bought, made.opens) == (None, date(2024, 2, 29), time(7, 15))
        assert (made.longest, made.serial, made.condition) == (timedelta(days=2, hours=1), "20240101", "new")
        assert await c.call(tools.retrieve(made.id)) == made

        details = c.m.Ladder(steps=3)
        small = await c.call(tools.create(name="ladder", details=details, price=1.5, serial=20240101))
        assert (small.condition, small.size.area, small.tags, small.opens) == ("used", 1, [], time(8, 30))
        assert (small.details, small.serial, small.longest) == (details, 20240101, timedelta(days=14))
        assert type(small.serial) is int
        given = await c.call(tools.get_what_was_set(small.id))
        assert given.model_fields_set == {"name", "details", "price", "serial", "id", "added"}

        changed = await c.call(tools.update(made.id, condition="broken"))
        assert (changed.name, changed.condition) == ("saw", "broken")
        assert (await c.call(tools.update(small.id, note="old"))).note == "old"
        assert (await c.call(tools.update(small.id, name="steps"))).note == "old"
        assert (await c.call(tools.update(small.id, note=None))).note is None

        assert await c.call(tools.delete(made.id)) is None
        missing = await c.error(404, lambda: tools.retrieve(made.id))
        assert (missing.body["code"], missing.body["message"]) == ("missing", str(made.id))

    run(scenario)


def test_pages_by_offset_cursor_and_link_hold_each_tool_once(run: Callable[[Value], None]) -> None:
    async def scenario(c: Caller) -> None:
        tools, names = c.client.tools, ["a", "b", "c", "d", "e"]
        for name in names:
            condition = "new" if name in "ace" else "broken"
            await c.call(tools.create(name=name, details={"kind": "hand", "weight": 1}, price=1, condition=condition))
        assert [tool.name for tool in await c.all(tools.list(limit=2))] == names
        assert [tool.name for tool in await c.all(tools.list(limit=2, offset=3))] == names[3:]
        assert [tool.name for tool in await c.all(tools.list(limit=1, condition=["new", "used"]))] == ["a", "c", "e"]
        assert [tool.name for tool in await c.all(tools.list(since=ADDED))] == names
        assert await c.all(tools.list(since=datetime(2999, 1, 1, tzinfo=UTC))) == []
        assert [tool.name for tool in await c.all(tools.scroll.list())] == names
        assert [tool.name for tool in await c.all(tools.scroll.list(cursor="1", limit=3))] == names[1:]
        assert await c.all(tools.names.list()) == names
        assert await c.all(tools.names.list(page=2, per_page=3)) == names[3:]
        page = await c.call(tools.list(limit=2))
        assert [tool.name for tool in (await c.call(page.next_page())).body.items] == ["c", "d"]

    run(scenario)


def test_files_are_uploaded_and_downloaded(run: Callable[[Value], None]) -> None:
    async def scenario(c: Caller) -> None:
        files, content = c.client.files, bytes(range(256))
        stored = await c.call(files.upload_one(file=("ä.bin", content, "image/png"), title="t", copies=2))
        assert [(item.name, item.size, item.media_type) for item in stored] == [("ä.bin", 256, "image/png")] * 2
        assert stored[0].sha256 == hashlib.sha256(content).hexdigest()
        stored = await c.call(files.upload_many(pictures=[b"1", ("two", b"22")], cover=("three", b"333")))
        assert [item.size for item in stored] == [1, 2, 3]
        assert [item.name for item in stored[1:]] == ["two", "three"]
        assert [item.size for item in await c.call(files.upload_many(pictures=[b"1"]))] == [1]
        assert await c.call(files.bytes.create(content=content)) == 256
        assert await c.call(files.numbers.download(count=2)) == b"\0\0\0\0\1\1\1\1"
        readme = Path(inspect.getfile(create_app)).with_name("README.md")
        assert await c.call(files.download()) == readme.read_text(encoding="utf-8")
        events = await c.all(files.events.stream(count=2))
        assert [json.loads(event.data) for event in events] == [
            {"number": 0, "text": "line\n0"},
            {"number": 1, "text": "line\n1"},
        ]

    run(scenario)


def test_unions_enumerations_and_bodies_of_several_parameters(run: Callable[[Value], None]) -> None:
    async def scenario(c: Caller) -> None:
        echo, m = c.client.echo, c.m
        power, hand = m.PowerTool(watts=5, voltage=110), m.HandTool(weight=2.5)
        assert await c.call(echo.details.create(body=power)) == power
        assert (await c.call(echo.details.create(body={"kind": "ladder", "steps": 2}))).steps == 2
        found = await c.call(echo.many_details.create(body=[power, hand, {"kind": "ladder", "steps": 9}]))
        assert (found["0"], found["1"], found["2"]) == (power, hand, m.Ladder(steps=9))
        at = datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)
        repair = await c.call(echo.repair(at=at, priority=3, corner=(2, "right"), settings='{"a": 1}'))
        assert (repair.at, repair.priority, repair.corner, repair.settings) == (at, 3, (2, "right"), {"a": 1})
        repair = await c.call(echo.repair(at=date(2024, 5, 6)))
        assert (repair.priority, repair.corner, repair.settings) == (1, (0, "left"), None)
        assert await c.call(echo.two(repair={"at": at, "priority": 3}, priority=1)) == ["HIGH", "LOW", "1.5"]
        assert await c.call(echo.two(repair=m.RepairInput(at=at), priority=3, factor=2)) == ["LOW", "HIGH", "2.0"]

    run(scenario)


def test_numbers_headers_cookies_and_queries(run: Callable[[Value], None]) -> None:
    async def scenario(c: Caller) -> None:
        echo = c.client.echo
        big = 12345678901234567890123
        found = await c.call(echo.numbers.retrieve(7, exact="0.10", big=big, ratio=1e-9))
        assert found == {"number": "'7'", "exact": "0.10", "big": str(big), "ratio": "1e-09"}
        found = await c.call(echo.numbers.retrieve("a b ä?", exact="1e3", big=-1))
        assert found == {"number": "'a b ä?'", "exact": "1E+3", "big": "-1", "ratio": "0.5"}
        key = UUID(int=5)
        at = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
        found = await c.call(
            echo.places.retrieve(x_trace="t", x_part=[1], visit="v", order="down", at=at, ids=[key, str(key)])
        )
        assert found == {
            "trace": "t", "part": [1], "visit": "v", "order": "down", "at": "2024-01-02T03:04:05Z",
            "ids": [str(key)] * 2,
        }  # fmt: skip
        found = await c.call(echo.places.retrieve(x_trace="t"))
        assert found == {"trace": "t", "part": None, "visit": None, "order": "up", "at": None, "ids": []}

    run(scenario)


def test_forms_texts_null_and_credentials(run: Callable[[Value], None]) -> None:
    async def scenario(c: Caller) -> None:
        echo = c.client.echo
        login = await c.call(echo.login(user="änn & co", age=30, topics=["a", "b"]))
        assert (login.user, login.age, login.topics) == ("änn & co", 30, ["a", "b"])
        assert (await c.call(echo.login(user="ann"))).age == 18
        assert await c.call(echo.text()) == "plain ä"
        assert (await c.call(echo.null(body=None)), await c.call(echo.null(body=3))) == (None, 3)
        assert await c.call(echo.whoami()) == "bearer"
        other = c.client.with_options(headers={"Authorization": None, "X-Library-Key": TOKEN})
        assert await c.call(other.echo.whoami()) == "key"

    run(scenario)


def test_invalid_arguments_and_refused_requests(run: Callable[[Value], None]) -> None:
    async def scenario(c: Caller) -> None:
        tools = c.client.tools
        wrong = {"name": "", "details": {"kind": "ladder", "steps": 1}, "price": -1}
        with pytest.raises(c.api.errors.InvalidArgumentError, match=r"(?s)name: .*details\.steps: .*price"):
            await c.call(tools.create(**wrong))
        options = c.api.RequestOptions(body={"colour": "red"})
        error = await c.error(422, lambda: tools.create(**{**FULL, "request_options": options}))
        assert [(item.loc, item.type) for item in error.error.detail] == [(["body", "colour"], "extra_forbidden")]
        anonymous = c.client.with_options(headers={"Authorization": None})
        assert (await c.error(401, anonymous.tools.list)).body["detail"] == "log in first"

    run(scenario)
