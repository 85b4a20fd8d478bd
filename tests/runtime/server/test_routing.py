from __future__ import annotations

import pytest

from runtime.server.routing import MethodNotAllowed, RouteMatch, RouteTable, raw_path
from runtime.shared.operation import Selector

TEMPLATES = [
    ("GET", ("/x/", "id")),
    ("POST", ("/x/", "id")),
    ("GET", ("/x/search",)),
    ("GET", ("/x/", "id", "/lines")),
    ("GET", ("/x/", "name", ".json")),
    ("GET", ("/x/", "id", "/", "line")),
    ("GET", ("/x/search/", "line")),
    ("GET", ("/",)),
    ("DELETE", ("/x",)),
    ("GET", ("/a b/é",)),
    ("GET", ("/range/", "low", "-", "high")),
]


def table(templates: list[tuple[str, tuple[str, ...]]]) -> RouteTable[str]:
    routes: RouteTable[str] = RouteTable()
    for method, path in templates:
        routes.add(method, path, f"{method} {''.join(path)}")
    return routes


@pytest.mark.parametrize("templates", [TEMPLATES, TEMPLATES[::-1]])
@pytest.mark.parametrize(
    ("method", "path", "target", "values"),
    [
        ("GET", "/x/5", "GET /x/id", ("5",)),
        ("GET", "/x/search", "GET /x/search", ()),
        ("GET", "/x/s%65arch", "GET /x/search", ()),
        ("POST", "/x/search", "POST /x/id", ("search",)),
        ("GET", "/x/a%2Fb", "GET /x/id", ("a%2Fb",)),
        ("GET", "/x/..", "GET /x/id", ("..",)),
        ("GET", "/x/search/7", "GET /x/search/line", ("7",)),
        ("GET", "/x/5/lines", "GET /x/id/lines", ("5",)),
        ("GET", "/x/search/lines", "GET /x/search/line", ("lines",)),
        ("GET", "/x/5/7", "GET /x/id/line", ("5", "7")),
        ("GET", "/x/a.json", "GET /x/name.json", ("a",)),
        ("GET", "/range/1-2", "GET /range/low-high", ("1", "2")),
        ("GET", "/a%20b/%C3%A9", "GET /a b/é", ()),
        ("HEAD", "/x/search", "GET /x/search", ()),
        ("GET", "/", "GET /", ()),
    ],
)
def test_the_most_literal_template_wins(
    templates: list[tuple[str, tuple[str, ...]]], method: str, path: str, target: str, values: tuple[str, ...]
) -> None:
    assert table(templates).find(method, path) == RouteMatch(target, values)


@pytest.mark.parametrize("path", ["/x/5/", "/x/", "/y", "", "x", "/x//lines", "//", "/x/5/6/7"])
def test_nothing_else_matches(path: str) -> None:
    assert table(TEMPLATES).find("GET", path) is None


def test_a_known_path_returns_its_methods() -> None:
    routes = table(TEMPLATES)
    assert routes.find("PUT", "/x/5") == MethodNotAllowed(("GET", "HEAD", "POST"))
    assert routes.find("GET", "/x") == MethodNotAllowed(("DELETE",))


def test_the_first_of_equal_paths_is_found() -> None:
    assert table([*TEMPLATES, ("GET", ("/x/", "other"))]).find("GET", "/x/5") == RouteMatch("GET /x/id", ("5",))


@pytest.mark.parametrize(
    ("query", "headers", "target"),
    [
        (b"", {}, "plain"),
        (b"Action=Create%20it", {}, "create"),
        (b"Action=Create+it&keys=", {}, "create with keys"),
        (b"Action=Other", {}, "plain"),
        (b"Action=Other&Action=Create+it", {}, "plain"),
        (b"", {"x-target": "A.B"}, "target"),
    ],
)
def test_selectors_distinguish_operations_of_one_path(query: bytes, headers: dict[str, str], target: str) -> None:
    action, keys = Selector("query", "Action", "Create it"), Selector("query", "keys")
    routes: RouteTable[str] = RouteTable()
    for name, selectors in (
        ("plain", ()),
        ("create", (action,)),
        ("create with keys", (action, keys)),
        ("target", (Selector("header", "X-Target", "A.B"),)),
    ):
        routes.add("POST", ("/",), name, selectors)
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    assert routes.find("POST", "/", {"query_string": query, "headers": raw}) == RouteMatch(target, ())
    assert routes.find("GET", "/", {}) == MethodNotAllowed(("POST",))


def test_a_path_without_its_selectors_is_not_found() -> None:
    routes: RouteTable[str] = RouteTable()
    routes.add("POST", ("/",), "a", (Selector("query", "Action", "a"),))
    assert routes.find("POST", "/", {"query_string": b"", "headers": []}) == RouteMatch("a", ())
    routes.add("POST", ("/",), "b", (Selector("query", "Action", "b"),))
    assert routes.find("POST", "/", {"query_string": b"Action=c", "headers": []}) is None


@pytest.mark.parametrize(
    ("template", "raw", "values"),
    [
        (("/", "day", "F", "from", "T", "to"), "/x%3FyF10T20", ("x%3Fy", "10", "20")),
        (("/", "day", "F", "from", "T", "to"), "/aFTTb", ("a", "T", "b")),
        (("/", "day", "F", "from", "T", "to"), "/aFTb", None),
        (("/", "name", "F"), "/%3F", None),
        (("/", "name", "F"), "/%3FF", ("%3F",)),
        (("/", "a", "", "b"), "/x.y.json", ("x.y", ".json")),
        (("/", "a", "", "b"), "/%20b", ("%20", "b")),
        (("/", "a", "", "b"), "/a", None),
        (("/", "a", "|", "b"), "/1%7C2", ("1", "2")),
        (("/", "a", "|", "b"), "/1|2", ("1", "2")),
        (("/x:", "a"), "/x:1", ("1",)),
        (("/x:", "a"), "/x%3A1", ("1",)),
        (("/x:", "a"), "/x:", None),
        (("/", "a", "-", "b", "-", "c"), "/" + "-" * 60_000, ("-", "-", "-" * 59_996)),
    ],
)
def test_parameters_that_share_a_segment(template: tuple[str, ...], raw: str, values: tuple[str, ...] | None) -> None:
    found = table([("GET", template)]).find("GET", raw)
    assert found == (None if values is None else RouteMatch("GET " + "".join(template), values))


@pytest.mark.parametrize(
    ("scope", "prefix", "path"),
    [
        ({"path": "/x/a/b", "raw_path": b"/x/a%2Fb"}, "", "/x/a%2Fb"),
        ({"path": "/x/a b"}, "", "/x/a%20b"),
        ({"path": "/api/x", "raw_path": b"/ap%69/x", "root_path": "/api"}, "", "/x"),
        ({"path": "/x", "raw_path": b"/x", "root_path": "/api"}, "", "/x"),
        ({"path": "/api/x", "raw_path": b"/x", "root_path": "/api"}, "", "/x"),
        ({"path": "/api/v/x", "raw_path": b"/api/v/x", "root_path": "/api"}, "/v", "/x"),
        ({"path": "/apis/x", "raw_path": b"/apis/x", "root_path": "/api"}, "", "/apis/x"),
        ({"path": "/w/x", "raw_path": b"/w/x"}, "/v", None),
        ({"path": "/v", "raw_path": b"/v"}, "/v", ""),
    ],
)
def test_the_raw_path_below_root_and_prefix(scope: dict[str, object], prefix: str, path: str | None) -> None:
    assert raw_path(scope, prefix) == path
