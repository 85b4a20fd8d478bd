"""Graph algorithms over references of definitions or modules. Iterative, because documents can be deep."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeAlias

from codegen.ir.types import DefId

if TYPE_CHECKING:
    from collections.abc import Mapping

Graph: TypeAlias = "Mapping[DefId, list[DefId]]"


def depth_first(graph: Graph) -> tuple[list[DefId], set[tuple[DefId, DefId]]]:
    """Return the nodes in post-order, and the back edges, which close a cycle."""
    order: list[DefId] = []
    done: set[DefId] = set()
    active: set[DefId] = set()
    closing: set[tuple[DefId, DefId]] = set()
    for start in graph:
        if start in done:
            continue
        active.add(start)
        stack = [(start, iter(graph[start]))]
        while stack:
            node, targets = stack[-1]
            for target in targets:
                if target in active:
                    closing.add((node, target))
                elif target not in done:
                    active.add(target)
                    stack.append((target, iter(graph[target])))
                    break
            else:
                active.discard(node)
                done.add(node)
                order.append(node)
                stack.pop()
    return order, closing


def circles(graph: Graph) -> dict[DefId, DefId]:
    """Return a representative of the strongly connected component of each node (Kosaraju and Sharir 1981)."""
    backwards: dict[DefId, list[DefId]] = {node: [] for node in graph}
    for node, targets in graph.items():
        for target in targets:
            backwards[target].append(node)
    found: dict[DefId, DefId] = {}
    for start in reversed(depth_first(graph)[0]):
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if node not in found:
                found[node] = start
                waiting += backwards[node]
    return found


def ancestors_of(parents: Graph) -> dict[DefId, list[DefId]]:
    """Return all definitions that each definition inherits from, the nearest first."""
    found: dict[DefId, list[DefId]] = {}
    for key in parents:
        ancestors: dict[DefId, None] = {}
        waiting = deque(parents[key])
        while waiting:
            above = waiting.popleft()
            if above not in ancestors:
                ancestors[above] = None
                waiting.extend(parents.get(above, ()))
        found[key] = list(ancestors)
    return found
