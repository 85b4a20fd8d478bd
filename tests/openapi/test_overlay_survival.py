"""A deliberate edit of a document, kept as an overlay, after changes of the document by its author."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.core.diagnostic import Diagnostics
from codegen.openapi.document import Document, parse
from codegen.openapi.overlay import apply_overlay, difference
from tests.support.examples import examples
from tests.support.orders import ORDERS

CHANGES = 20
SERVERS = ["https://sandbox.example.com", "https://api.example.com"]
Edit = Callable[[Any], None]
Check = Callable[[Any], bool]


def loaded(value: Any, name: str) -> Document:
    document = parse(json.dumps(value).encode(), name=name, found=Diagnostics())
    assert document is not None
    return document


def orders() -> Any:
    document = parse(ORDERS.encode(), name="orders.yaml", found=Diagnostics())
    assert document is not None
    return document.value


def get(value: Any, *path: str | int) -> Any:
    """Return the value at a path, None where it does not exist."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


LIST = ("paths", "/orders", "get")
ORDER = ("components", "schemas", "Order", "properties")
STATUS = ("components", "schemas", "Status", "enum")


def parameter(value: Any, name: str) -> list[Any]:
    return [item for item in get(value, *LIST, "parameters") or [] if get(item, "name") == name]


def set_description(value: Any) -> None:
    value["paths"]["/orders"]["get"]["description"] = "Ours"


def set_maximum(value: Any) -> None:
    value["paths"]["/orders"]["get"]["parameters"][0]["schema"]["maximum"] = 50


def remove_note(value: Any) -> None:
    del value["components"]["schemas"]["Order"]["properties"]["internal_note"]


def remove_status(value: Any) -> None:
    value["components"]["schemas"]["Status"]["enum"].remove("legacy")


def add_status(value: Any) -> None:
    value["components"]["schemas"]["Status"]["enum"].append("archived")


def rename_tag(value: Any) -> None:
    value["tags"][1]["name"] = "refunds"


def add_parameter(value: Any) -> None:
    value["paths"]["/orders"]["get"]["parameters"].append(
        {"name": "page", "in": "query", "schema": {"type": "integer"}}
    )


def rename_path(value: Any) -> None:
    value["paths"]["/orders/{id}/refunds"] = value["paths"].pop("/orders/{id}/returns")


def change_type(value: Any) -> None:
    value["components"]["schemas"]["Order"]["properties"]["amount"] = {"type": "string", "format": "decimal"}


def reorder_servers(value: Any) -> None:
    value["servers"].reverse()


def require_scope(value: Any) -> None:
    value["paths"]["/orders"]["get"]["security"][1]["oauth"] = ["read", "list"]


EDITS: dict[str, tuple[Edit, Check]] = {
    "description": (set_description, lambda value: get(value, *LIST, "description") == "Ours"),
    "maximum": (
        set_maximum,
        lambda value: [get(item, "schema", "maximum") for item in parameter(value, "limit")] == [50],
    ),
    "removed property": (
        remove_note,
        lambda value: get(value, *ORDER) is not None and "internal_note" not in get(value, *ORDER),
    ),
    "removed value": (remove_status, lambda value: "legacy" not in (get(value, *STATUS) or ["legacy"])),
    "added value": (add_status, lambda value: (get(value, *STATUS) or []).count("archived") == 1),
    "renamed tag": (
        rename_tag,
        lambda value: (
            [name in {get(item, "name") for item in value["tags"]} for name in ("refunds", "returns")] == [True, False]
        ),
    ),
    "added parameter": (
        add_parameter,
        lambda value: [get(item, "schema", "type") for item in parameter(value, "page")] == ["integer"],
    ),
    "renamed path": (
        rename_path,
        lambda value: [f"/orders/{{id}}/{name}" in value["paths"] for name in ("refunds", "returns")] == [True, False],
    ),
    "type": (
        change_type,
        lambda value: [get(value, *ORDER, "amount", key) for key in ("type", "format")] == ["string", "decimal"],
    ),
    "order of servers": (
        reorder_servers,
        lambda value: (
            [url for item in value["servers"] if (url := get(item, "url")) in SERVERS] in (SERVERS, SERVERS[1:])
        ),
    ),
    "scope": (
        require_scope,
        lambda value: any("list" in (get(item, "oauth") or ()) for item in get(value, *LIST, "security") or ()),
    ),
}


