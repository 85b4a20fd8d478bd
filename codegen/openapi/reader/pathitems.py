"""What a Path Item Object may hold besides operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codegen.openapi.reader.node import Node

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_OTHERS = {"$ref", "summary", "description", "servers", "parameters", "additionalOperations"}


def check_members(item: Node) -> None:
    """Report members that look like operations and are none, such as ``GET``: nobody would miss them until a call."""
    for key, node in item.members():
        if key in METHODS or key in _OTHERS or key.startswith("x-") or not isinstance(node.value, dict):
            continue
        if key.lower() in METHODS:
            hint = f"write {key.lower()!r}"
        elif node.has("responses"):
            hint = "other methods stand in 'additionalOperations', since OpenAPI 3.2"
        else:
            continue
        node.found.incomplete("invalid-value", f"{key!r} is no member of a path item: left out", node.location, hint)
