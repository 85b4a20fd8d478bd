"""Tests that references are cut until the module graph is acyclic."""

from __future__ import annotations

from graphlib import TopologicalSorter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.core.diagnostic import Diagnostics
from codegen.ir.api import Api
from codegen.ir.types import RefTo
from codegen.ir.walk import descend
from codegen.passes.hoist import hoist
from codegen.python.lowering.cut import LONGEST, cut_cycles, module_roots
from tests.support.documents import ID, TEXT, Json, document, read, ref, replying, taking
from tests.support.examples import examples

Edges = dict[str, set[str]]


def made(edges: Edges, *, wrap: bool = False) -> Api:
    """Return components that refer to each other; ``wrap`` puts the reference into an inline object."""

    def field(name: str) -> Json:
        return {"type": "object", "properties": {"x": ref(name)}} if wrap else ref(name)

    schemas = {
        key: {"type": "object", "properties": {"id": TEXT, **{f"to_{name}": field(name) for name in sorted(targets)}}}
        for key, targets in edges.items()
    }
    found = Diagnostics()
    api = hoist(read(document(schemas), found))
    assert not list(found)
    return api


def references_of(api: Api) -> list[tuple[str, str, bool]]:
    """Return (module, module, cut) of every reference between modules."""
    roots = module_roots(api)
    return [
        (roots[key].rsplit("/", 1)[-1], roots[node.target].rsplit("/", 1)[-1], node.cut)
        for key, definition in api.definitions.items()
        for node in descend(definition.type)
        if isinstance(node, RefTo) and roots[key] != roots[node.target]
    ]


def cut_pairs(api: Api) -> set[tuple[str, str]]:
    return {(home, target) for home, target, cut in references_of(api) if cut}


NODES = "abcdefg"
GRAPHS = st.fixed_dictionaries({node: st.sets(st.sampled_from(NODES), max_size=4) for node in NODES})


@settings(max_examples=examples(60))
@given(edges=GRAPHS, wrap=st.booleans())
def test_no_cycle_is_left(*, edges: Edges, wrap: bool) -> None:
    api = cut_cycles(made(edges, wrap=wrap))
    graph: Edges = {node: set() for node in NODES}
    for home, target, cut in references_of(api):
        if not cut:
            graph[home].add(target)
    # raises CycleError
    assert set(TopologicalSorter(graph).static_order()) == set(NODES)


@settings(max_examples=examples(60))
@given(GRAPHS)
def test_every_cut_is_needed(edges: Edges) -> None:
    """Check that restoring any cut reference closes a cycle."""
    references = references_of(cut_cycles(made(edges)))
    kept = {(home, target) for home, target, cut in references if not cut}

    def reaches(start: str, goal: str) -> bool:
        seen, stack = set[str](), [start]
        while stack:
            node = stack.pop()
            if node == goal:
                return True
            if node not in seen:
                seen.add(node)
                stack.extend(target for home, target in kept if home == node)
        return False

    for home, target, cut in references:
        assert not cut or reaches(target, home)


@settings(max_examples=examples(60))
@given(GRAPHS, st.permutations(NODES))
def test_the_order_of_the_document_does_not_matter(edges: Edges, order: list[str]) -> None:
    shuffled = {node: edges[node] for node in order}
    assert cut_pairs(cut_cycles(made(edges))) == cut_pairs(cut_cycles(made(shuffled)))


@settings(max_examples=examples(60))
@given(GRAPHS)
def test_cutting_twice_changes_nothing(edges: Edges) -> None:
    once = cut_cycles(made(edges))
    assert cut_cycles(once) == once


@pytest.mark.parametrize(
    ("edges", "cut"),
    [
        ({"a": {"b"}, "b": set()}, set()),
        ({"a": {"a"}}, set()),
        ({"a": {"b"}, "b": {"a"}}, {("b", "a")}),
        ({"b": {"a"}, "a": {"b"}}, {("b", "a")}),
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}}, {("c", "a")}),
        ({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": set()}, set()),
        ({"a": {"b"}, "b": {"a"}, "c": {"d"}, "d": {"c"}}, {("b", "a"), ("d", "c")}),
    ],
)
def test_graphs(edges: Edges, cut: set[tuple[str, str]]) -> None:
    assert cut_pairs(cut_cycles(made(edges))) == cut


def test_every_reference_between_a_pair_of_modules_is_cut() -> None:
    deep = {"type": "array", "items": {"anyOf": [TEXT, {"type": "object", "additionalProperties": ref("a")}]}}
    schemas = {
        "a": {"type": "object", "properties": {"b": ref("b")}},
        "b": {
            "type": "object",
            "properties": {"one": ref("a"), "two": deep, "three": {"type": "object", "properties": {"x": ref("a")}}},
        },
    }
    references = references_of(cut_cycles(hoist(read(document(schemas)))))
    assert sorted(references) == [("a", "b", False), *[("b", "a", True)] * 3]


def test_expandable_ids_close_no_cycle() -> None:
    back = {"anyOf": [TEXT, ref("a")], "x-expansionResources": {}}
    schemas = {
        "a": {"type": "object", "properties": {"b": ref("b")}},
        "b": {"type": "object", "properties": {"a": back}},
    }
    assert cut_pairs(cut_cycles(hoist(read(document(schemas))))) == set()


def test_a_module_holds_one_root_and_its_hoisted_definitions() -> None:
    paths = {"/a": {"post": {**taking({"type": "object", "properties": {"x": ID}}), **replying(ID)}}}
    schemas = {"It": {"type": "object", "properties": {"x": {"type": "object", "properties": {"y": ID}}}}}
    api = hoist(read(document(schemas, paths)))
    roots = module_roots(api)
    it = "#/components/schemas/It"
    assert {key: root for key, root in roots.items() if key.startswith(it)} == {
        it: it,
        f"{it}>property:x": it,
        f"{it}>property:x/property:y": it,
    }
    assert roots["POST /a>params/property:x"] == "POST /a>params"  # type: ignore[index]
    assert roots["POST /a>response"] == "POST /a>response"  # type: ignore[index]


@pytest.mark.slow
def test_deep_graphs() -> None:
    chain = {f"n{n:04}": {f"n{n + 1:04}"} for n in range(1_500)}
    pairs = cut_pairs(cut_cycles(made({**chain, "n1500": {"n0000"}})))
    assert ("n1500", "n0000") in pairs
    assert len(pairs) == 1 + 1_500 // LONGEST


@pytest.mark.slow
@settings(max_examples=examples(30))
@given(st.lists(st.integers(1, 30), min_size=60, max_size=90), st.booleans())
def test_no_path_is_too_long(steps: list[int], wrap: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    """Check components that refer to the next one and to a later one."""
    names = [f"n{number:03}" for number in range(len(steps))]
    edges = {
        name: set(names[at + 1 : at + 2] + names[at + step :][:1])
        for at, (name, step) in enumerate(zip(names, steps, strict=True))
    }
    api = cut_cycles(made(edges, wrap=wrap))
    ahead = {
        key: [node.target for node in descend(definition.type) if isinstance(node, RefTo) and not node.cut]
        for key, definition in api.definitions.items()
    }
    length: dict[str, int] = {}
    for key in TopologicalSorter(ahead).static_order():
        length[key] = 1 + max((length[target] for target in ahead[key]), default=0)
    assert max(length.values()) == LONGEST
