"""Moves the nullability of components that are objects to the references to them.

A component that is no object is an alias, which contains its null; a class cannot.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.types import Expandable, Object, RefTo, Union
from codegen.ir.walk import rebuild_api, rebuild_children

if TYPE_CHECKING:
    from codegen.ir.api import Api
    from codegen.ir.types import Type


def move_nulls(api: Api) -> Api:
    """Return the API in which every reference to a nullable object is nullable itself."""
    targets = {
        key
        for key, definition in api.definitions.items()
        if isinstance(definition.type, Object) and definition.type.nullable
    }

    def change(node: Type) -> Type:
        node = rebuild_children(node, change)
        match node:
            case RefTo(target=target) if target in targets:
                return replace(node, nullable=True)
            case Expandable(targets=listed) if targets.intersection(listed):
                return replace(node, nullable=True)
            case Union(variants=variants) if any(variant.nullable for variant in variants):
                parts = tuple(replace(variant, nullable=False) for variant in variants)
                return replace(node, variants=parts, nullable=True)
            case _:
                return node

    return rebuild_api(api, change) if targets else api
