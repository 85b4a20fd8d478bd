"""Unions that nest in themselves through several variants: to try each at every level takes exponential time.

A request of a hundred bytes could otherwise keep a server busy for hours: ``{"not": {"not": {"not": ...`` for two
variants that both have a property ``not`` of the same union.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from codegen.ir.types import Union
from codegen.ir.walk import descend, rebuild_children, references
from codegen.passes.families import families

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.ir.api import Api
    from codegen.ir.types import DefId, Type

    Graph = Mapping[DefId, list[DefId]]

_NESTING = frozenset({"array", "object"})


def mark_branching(api: Api) -> Api:
    """Return the API in which such unions, as far as no property tells their variants apart, are ``branching``."""
    graph = {key: list(dict.fromkeys(references(item.type))) for key, item in api.definitions.items()}
    circles = _circles(graph)

    def change(node: Type, home: DefId) -> Type:
        node = rebuild_children(node, lambda child: change(child, home))
        if not isinstance(node, Union) or not _is_open(node):
            return node
        leading_back = [
            families(api, variant)
            for variant in node.variants
            if any(circles.get(target) == circles[home] for target in references(variant))
        ]
        alike = any(one & two & _NESTING for one, two in combinations(leading_back, 2))
        return replace(node, branching=True) if alike else node

    definitions = {
        key: replace(item, type=change(item.type, key)) if any(map(_is_open, descend(item.type))) else item
        for key, item in api.definitions.items()
    }
    return replace(api, definitions=definitions)


def _is_open(node: Type) -> bool:
    """Whether no property tells the variants of a union apart."""
    return isinstance(node, Union) and node.tags is None


def _circles(graph: Graph) -> dict[DefId, int]:
    """Return a number for each definition, such that those that lead to each other share it (Tarjan 1972).

    Iterative: documents can be deep.
    """
    order: dict[DefId, int] = {}
    lowest: dict[DefId, int] = {}
    circle: dict[DefId, int] = {}
    open_nodes: list[DefId] = []
    for start in graph:
        if start in order:
            continue
        stack = [(start, iter(graph[start]))]
        order[start] = lowest[start] = len(order)
        open_nodes.append(start)
        while stack:
            node, targets = stack[-1]
            fresh = next(
                (
                    item
                    for item in targets
                    if item in graph and item not in circle and _visit(item, node, order, lowest)
                ),
                None,
            )
            if fresh is not None:
                order[fresh] = lowest[fresh] = len(order)
                open_nodes.append(fresh)
                stack.append((fresh, iter(graph[fresh])))
                continue
            stack.pop()
            if stack:
                above = stack[-1][0]
                lowest[above] = min(lowest[above], lowest[node])
            if lowest[node] == order[node]:
                while True:
                    member = open_nodes.pop()
                    circle[member] = order[node]
                    if member == node:
                        break
    return circle


def _visit(target: DefId, node: DefId, order: Mapping[DefId, int], lowest: dict[DefId, int]) -> bool:
    """Say whether a target is new; one that is open already closes a circle."""
    if target not in order:
        return True
    lowest[node] = min(lowest[node], order[target])
    return False
