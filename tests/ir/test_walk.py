"""Traversal and rebuilding of types."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from codegen.core.location import Location
from codegen.ir.api import Api, Body, Header, In, Media, Operation, OpId, Param, Response
from codegen.ir.types import (
    AllOf,
    AnyValue,
    DefId,
    Definition,
    Expandable,
    Field,
    Kind,
    ListOf,
    MapOf,
    Object,
    Origin,
    RefTo,
    Scalar,
    TupleOf,
    Type,
    Union,
)
from codegen.ir.walk import (
    children,
    descend,
    reachable,
    rebuild_children,
    rebuild_operation,
    references,
    request_types,
    response_types,
)

HERE = Location("f")
TEXT = Scalar(kind=Kind.STRING)
NUMBER = Scalar(kind=Kind.INTEGER)


def a_ref(name: str) -> RefTo:
    return RefTo(target=DefId(name))


def a_field(name: str, node: Type) -> Field:
    return Field(name=name, type=node, required=True, location=HERE)


LEAVES = st.sampled_from([TEXT, NUMBER, AnyValue(), a_ref("a"), Expandable(targets=(DefId("b"),), id=TEXT)])
TYPES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda item: ListOf(item=item)),
        inner.map(lambda item: MapOf(value=item)),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: TupleOf(items=tuple(items[1:]), rest=items[0])),
        st.lists(inner, min_size=2, max_size=3).map(lambda items: Union(variants=tuple(items))),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: AllOf(parts=tuple(items))),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda items: Object(
                fields=tuple(a_field(str(n), item) for n, item in enumerate(items[1:])), additional=items[0]
            )
        ),
    ),
    max_leaves=12,
)


@given(TYPES)
def test_rebuilding_without_a_change_changes_nothing(node: Type) -> None:
    assert rebuild_children(node, lambda child: child) == node


@given(TYPES)
def test_rebuilding_reaches_every_child_in_order(node: Type) -> None:
    seen: list[Type] = []

    def note(child: Type) -> Type:
        seen.append(child)
        return replace(child, nullable=True)

    rebuilt = rebuild_children(node, note)
    # fields come before additional properties, positional items before the rest
    assert seen == list(children(node))
    assert all(child.nullable for child in children(rebuilt))


@given(TYPES)
def test_descend_yields_every_node_once_parents_first(node: Type) -> None:
    def count(part: Type) -> int:
        return 1 + sum(count(child) for child in children(part))

    nodes = list(descend(node))
    assert nodes[0] == node
    assert len(nodes) == count(node)


def test_references_of_every_kind_in_order() -> None:
    node = Object(
        fields=(a_field("x", a_ref("a")), a_field("y", ListOf(item=a_ref("b")))),
        additional=Expandable(targets=(DefId("c"), DefId("a")), id=TEXT),
        bases=(DefId("base"),),
    )
    assert list(references(node)) == ["base", "a", "b", "c", "a"]


def an_operation() -> Operation:
    media = Media(content_type="application/json", type=a_ref("body"), item=a_ref("item"), location=HERE)
    return Operation(
        id=OpId("POST /x"),
        method="POST",
        path=("/x",),
        location=HERE,
        params=(
            Param(name="q", where=In.QUERY, type=a_ref("q"), required=False, style="form", explode=True, location=HERE),
        ),
        query=DefId("query"),
        body=Body(media=(media,), required=True, location=HERE),
        responses=(
            Response(
                status="200",
                media=(replace(media, type=None, item=a_ref("event")),),
                headers=(Header(name="h", type=a_ref("header"), required=False, location=HERE),),
                location=HERE,
            ),
        ),
    )


def test_types_that_an_operation_sends_and_receives() -> None:
    operation = an_operation()
    assert [next(references(node)) for node in request_types(operation)] == ["q", "query", "body", "item"]
    assert [next(references(node)) for node in response_types(operation)] == ["event", "header"]


def test_rebuilding_an_operation() -> None:
    changed = rebuild_operation(an_operation(), lambda node: replace(node, nullable=True))
    nodes = [*request_types(replace(changed, query=None)), *response_types(changed)]
    assert len(nodes) == 5
    assert all(node.nullable for node in nodes)
    assert rebuild_operation(an_operation(), lambda node: node) == an_operation()


def test_reachable_follows_cycles_and_skips_unresolved_references() -> None:
    inner = {"a": ListOf(item=a_ref("b")), "b": a_ref("a"), "c": a_ref("missing"), "alone": TEXT}
    definitions = {
        DefId(key): Definition(id=DefId(key), type=node, origin=Origin(component=key), location=HERE)
        for key, node in inner.items()
    }
    api = Api(title="", version="", location=HERE, definitions=definitions, operations=())
    assert reachable(api, iter([a_ref("a")])) == {"a", "b"}
    assert reachable(api, iter([a_ref("c"), TEXT])) == {"c"}
