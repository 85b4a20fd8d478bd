"""Reads Discriminator Objects, and names referenced schemas."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from codegen.core.location import pointer_tokens
from codegen.ir.types import DefId, Discriminator

if TYPE_CHECKING:
    from codegen.openapi.reader.node import Node
    from codegen.openapi.reader.workspace import Workspace

    Define = Callable[[Node, str], DefId]


def read_discriminator(node: Node, workspace: Workspace, define: Define) -> Discriminator | None:
    """Read the discriminator of a schema; None if it has none, or one without a property."""
    child = node.get("discriminator")
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


def component_name(node: Node) -> str:
    """Name a referenced schema by its location: the last token, or the stem of the file for a whole document."""
    tokens = pointer_tokens(node.pointer)
    if not tokens:
        return node.file.rsplit("/", 1)[-1].split(".", 1)[0] or "root"
    if tokens[0] == "paths" and len(tokens) > 3:  # noqa: PLR2004 - a path, a method, and a node below it
        side = "response" if "responses" in tokens else "request"
        inner = [token for before, token in pairwise(tokens) if before == "properties"]
        return " ".join([tokens[1], tokens[2], side, *inner])
    return tokens[-1] if not tokens[-1].isdecimal() else "_".join(tokens[-2:])
