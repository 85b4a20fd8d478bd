"""Tests for TypedDicts of request objects."""

from __future__ import annotations

import ast
import typing
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.python.emit.params import build_params
from tests.support.documents import ID, TEXT, Json, document, emit_input, prepared, ref, taking
from tests.support.examples import examples


def built(body: Json, **schemas: Json) -> dict[str, str]:
    ready = prepared(document(schemas, {"/a": {"post": taking(body)}}))
    return {path: str(code) for path, code in build_params(emit_input(ready)).code.items()}


def dict_of(body: Json, **schemas: Json) -> str:
    return built(body, **schemas)["params/a_create_params.py"]


def an_object(*names: str, required: tuple[str, ...] = ()) -> Json:
    return {"type": "object", "required": list(required), "properties": dict.fromkeys(names, TEXT)}


def test_the_class_form() -> None:
    code = dict_of({**an_object("a", "b_c", required=("a",)), "description": "Words."})
    assert "class ACreateParamsDict(TypedDict, total=False):" in code
    assert '"""Words."""' in code
    assert "    a: Required[str]\n    b_c: str\n" in code
    assert "from typing import Required, TypedDict" in code


def made_by(code: str) -> tuple[set[str], dict[str, Any]]:
    """Return the keys of the TypedDict of a module, and their types."""
    scope: dict[str, Any] = {}
    exec(code, scope)  # noqa: S102 - the thing under test
    made = scope["ACreateParamsDict"]
    types = {**vars(typing), "ACreateParamsDict": made}
    return set(made.__required_keys__ | made.__optional_keys__), get_type_hints(
        made, localns=types, include_extras=True
    )


@pytest.mark.parametrize("key", ["class", "from", "a-b", "a b", "é", "2", "", 'a"b', "str", "Required", "None", "__x"])
def test_odd_keys_are_in_a_base_class(key: str) -> None:
    code = dict_of(an_object(key, "other", required=(key,)))
    assert "class ACreateParamsDict(_ACreateParamsDictKeys, total=False):\n    other: str" in code
    keys, types = made_by(code)
    assert keys == {key, "other"}
    assert types[key] == typing.Required[str]


@pytest.mark.parametrize("key", ["id", "type", "list", "m", "datetime"])
def test_keys_that_shadow_nothing_stay_in_the_class(key: str) -> None:
    assert f"class ACreateParamsDict(TypedDict, total=False):\n    {key}: str" in dict_of(an_object(key))


def test_a_key_may_shadow_the_params_module() -> None:
    inner = {"type": "object", "properties": {"x": TEXT}}
    code = dict_of({"type": "object", "properties": {"p": TEXT, "inner": inner}})
    assert '"p": "str"' in code
    assert "    inner: m.ACreateParamsInner | p.ACreateParamsInnerDict" in code


@settings(max_examples=examples(50))
@given(st.lists(st.text(max_size=5), max_size=3, unique=True))
def test_any_keys(keys: list[str]) -> None:
    keys = [key for key in keys if key.isprintable()]
    assert made_by(dict_of(an_object(*keys, "other")))[0] == {*keys, "other"}


def test_read_only_fields_are_left_out() -> None:
    body = {"type": "object", "properties": {"id": {**TEXT, "readOnly": True}, "name": TEXT}}
    code = dict_of(body)
    assert "    name: str" in code
    assert "id:" not in code


def test_an_object_without_fields() -> None:
    code = dict_of({"type": "object", "properties": {"inner": {"type": "object", "additionalProperties": False}}})
    ast.parse(code)
    assert "class ACreateParamsInnerDict(TypedDict, total=False):\n    pass" in code


def test_references_are_models_or_dicts() -> None:
    code = dict_of({"type": "object", "properties": {"thing": ref("Thing")}}, Thing=ID)
    assert "thing: m.Thing | p.ThingDict" in code
    assert "from .. import models as m, params as p" in code


def test_only_what_is_sent() -> None:
    files = built(
        ref("Thing"), Thing={"type": "object", "properties": {"a": ref("Inner")}}, Inner=ID, Other=ID, Words=TEXT
    )
    assert sorted(files) == ["params/__init__.py", "params/inner.py", "params/thing.py"]
    assert '"ThingDict": ".thing"' in files["params/__init__.py"]


def test_nothing_is_sent() -> None:
    ready = prepared(document({"Thing": ID}))
    files = build_params(emit_input(ready)).code
    assert list(files) == ["params/__init__.py"]
    compile(files["params/__init__.py"], "x", "exec")


def test_a_named_union_is_one_alias() -> None:
    shapes: Json = {"oneOf": [ref("Round"), ref("Flat")]}
    nested: Json = {"anyOf": [TEXT, {"type": "array", "items": ref("Nested")}, ref("Shape")]}
    body: Json = {
        "type": "object",
        "properties": {"one": ref("Shape"), "more": {"type": "array", "items": ref("Shape")}},
    }
    body["properties"]["deep"] = ref("Nested")
    files = built(body, Shape=shapes, Nested=nested, Round=an_object("r"), Flat=an_object("f"))
    assert 'ShapeParam: TypeAlias = "m.Round | p.RoundDict | m.Flat | p.FlatDict"' in files["params/shape.py"]
    assert 'NestedParam: TypeAlias = "str | Sequence[NestedParam] | ShapeParam"' in files["params/nested.py"]
    made = files["params/a_create_params.py"]
    assert "one: ShapeParam\n" in made
    assert "more: Sequence[ShapeParam]\n" in made
    assert "deep: NestedParam\n" in made


def test_a_named_enum_is_the_alias_of_the_models() -> None:
    body: Json = {"type": "object", "properties": {"one": ref("Kind"), "more": {"type": "array", "items": ref("Kind")}}}
    made = built(body, Kind={"type": "string", "enum": ["a", "b"]})["params/a_create_params.py"]
    assert "one: m.Kind\n" in made
    assert "more: list[m.Kind] | tuple[m.Kind, ...]\n" in made
