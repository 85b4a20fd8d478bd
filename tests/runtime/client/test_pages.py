from __future__ import annotations

from collections.abc import Callable

import anyio
import httpx2
import pytest

from tests.runtime.client.api import Code, Server, ok

IDS = [f"c{number:03}" for number in range(25, 0, -1)]


def listing(request: httpx2.Request) -> httpx2.Response:
    """Respond as Stripe does: newest first, cursors exclusive, has_more in the direction of the cursor."""
    params = request.url.params
    limit = int(params.get("limit", "10"))
    if "ending_before" in params:
        before = IDS[: IDS.index(params["ending_before"])]
        found, more = before[-limit:], len(before) > limit
    else:
        after = IDS[IDS.index(params["starting_after"]) + 1 :] if "starting_after" in params else IDS
        found, more = after[:limit], len(after) > limit
    return ok({"data": [{"id": one} for one in found], "has_more": more})


def test_iteration_requests_all_pages_with_all_parameters() -> None:
    server = Server(listing)
    page = server.client().codes.list(limit=10, created={"gte": 3})
    assert [code.id for code in page] == IDS
    assert [code.id for code in page] == IDS
    assert all(isinstance(code, Code) for code in page)
    assert (len(page.data), page.has_more, repr(page)) == (10, True, "SyncPage(10 items, has_more=True)")
    queries = [dict(request.url.params) for request in server.requests[:3]]
    rest = {"limit": "10", "created[gte]": "3"}
    assert queries == [rest, {**rest, "starting_after": IDS[9]}, {**rest, "starting_after": IDS[19]}]


def test_iterating_backwards_reverses_pages() -> None:
    server = Server(listing)
    page = server.client().codes.list(limit=10, ending_before=IDS[22])
    assert [code.id for code in page.data] == IDS[12:22]
    assert [code.id for code in page] == IDS[:22][::-1]
    assert dict(server.last.url.params) == {"limit": "10", "ending_before": IDS[2]}


def test_next_and_previous_pages() -> None:
    server = Server(listing)
    first = server.client().codes.list()
    second = first.next_page()
    assert second is not None
    assert [code.id for code in second.data] == IDS[10:20]
    third = second.next_page()
    assert third is not None
    assert (third.has_more, third.next_page()) == (False, None)
    back = third.previous_page()
    assert back is not None
    assert [code.id for code in back.data] == IDS[10:20]
    following = back.next_page()
    assert following is not None
    assert "ending_before" not in server.last.url.params
    assert [code.id for code in following.data] == IDS[20:]
    assert [len(page.data) for page in first.iter_pages()] == [10, 10, 5]


Answer = Callable[[httpx2.Request], httpx2.Response]


def same(_: httpx2.Request) -> httpx2.Response:
    return ok({"data": [{"id": "a"}, {"id": "b"}], "has_more": True})


def empty(_: httpx2.Request) -> httpx2.Response:
    return ok({"data": [], "has_more": True})


def nameless(_: httpx2.Request) -> httpx2.Response:
    return ok({"data": [{"x": 1}], "has_more": True})


def cycle(request: httpx2.Request) -> httpx2.Response:
    follow = {None: "a", "a": "b", "b": "c", "c": "a"}
    return ok({"data": [{"id": follow[request.url.params.get("starting_after")]}], "has_more": True})


@pytest.mark.parametrize(("answer", "count"), [(same, 2), (empty, 0), (nameless, 1), (cycle, 4)])
def test_iteration_of_endless_lists_stops(answer: Answer, count: int) -> None:
    assert len(list(Server(answer).client().codes.list())) == count


@pytest.mark.parametrize("body", [{}, [], {"data": None}, {"data": "x", "has_more": "y"}, {"data": [5, None]}, "x"])
def test_responses_that_are_not_lists(body: object) -> None:
    assert len(list(Server(ok(body)).client().codes.list())) <= 2


def test_asynchronous_pages() -> None:
    server = Server(listing)

    async def run() -> None:
        async with server.async_client() as client:
            assert [code.id async for code in client.codes.list()] == IDS
            assert [code.id async for code in client.codes.list(ending_before=IDS[12])] == IDS[:12][::-1]
            page = await client.codes.list(limit=20)
            assert [code.id for code in page.data] == IDS[:20]
            following = await page.next_page()
            assert following is not None
            assert [code.id for code in following.data] == IDS[20:]
            assert await following.next_page() is None
            before = await following.previous_page()
            assert before is not None
            assert [code.id for code in before.data] == IDS[:20]
            assert [code.id async for code in page] == IDS
            assert [len(page.data) async for page in client.codes.list().iter_pages()] == [10, 10, 5]

    anyio.run(run)
    assert Server(same).slept == []
