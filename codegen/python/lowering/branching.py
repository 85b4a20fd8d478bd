"""Marks recursive unions whose validation takes exponential time, because several variants contain the union again.

For two variants that both have a property ``not`` of the same union, a request of a hundred bytes, ``{"not": {"not":
...``, could otherwise keep a server busy for hours.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from codegen.ir.json_types import json_types
from codegen.ir.types import Union
from codegen.ir.walk import descend, rebuild_children, references
from codegen.passes.graphs import circles

if TYPE_CHECKING:
    from codegen.ir.api import Api
    from codegen.ir.types import DefId, Type

_NESTING = frozenset({"array", "object"})


def mark_branching(api: Api) -> Api:
    """Return the API with such unions marked ``branching``, unless a tag property selects the variant."""
    graph = {
        key: [target for target in dict.fromkeys(references(item.type)) if target in api.definitions]
        for key, item in api.definitions.items()
    }
    shared = circles(graph)

    def change(node: Type, home: DefId) -> Type:
        node = rebuild_children(node, lambda child: change(child, home))
        if not isinstance(node, Union) or not _is_open(node):
            return node
        recursive = [
            json_types(api, variant)
            for variant in node.variants
            if any(shared.get(target) == shared[home] for target in references(variant))
        ]
        ambiguous = any(one & two & _NESTING for one, two in combinations(recursive, 2))
        return replace(node, branching=True) if ambiguous else node

    definitions = {
        key: replace(item, type=change(item.type, key)) if any(map(_is_open, descend(item.type))) else item
        for key, item in api.definitions.items()
    }
    return replace(api, definitions=definitions)


def _is_open(node: Type) -> bool:
    """Return whether a type is a union without a tag property."""
    return isinstance(node, Union) and node.tags is None
