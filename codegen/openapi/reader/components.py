"""Reusable parts that nothing refers to: read for their findings alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codegen.openapi.reader.node import Node
    from codegen.openapi.reader.operations import OperationReader


def check_components(components: Node, reader: OperationReader) -> None:
    """Report what is wrong with the parameters, bodies, replies and headers of a Components Object."""
    for _, node in _members(components, "parameters"):
        reader.parameters.one(node)
    for _, node in _members(components, "requestBodies"):
        reader.body(node)
    for _, node in _members(components, "responses"):
        target = reader.workspace.follow_object(node)
        content = None if target is None else target.get("content")
        headers = None if target is None else target.get("headers")
        if content is not None:
            reader.media(content)
        if headers is not None:
            reader.headers(headers)
    headers = components.get("headers")
    if headers is not None:
        reader.headers(headers)


def _members(components: Node, section: str) -> list[tuple[str, Node]]:
    node = components.get(section)
    return [] if node is None else list(node.members())
