"""The examples of Overlay 1.1.0, each on a document of our own."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.openapi.document import Document, parse
from codegen.openapi.overlay import apply_overlay
from tests.support.documents import Json

HOTEL = """\
openapi: 3.1.0
info: {title: Hotel, version: "1"}
paths:
  /rooms:
    get: {description: old, x-traits: [paged], tags: [hotel, draft], responses: {"200": {description: OK}}}
  /guests:
    get:
      description: old
      parameters:
        - {name: filter, in: query}
        - {name: draft, in: query}
      responses: {"200": {description: OK}}
  /stays:
    delete: {responses: {"204": {description: Gone}}}
"""
ROOMS = {
    "get": {
        "description": "old",
        "x-traits": ["paged"],
        "tags": ["hotel", "draft"],
        "responses": {"200": {"description": "OK"}},
    }
}
STAYS = {"delete": {"responses": {"204": {"description": "Gone"}}}}
FILTER, DRAFT = {"name": "filter", "in": "query"}, {"name": "draft", "in": "query"}


def loaded(text: str, name: str) -> Document:
    document = parse(text.encode(), name=name, found=Diagnostics())
    assert document is not None
    return document


def paths_after(actions: str, version: str = "1.1.0") -> dict[str, Any]:
    """Return the paths of the document after actions, none of which may be reported."""
    found = Diagnostics()
    text = f"overlay: {version}\ninfo: {{title: T, version: 1.0.0, description: D}}\nactions:\n{actions}"
    result: Json = apply_overlay(loaded(HOTEL, "hotel.yaml"), loaded(text, "overlay.yaml"), found).value
    assert not list(found)
    paths: dict[str, Any] = result["paths"]
    return paths


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0"])
def test_structured_overlay(version: str) -> None:
    update = "{paths: {/rooms: {summary: Rooms, get: {x-rate-limit: 100}}, /stays: {delete: {summary: End a stay}}}}"
    paths = paths_after(f"  - target: $\n    update: {update}\n", version)
    assert paths["/rooms"] == {"summary": "Rooms", "get": {**ROOMS["get"], "x-rate-limit": 100}}
    assert paths["/stays"]["delete"]["summary"] == "End a stay"


def test_targeted_overlay() -> None:
    paths = paths_after("""\
  - target: $.paths['/rooms'].get.description
    update: All rooms
  - target: $.paths['/guests'].get.description
    update: All guests
  - target: $.paths['/guests']
    update: {post: {description: Check in, x-safe: false}}
""")
    assert paths["/rooms"]["get"]["description"] == "All rooms"
    assert paths["/guests"]["get"]["description"] == "All guests"
    assert paths["/guests"]["post"] == {"description": "Check in", "x-safe": False}


def test_wildcard_overlay() -> None:
    paths = paths_after("""\
  - target: $.paths.*.get
    update: {x-safe: true}
  - target: $.paths.*.get.parameters[?@.name=='filter' && @.in=='query']
    update: {schema: {$ref: "#/components/schemas/Filter"}}
""")
    assert [name for name, item in paths.items() if item.get("get", {}).get("x-safe")] == ["/rooms", "/guests"]
    assert paths["/guests"]["get"]["parameters"] == [
        {**FILTER, "schema": {"$ref": "#/components/schemas/Filter"}},
        DRAFT,
    ]


def test_that_items_are_added_to_arrays() -> None:
    paths = paths_after("  - target: $.paths.*.get.parameters\n    update: {name: new, in: query}\n")
    assert paths["/guests"]["get"]["parameters"] == [FILTER, DRAFT, {"name": "new", "in": "query"}]
    paths = paths_after("  - target: $.paths.*.get.parameters\n    update: [{name: new, in: query}, {name: more}]\n")
    assert paths["/guests"]["get"]["parameters"][2:] == [{"name": "new", "in": "query"}, {"name": "more"}]


def test_that_items_are_removed_from_arrays() -> None:
    paths = paths_after("""\
  - target: $.paths.*.get.parameters[?@.name == 'draft']
    remove: true
  - target: $.paths.*.get.tags[?@ == 'draft']
    remove: true
""")
    assert paths["/guests"]["get"]["parameters"] == [FILTER]
    assert paths["/rooms"]["get"]["tags"] == ["hotel"]


def test_traits() -> None:
    paths = paths_after("""\
  - target: $.paths[?(@.get['x-traits'][?(@ == 'paged')])].get
    update: {parameters: [{name: top, in: query}, {name: skip, in: query}]}
""")
    assert [item["name"] for item in paths["/rooms"]["get"]["parameters"]] == ["top", "skip"]
    assert paths["/guests"]["get"]["parameters"] == [FILTER, DRAFT]


def test_copy_to_an_existing_path() -> None:
    paths = paths_after("""\
  - target: $.paths["/stays"]
    copy: $.paths["/rooms"]
""")
    assert paths["/stays"] == {**STAYS, **ROOMS}
    assert paths["/rooms"] == ROOMS


def test_copy_to_a_new_path() -> None:
    paths = paths_after("""\
  - target: $.paths
    update: {/suites: {}}
  - target: $.paths["/suites"]
    copy: $.paths["/rooms"]
""")
    assert paths["/suites"] == paths["/rooms"] == ROOMS
    assert paths["/stays"] == STAYS


def test_move() -> None:
    paths = paths_after("""\
  - target: $.paths
    update: {/suites: {}}
  - target: $.paths["/suites"]
    copy: $.paths["/rooms"]
  - target: $.paths["/rooms"]
    remove: true
""")
    assert list(paths) == ["/guests", "/stays", "/suites"]
    assert paths["/suites"] == ROOMS