def nodes(value: Any) -> list[Any]:
    """Return the objects and arrays of a document that its author may change; its root is not among them."""
    found: list[Any] = []
    stack = list(value.values())
    while stack:
        item = stack.pop()
        if isinstance(item, (dict, list)):
            found.append(item)
            stack.extend(item.values() if isinstance(item, dict) else item)
    return found


def change(value: Any, draw: Any) -> None:
    """Change a document as its author might: anywhere, or just where an edit was made."""
    edits = [edit for edit, _ in EDITS.values()]
    kind = draw(st.integers(0, 7))
    if kind == 0:  # the author makes the same edit
        try:
            draw(st.sampled_from(edits))(value)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            return
    node = draw(st.sampled_from(nodes(value)))
    if isinstance(node, list):
        change_list(node, draw, kind)
    else:
        change_object(node, draw, kind)


def change_list(node: list[Any], draw: Any, kind: int) -> None:
    if kind == 1 and node:
        node.pop(draw(st.integers(0, len(node) - 1)))
    elif kind in {2, 3}:
        like = copy.deepcopy(node[0]) if node else "new"
        if isinstance(like, dict):
            like |= {"name": draw(st.sampled_from(["page", "extra", "other"]))} if "name" in like else {"x-new": True}
        else:
            like = draw(st.sampled_from(["archived", "extra"]))
        node.insert(draw(st.integers(0, len(node))), like)
    elif kind == 4:
        node.reverse()


def change_object(node: dict[str, Any], draw: Any, kind: int) -> None:
    keys = sorted(node)
    key = draw(st.sampled_from(keys)) if keys else ""
    if kind == 1 and keys:
        del node[key]
    elif kind == 2:
        node[draw(st.sampled_from(["x-new", "description", "summary"]))] = draw(st.sampled_from(["Theirs", "More"]))
    elif kind == 3 and keys:
        node[f"{key}_v2"] = node.pop(key)
    elif kind == 4 and keys and not isinstance(node[key], (dict, list)):
        node[key] = draw(st.sampled_from(["Theirs", "string", "integer"]))
    elif kind == 5:
        for name in reversed(keys):
            node[name] = node.pop(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITS)
@settings(max_examples=examples(6))
@given(data=st.data())
def test_that_an_edit_survives_or_is_named(name: str, data: st.DataObject) -> None:
    edit, has_meaning = EDITS[name]
    edited = orders()
    edit(edited)
    overlay = loaded(difference(loaded(orders(), "orders.json"), loaded(edited, "ours.json")), "overlay.json")
    theirs = orders()
    for _ in range(CHANGES):
        change(theirs, data.draw)
        found = Diagnostics()
        result = apply_overlay(loaded(theirs, "orders.json"), overlay, found)
        named = {item.location.pointer.split("/")[2] for item in found if item.location.file == "overlay.json"}
        assert has_meaning(result.value) or named, (theirs, result.value)


@pytest.mark.parametrize("name", EDITS)
def test_that_an_edit_is_applied_to_the_document_it_was_made_for(name: str) -> None:
    edit, has_meaning = EDITS[name]
    edited = orders()
    edit(edited)
    found = Diagnostics()
    overlay = difference(loaded(orders(), "orders.json"), loaded(edited, "ours.json"))
    assert not has_meaning(orders())
    assert has_meaning(apply_overlay(loaded(orders(), "orders.json"), loaded(overlay, "overlay.json"), found).value)
    assert not list(found)
