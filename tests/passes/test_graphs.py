"""Graph algorithms, compared with reachability."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codegen.ir.types import DefId
from codegen.passes.graphs import Graph, circles, depth_first

NODES = [DefId(name) for name in "abcdefg"]
GRAPHS = st.fixed_dictionaries({node: st.lists(st.sampled_from(NODES), max_size=3, unique=True) for node in NODES})


def reached(graph: Graph, start: DefId) -> set[DefId]:
    """Return the nodes that are reachable in one or more steps."""
    seen: set[DefId] = set()
    waiting = [*graph[start]]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += graph[node]
    return seen


@given(GRAPHS)
def test_nodes_of_a_strongly_connected_component_share_a_representative(graph: Graph) -> None:
    found = circles(graph)
    for one in NODES:
        for two in NODES:
            mutual = one == two or (two in reached(graph, one) and one in reached(graph, two))
            assert (found[one] == found[two]) == mutual


@given(GRAPHS)
def test_without_back_edges_the_order_is_topological(graph: Graph) -> None:
    order, closing = depth_first(graph)
    assert sorted(order) == NODES
    for node, targets in graph.items():
        for target in targets:
            assert ((node, target) in closing) == (order.index(node) <= order.index(target))
            assert (node, target) not in closing or node in reached(graph, target) | {target}
