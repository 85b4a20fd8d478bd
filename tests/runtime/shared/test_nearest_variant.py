"""Recursive unions: validated in linear time by comparing a single level."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Annotated, Any, Literal

import pytest
from pydantic import TypeAdapter, ValidationError

from runtime.client.lenient import parse, parse_json
from runtime.shared.model import Model
from runtime.shared.typeinfo import NearestVariant, mismatch, type_info


class And(Model):
    inner: Annotated[And | Or, NearestVariant()] | None = None
    left: int | None = None


class Or(Model):
    inner: Annotated[And | Or, NearestVariant()] | None = None
    right: int | None = None
    op: Literal["or"] | None = None


Filter = Annotated[And | Or, NearestVariant()]


def deep(levels: int, leaf: Any, **beside: Any) -> Any:
    for _ in range(levels):
        leaf = {"inner": leaf, **beside}
    return leaf


@pytest.mark.slow
@pytest.mark.parametrize("leaf", [{"left": 1}, {"left": "x", "right": "x"}, 5, [[[]]]])
def test_deep_values_take_linear_time(leaf: Any) -> None:
    started = time.process_time()
    for levels in (3, 40, 60):
        with suppress(ValidationError):
            TypeAdapter(Filter).validate_python(deep(levels, leaf))
        parse(Filter, deep(levels, leaf))
    assert time.process_time() - started < 5, "each variant was tried at each level"


def test_shallow_values_are_tried_as_each_variant() -> None:
    read = TypeAdapter(Filter).validate_python
    assert isinstance(read({"inner": {"right": 1}}), And | Or)
    assert isinstance(read({"left": "no integer", "right": 1}), Or)
    assert isinstance(read({"inner": {"inner": {"left": "x", "right": 1}}}).inner.inner, Or)
    assert isinstance(read(And(left=1)), And)


def test_deep_values_are_validated_as_the_nearest_variant() -> None:
    read = TypeAdapter(Filter).validate_json
    value = read(b'{"inner":' * 20 + b'{"right":1}' + b',"right":2}' * 20)
    for _ in range(20):
        assert isinstance(value, Or)
        value = value.inner
    assert isinstance(value, Or)
    assert value.right == 1


def test_differing_responses_are_parsed_and_reported() -> None:
    value, drifts = parse_json(Filter, b'{"inner":' * 20 + b'{"left":"x","right":"x"}' + b',"right":2}' * 20)
    assert isinstance(value, Or)
    assert [drift.pointer for drift in drifts] == ["/inner" * 20 + "/left"]


@pytest.mark.parametrize(
    ("value", "best"),
    [({"left": 1}, And), ({"right": 1}, Or), ({"left": "x", "op": "or"}, Or), ({"op": "and", "left": 1}, And)],
)
def test_mismatch(value: Any, best: type[Model]) -> None:
    assert min((And, Or), key=lambda tp: mismatch(tp, value)) is best


def test_mismatch_of_other_types() -> None:
    assert mismatch(list[int], []) == mismatch(dict[str, int], {}) == mismatch(Any, 1) == mismatch(float, 1) == 0
    assert 0 < mismatch(int, True) == mismatch(list[int], {}) == mismatch(And, []) == mismatch(str, None)
    assert mismatch(int | None, None) == 0
    assert mismatch(int | And, {"left": 1}) == mismatch(And, {"left": 1})


def test_the_schema_is_that_of_the_union() -> None:
    schema = TypeAdapter(Filter).json_schema()
    assert [arm["$ref"] for arm in schema["anyOf"]] == ["#/$defs/And", "#/$defs/Or"]


def test_the_type_info_keeps_the_annotation() -> None:
    shape = type_info(Filter)
    assert shape.arms == (And, Or)
    assert NearestVariant() in shape.bare.__metadata__
