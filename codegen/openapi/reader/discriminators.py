"""Reads Discriminator Objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from codegen.ir.types import DefId, Discriminator
from codegen.openapi.reader.positions import component_name

if TYPE_CHECKING:
    from codegen.openapi.reader.node import Node
    from codegen.openapi.reader.workspace import Workspace

    Define = Callable[[Node, str], DefId]


def read_discriminator(node: Node, workspace: Workspace, define: Define) -> Discriminator | None:
    """Read the discriminator of a schema; None if it has none, or one without a property."""
    child = node.container("discriminator")
    if child is None or not isinstance(child.value, dict):
        return None
    name = child.text("propertyName")
    if not name:
        child.found.error("missing-property", "a discriminator needs 'propertyName'", child.location)
        return None
    pairs: list[tuple[str, DefId]] = []
    schemas = workspace.top().part("components").part("schemas")
    for value, target in child.entries("mapping"):
        if not isinstance(target.value, str):
            continue
        # a bare name means a component (OpenAPI, Discriminator Object), and names may hold dots as files do
        bare = schemas.has(target.value) or not any(mark in target.value for mark in "/#.")
        ref = f"#/components/schemas/{target.value}" if bare else target.value
        found = workspace.resolve(target, ref)
        if found is not None:
            pairs.append((value, define(found, component_name(found))))
    return Discriminator(property=name, mapping=tuple(pairs))
