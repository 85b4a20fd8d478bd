from __future__ import annotations

import pytest

from templates.runtime.server.routing import Found, Refused, RouteTable, raw_path

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
    assert table(templates).find(method, path) == Found(target, values)


@pytest.mark.parametrize("path", ["/x/5/", "/x/", "/y", "", "x", "/x//lines", "//", "/x/5/6/7"])
def test_nothing_else_matches(path: str) -> None:
    assert table(TEMPLATES).find("GET", path) is None


def test_a_known_path_tells_its_methods() -> None:
    routes = table(TEMPLATES)
    assert routes.find("PUT", "/x/5") == Refused(("GET", "HEAD", "POST"))
    assert routes.find("GET", "/x") == Refused(("DELETE",))


def test_a_path_is_added_once() -> None:
    with pytest.raises(ValueError, match=r"GET /x/\{other\}"):
        table([*TEMPLATES, ("GET", ("/x/", "other"))])


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
