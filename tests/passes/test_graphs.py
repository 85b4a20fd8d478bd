"""Walks over graphs agree with what can be reached."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codegen.ir.types import DefId
from codegen.passes.graphs import Graph, circles, depth_first

NODES = [DefId(name) for name in "abcdefg"]
GRAPHS = st.fixed_dictionaries({node: st.lists(st.sampled_from(NODES), max_size=3, unique=True) for node in NODES})


def reached(graph: Graph, start: DefId) -> set[DefId]:
    """Return what a node leads to, by one step at least."""
    seen: set[DefId] = set()
    waiting = [*graph[start]]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += graph[node]
    return seen


@given(GRAPHS)
def test_nodes_that_lead_to_each_other_share_one(graph: Graph) -> None:
    found = circles(graph)
    for one in NODES:
        for two in NODES:
            mutual = one == two or (two in reached(graph, one) and one in reached(graph, two))
            assert (found[one] == found[two]) == mutual


@given(GRAPHS)
def test_without_what_closes_a_circle_each_stands_behind_what_it_leads_to(graph: Graph) -> None:
    order, closing = depth_first(graph)
    assert sorted(order) == NODES
    for node, targets in graph.items():
        for target in targets:
            assert ((node, target) in closing) == (order.index(node) <= order.index(target))
            assert (node, target) not in closing or node in reached(graph, target) | {target}
