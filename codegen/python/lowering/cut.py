"""Cuts references between modules so that the module graph is acyclic and no path through definitions is too long.

A module holds one root definition (a component, or an inline schema of an operation) and everything hoisted out of
it. A cut reference has the same type for type checkers; at run time its target is imported with the first value.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.types import DefId, Object, RefTo
from codegen.ir.walk import descend, rebuild_children
from codegen.passes.graphs import depth_first

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.ir.api import Api
    from codegen.ir.types import Type
    from codegen.passes.graphs import Graph

LONGEST = 40
"""Maximum length of a path of references: imports and pydantic recurse along it, and fail at about 90.

Only hostile documents come close.
"""


def cut_cycles(api: Api) -> Api:
    """Return the API with a deterministic set of references cut, so that modules can be imported without cycles."""
    roots = module_roots(api)
    between = depth_first(_module_graph(api, roots))[1]
    graph = {
        key: [target for target in targets if (roots[key], roots[target]) not in between]
        for key, targets in _graph(api).items()
    }
    cut = _long_paths(graph)
    if not between and not cut:
        return api

    def change(node: Type, home: DefId) -> Type:
        if isinstance(node, RefTo) and node.target in roots:
            is_cut = (home, node.target) in cut or (roots[home], roots[node.target]) in between
            return replace(node, cut=True) if is_cut else node
        return rebuild_children(node, lambda child: change(child, home))

    homes, modules = {home for home, _ in cut}, {home for home, _ in between}
    definitions = {
        key: replace(item, type=change(item.type, key)) if key in homes or roots[key] in modules else item
        for key, item in api.definitions.items()
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


def _graph(api: Api) -> Graph:
    """Return the graph of references and base classes between definitions."""
    graph: dict[DefId, list[DefId]] = {}
    for key in sorted(api.definitions):
        targets: set[DefId] = set()
        for node in descend(api.definitions[key].type):
            if isinstance(node, RefTo):
                targets.add(node.target)
            elif isinstance(node, Object):
                targets.update(node.bases)
        graph[key] = sorted(targets & api.definitions.keys())
    return graph


def _module_graph(api: Api, roots: Mapping[DefId, DefId]) -> Graph:
    graph: dict[DefId, set[DefId]] = {root: set() for root in sorted(set(roots.values()))}
    for key, targets in _graph(api).items():
        graph[roots[key]].update(roots[target] for target in targets if roots[target] != roots[key])
    return {root: sorted(targets) for root, targets in graph.items()}


def _long_paths(graph: Graph) -> set[tuple[DefId, DefId]]:
    """Return edges to cut so that no path is longer than ``LONGEST``; edges that close a cycle are ignored."""
    order, closing = depth_first(graph)
    length: dict[DefId, int] = {}
    cut: set[tuple[DefId, DefId]] = set()
    for node in order:
        successors = [target for target in graph[node] if (node, target) not in closing]
        cut.update((node, target) for target in successors if length[target] >= LONGEST)
        length[node] = 1 + max((length[target] for target in successors if length[target] < LONGEST), default=0)
    return cut
