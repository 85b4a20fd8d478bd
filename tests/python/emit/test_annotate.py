"""Tests for annotations of types."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from codegen.ir.types import AllOf, DefId, Object, Type
from codegen.ir.walk import rebuild_children
from codegen.pipeline.steps import Prepared
from codegen.python.emit.annotate import Annotator
from tests.support.documents import ID, TEXT, Json, component, document, prepared, ref

OTHERS: Json = {
    "Thing": ID,
    "Words": {"type": "array", "items": TEXT},
    "Color": {"enum": ["red", "blue"]},
    "Loop": {"anyOf": [{"type": "integer"}, {"type": "array", "items": ref("Loop")}]},
}
DATE_TIME: Json = {"type": "string", "format": "date-time"}
UNIX: Json = {"type": "integer", "format": "unix-time"}


def made(schema: Json) -> tuple[Prepared, Type]:
    """Return the type of a field with this schema after all passes."""
    ready = prepared(document({"It": {"type": "object", "properties": {"a": schema}}, **OTHERS}))
    node = component(ready.api, "It").type
    assert isinstance(node, Object)
    return ready, node.fields[0].type


def closed(node: Type) -> Type:
    """Close enums again, which are open for received values."""
    node = rebuild_children(node, closed)
    return replace(node, open=False) if hasattr(node, "open") else node


ROWS: list[tuple[Json, str, str]] = [
    (TEXT, "str", "str"),
    ({"type": "integer"}, "int", "int"),
    ({"type": "integer", "format": "int64"}, "int", "int"),
    ({"type": "number"}, "float", "float"),
    ({"type": "boolean"}, "bool", "bool"),
    ({"type": "null"}, "None", "None"),
    ({}, "Any", "Any"),
    ({"nullable": True}, "Any", "Any"),
    (False, "Any", "Any"),
    ({"type": ["string", "null"]}, "str | None", "str | None"),
    (UNIX, "UnixTime", "datetime | int"),
    ({**UNIX, "nullable": True}, "UnixTime | None", "datetime | int | None"),
    (DATE_TIME, "datetime", "datetime | str"),
    ({"type": "string", "format": "date"}, "date", "date | str"),
    ({"type": "string", "format": "uuid"}, "UUID", "UUID | str"),
    ({"type": "string", "format": "byte"}, "Base64Bytes", "bytes | str"),
    ({"type": "string", "format": "binary"}, "BinaryFile", "FileInput"),
    ({"type": "string", "format": "odd"}, "str", "str"),
    ({"enum": ["a", "b"]}, 'Literal["a", "b"] | str', 'Literal["a", "b"]'),
    ({"enum": ["a", None]}, 'Literal["a"] | str | None', 'Literal["a"] | None'),
    ({"enum": [1, 2]}, "Literal[1, 2]", "Literal[1, 2]"),
    ({"const": True}, "Literal[True]", "Literal[True]"),
    ({"enum": ['a"b\n']}, "Literal['a\"b\\n'] | str", "Literal['a\"b\\n']"),
    ({"type": "array", "items": TEXT}, "list[str]", "list[str] | tuple[str, ...]"),
    ({"type": "array", "items": {"type": "integer"}}, "list[int]", "Sequence[int]"),
    (
        {"type": "array", "items": {"enum": ["a"]}},
        'list[Literal["a"] | str]',
        'list[Literal["a"]] | tuple[Literal["a"], ...]',
    ),
    ({"type": "array", "items": {"type": ["integer", "null"]}}, "list[int | None]", "Sequence[int | None]"),
    ({"prefixItems": [TEXT, {"type": "integer"}], "items": False}, "tuple[str, int]", "tuple[str, int]"),
    ({"prefixItems": [TEXT, {"type": "integer"}], "items": TEXT}, "list[str | int]", "list[str | int]"),
    ({"additionalProperties": TEXT}, "dict[str, str]", "Mapping[str, str]"),
    ({"type": "object"}, "dict[str, Any]", "Mapping[str, Any]"),
    ({"additionalProperties": UNIX}, "dict[str, UnixTime]", "Mapping[str, datetime | int]"),
    ({"anyOf": [TEXT, {"type": "integer"}]}, "str | int", "str | int"),
    ({"anyOf": [UNIX, {"type": "integer"}]}, "UnixTime | int", "datetime | int"),
    ({"anyOf": [TEXT, {"type": "null"}, {"type": "integer"}]}, "str | int | None", "str | int | None"),
    (ID, "m.ItA", "m.ItA | p.ItADict"),
    (ref("Thing"), "m.Thing", "m.Thing | p.ThingDict"),
    ({"anyOf": [ref("Thing"), {"type": "null"}]}, "m.Thing | None", "m.Thing | p.ThingDict | None"),
    ({"type": "array", "items": ref("Thing")}, "list[m.Thing]", "Sequence[m.Thing | p.ThingDict]"),
    (ref("Words"), "m.Words", "list[str] | tuple[str, ...]"),
    (ref("Loop"), "m.Loop", "int | Sequence[m.Loop]"),
    ({"anyOf": [TEXT, ref("Thing")], "x-expansionResources": {}}, "m.ThingRef", "str"),
]


@pytest.mark.parametrize(("schema", "received", "_"), ROWS)
def test_received(schema: Json, received: str, _: str) -> None:
    ready, node = made(schema)
    annotator = Annotator(ready.api, ready.names, up="..")
    code = annotator.received(node)
    assert code == received
    assert_imported(annotator, code)


@pytest.mark.parametrize(("schema", "_", "sent"), ROWS)
def test_sent(schema: Json, _: str, sent: str) -> None:
    ready, node = made(schema)
    annotator = Annotator(ready.api, ready.names, up="..")
    code = annotator.sent(closed(node))
    assert code == sent
    assert_imported(annotator, code)


def assert_imported(annotator: Annotator, code: str) -> None:
    """Check that exactly the names of an annotation that are not builtins are imported."""
    annotator.import_packages()
    used = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    builtins = {"str", "int", "float", "bool", "bytes", "list", "dict", "tuple"}
    imported = {name.rsplit(" ", 1)[-1] for names in annotator.imports.names.values() for name in names}
    assert imported == used - builtins


def test_where_names_come_from() -> None:
    ready, node = made({"anyOf": [UNIX, ID, {"type": "string", "format": "uuid"}]})
    annotator = Annotator(ready.api, ready.names, up="..")
    annotator.received(node)
    annotator.sent(node)
    annotator.import_packages()
    assert annotator.imports.names == {
        ".._runtime.shared.formats": {"UnixTime"},
        "datetime": {"datetime"},
        "uuid": {"UUID"},
        "..": {"models as m", "params as p"},
    }


def test_local_names_in_models() -> None:
    both = {"anyOf": [ref("Thing"), ID, {"anyOf": [TEXT, ref("Thing")], "x-expansionResources": {}}]}
    ready, node = made(both)
    annotator = Annotator(ready.api, ready.names, up="..", local=True, home="it")
    assert annotator.received(node) == "Thing | ItA | ThingRef"
    assert annotator.imports.names == {".thing": {"Thing"}, "._refs": {"ThingRef"}}


def test_cut_references_are_lazy_only_in_models() -> None:
    schemas = {
        "A": {"type": "object", "properties": {"b": ref("B")}},
        "B": {"type": "object", "properties": {"a": ref("A")}},
    }
    ready = prepared(document(schemas))
    node = component(ready.api, "B").type
    assert isinstance(node, Object)
    back = node.fields[0].type
    assert Annotator(ready.api, ready.names, up="..", local=True, home="b").received(back) == "LazyA"
    assert Annotator(ready.api, ready.names, up="..").received(back) == "m.A"


@pytest.mark.parametrize(
    ("hidden", "expected"),
    [
        ("list", "builtins.list[dict[str, str]]"),
        ("dict", "list[builtins.dict[str, str]]"),
        ("str", "list[dict[builtins.str, builtins.str]]"),
        ("tuple", "list[dict[str, str]]"),
    ],
)
def test_builtins_shadowed_by_a_method(hidden: str, expected: str) -> None:
    ready, node = made({"type": "array", "items": {"additionalProperties": TEXT}})
    annotator = Annotator(ready.api, ready.names, up="..", hidden=frozenset({hidden}))
    assert annotator.received(node) == expected
    assert annotator.imports.modules == ({"builtins"} if "builtins" in expected else set())


def test_shadowed_builtins_in_open_enums_and_lists_of_strings() -> None:
    ready, node = made({"type": "array", "items": {"enum": ["a"]}})
    annotator = Annotator(ready.api, ready.names, up="..", hidden=frozenset({"str", "list"}))
    assert annotator.received(node) == 'builtins.list[Literal["a"] | builtins.str]'
    assert annotator.sent(closed(node)) == 'builtins.list[Literal["a"]] | tuple[Literal["a"], ...]'


def test_constraints_of_nested_and_outermost_types() -> None:
    schema = {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 2, "nullable": True}}
    ready, node = made(schema)
    annotator = Annotator(ready.api, ready.names, up="..")
    inner = "Annotated[str, Field(min_length=2)] | None"
    assert annotator.constrained(node) == f"list[{inner}]"
    assert annotator.annotated(node) == f"Annotated[list[{inner}], Field(min_length=1)]"
    assert annotator.received(node) == "list[str | None]"


def test_constraints_inside_of_tuples() -> None:
    schema = {"prefixItems": [{"type": "string", "minLength": 2}, {"type": "integer"}], "items": False}
    ready, node = made(schema)
    annotator = Annotator(ready.api, ready.names, up="..")
    assert annotator.annotated(node) == "tuple[Annotated[str, Field(min_length=2)], int]"


def test_types_that_passes_remove_are_an_error() -> None:
    ready, _ = made(TEXT)
    annotator = Annotator(ready.api, ready.names, up="..")
    for node in (AllOf(parts=()), Object(fields=())):
        with pytest.raises(TypeError):
            annotator.received(node)
    with pytest.raises(KeyError):
        annotator.model(DefId("none"))
