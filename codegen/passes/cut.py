"""Cut references between modules until the module graph has no cycle.

A module holds one root definition (a component, or what an operation owns) and everything hoisted out of it. A cut
reference reads the same to a type checker; at run time its target is imported when the first value arrives.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.types import DefId, Object, RefTo
from codegen.ir.walk import descend, rebuild_children

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.ir.api import Api
    from codegen.ir.types import Type

    Graph = dict[DefId, list[DefId]]


def cut_cycles(api: Api) -> Api:
    """Return the API with a deterministic set of references cut, so that modules can be imported in some order."""
    roots = module_roots(api)
    graph = _module_graph(api, roots)
    cut = _back_edges(graph)
    if not cut:
        return api

    def change(node: Type, home: DefId) -> Type:
        if isinstance(node, RefTo) and (home, roots.get(node.target, node.target)) in cut:
            return replace(node, cut=True)
        return rebuild_children(node, lambda child: change(child, home))

    definitions = {
        key: replace(definition, type=change(definition.type, roots[key]))
        for key, definition in api.definitions.items()
    }
    return replace(api, definitions=definitions)


def module_roots(api: Api) -> dict[DefId, DefId]:
    """Map every definition to the root definition of its module."""
    first: dict[tuple[str, object], DefId] = {}
    roots: dict[DefId, DefId] = {}
    for key, definition in api.definitions.items():
        owner = definition.origin.owner
        if not owner:
            roots[key] = key
        elif DefId(owner) in api.definitions:
            roots[key] = roots[DefId(owner)]
        else:
            roots[key] = first.setdefault((owner, definition.origin.path[:1]), key)
    return roots


def _module_graph(api: Api, roots: Mapping[DefId, DefId]) -> Graph:
    graph: Graph = {root: [] for root in sorted(set(roots.values()))}
    for key in sorted(api.definitions):
        targets: list[DefId] = []
        for node in descend(api.definitions[key].type):
            if isinstance(node, RefTo) and node.target in roots:
                targets.append(roots[node.target])
            elif isinstance(node, Object):
                targets.extend(roots[base] for base in node.bases if base in roots)
        graph[roots[key]].extend(target for target in targets if target != roots[key])
    return {root: sorted(set(targets)) for root, targets in graph.items()}


def _back_edges(graph: Graph) -> set[tuple[DefId, DefId]]:
    """Return the edges that close a cycle in a depth-first walk in sorted order (iterative: documents can be deep)."""
    done: set[DefId] = set()
    active: set[DefId] = set()
    cut: set[tuple[DefId, DefId]] = set()
    for start in graph:
        if start in done:
            continue
        active.add(start)
        stack = [(start, iter(graph[start]))]
        while stack:
            node, targets = stack[-1]
            for target in targets:
                if target in active:
                    cut.add((node, target))
                elif target not in done:
                    active.add(target)
                    stack.append((target, iter(graph[target])))
                    break
            else:
                active.discard(node)
                done.add(node)
                stack.pop()
    return cut
