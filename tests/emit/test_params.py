"""TypedDicts for the objects that requests take."""

from __future__ import annotations

import ast
import typing
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.emit.params import build_params
from tests.support.documents import ID, TEXT, Json, document, prepared, ref, taking


def built(body: Json, **schemas: Json) -> dict[str, str]:
    ready = prepared(document(schemas, {"/a": {"post": taking(body)}}))
    return {path: str(code) for path, code in build_params(ready.api, ready.names, ready.sent).items()}


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


@pytest.mark.parametrize(
    "key", ["class", "from", "a-b", "a b", "é", "2", "", 'a"b', "str", "list", "Required", "m", "None"]
)
def test_the_functional_form_for_keys_that_are_no_plain_names(key: str) -> None:
    code = dict_of(an_object(key, "other", required=(key,)))
    assert "class " not in code
    scope: dict[str, Any] = {}
    exec(code, scope)  # noqa: S102 - the thing under test
    made = scope["ACreateParamsDict"]
    assert set(made.__annotations__) == {key, "other"}
    hints = get_type_hints(made, localns=vars(typing), include_extras=True)
    assert hints[key] == typing.Required[str]


@settings(max_examples=50)
@given(st.lists(st.text(max_size=5), max_size=3, unique=True))
def test_any_keys(keys: list[str]) -> None:
    keys = [key for key in keys if key.isprintable()]
    code = dict_of(an_object(*keys, "other"))
    scope: dict[str, Any] = {}
    exec(code, scope)  # noqa: S102 - the thing under test
    assert set(scope["ACreateParamsDict"].__annotations__) == {*keys, "other"}


def test_fields_that_only_servers_set_are_left_out() -> None:
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
    files = build_params(ready.api, ready.names, ready.sent)
    assert list(files) == ["params/__init__.py"]
    compile(files["params/__init__.py"], "x", "exec")
