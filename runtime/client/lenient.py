"""Lenient parsing of responses: values that do not match their type are kept as sent, and reported.

Only types, enum values and missing fields count as differences. Lengths, ranges and patterns limit requests; they are
not checked in responses.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from pydantic_core import to_json

from ..shared.drift import Drift
from ..shared.jsonnumbers import is_finite, is_suspicious, numbers
from ..shared.jsonsize import is_deeper
from ..shared.omit import omit
from ..shared.ref import REPLY_JSON
from ..shared.stopping import coarse, is_recursive
from ..shared.typeinfo import TypeInfo, adapter, describe, has_other_constant, score, type_info, types_of_fields
from ..shared.values import is_list, is_object
from ..shared.variants import selected

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    from ..shared.discriminator import Discriminator

MAX_DEPTH: Final = 64
MAX_DRIFTS: Final = 100
"""The maximum number of differences reported per response; further ones are not reported."""
LARGE: Final = 16_384
MAX_COPIES: Final = 8
"""The maximum levels of a large value of a recursive type that is validated as a whole; deeper ones by their parts."""
MAX_TRIES: Final = 8
"""The number of times that an invalid value is validated again, as a whole or in large parts."""
TINY: Final = 256
_INVALID: Final = object()
UNREADABLE: Final = (ValueError, RecursionError)  # pydantic's and conversion errors are ValueErrors


def parse_json(tp: Any, content: bytes) -> tuple[Any, list[Drift]]:
    """Parse JSON as ``tp``, and return the differences.

    :raises ValueError: the text is not JSON.
    """
    found = _INVALID if is_suspicious(content) else _validated(tp, content, LARGE)
    return parse(tp, load_json(content)) if found is _INVALID else (numbers[0].restore(found, content, text=True), [])


def parse(tp: Any, value: object) -> tuple[Any, list[Drift]]:
    """Convert a JSON value to ``tp``, and return the differences. Never raises for JSON values."""
    reader = _Reader()
    return numbers[0].restore(reader.whole_or_parts(tp, value, "", 0), value), reader.drifts


def load_json(content: bytes) -> Any:
    """Parse JSON.

    :raises ValueError: the text is not JSON, or nested too deeply for Python.
    """
    try:
        value: Any = numbers[0].load(content)
    except ValueError:  # that parser rejects lone surrogates and deep nesting
        try:
            value = json.loads(content, parse_constant=_refused)
        except RecursionError as error:
            msg = "the JSON is nested too deeply"
            raise ValueError(msg) from error
    if not is_finite(value):
        msg = "a number is outside the range of a float"
        raise ValueError(msg)
    return value


def _refused(name: str) -> object:
    msg = f"{name} is not JSON"
    raise ValueError(msg)


def _validated(tp: Any, content: bytes, most: int) -> Any:
    """Validate JSON; return `_INVALID` for other values.

    If the JSON is longer than ``most``, a union reports one error instead of one per variant. The exception is dropped
    here, because it contains copies of the values.
    """
    checker = adapter(tp)
    try:
        if len(content) > most:
            if is_recursive(checker) and is_deeper(content, MAX_COPIES):
                return _INVALID
            return coarse(checker, nested=True).validate_json(content, **REPLY_JSON)
        return checker.validate_json(content, **REPLY_JSON)
    except UNREADABLE:
        return _INVALID


class _Reader:
    def __init__(self) -> None:
        self.drifts: list[Drift] = []
        self._left: int | None = None
        """Bytes that may still be validated as wholes: a multiple of the first value."""

    def whole_or_parts(self, tp: Any, value: object, pointer: str, depth: int) -> Any:
        """Validate the value as a whole, or by parts if that fails. Used where many values share one type."""
        found = self.whole(tp, value)
        return self.parts(tp, value, pointer, depth) if found is _INVALID else found

    def whole(self, tp: Any, value: object) -> Any:
        """Validate the value as a whole; return `_INVALID` if that fails.

        The levels of an invalid value are tried one after the other; after some of them, only small values are.
        """
        try:
            content = to_json(value)
        except UNREADABLE:
            return _INVALID
        size = len(content)
        if self._left is None:
            self._left = MAX_TRIES * size
        elif size > TINY:
            if size > self._left:
                return _INVALID
            self._left -= size
        return _validated(tp, content, TINY)

    def parts(self, tp: Any, value: object, pointer: str, depth: int) -> Any:
        info = type_info(tp)
        if depth > MAX_DEPTH:
            return self.as_sent(f"fewer than {MAX_DEPTH} levels", value, pointer)
        if info.arms or info.lazy is not None:
            return self.union(info, value, pointer, depth)
        if info.model is not None:
            return self.model(info.model, value, pointer, depth)
        if info.items is not None and is_list(value):
            return [self.whole_or_parts(info.items, item, f"{pointer}/{i}", depth + 1) for i, item in enumerate(value)]
        if info.values is not None and is_object(value):
            return {
                key: self.whole_or_parts(info.values, item, f"{pointer}/{escape(key)}", depth + 1)
                for key, item in value.items()
            }
        return self.leaf(info.bare, value, pointer)

    def leaf(self, tp: Any, value: object, pointer: str) -> Any:
        try:
            found = _validated(tp, to_json(value), TINY)
        except UNREADABLE:
            found = _INVALID
        return self.as_sent(describe(tp), value, pointer) if found is _INVALID else found

    def as_sent(self, expected: str, value: object, pointer: str) -> object:
        self.report(pointer, expected, value)
        return value

    def report(self, pointer: str, expected: str, value: object) -> None:
        if len(self.drifts) < MAX_DRIFTS:
            self.drifts.append(Drift(pointer, expected, value))

    def union(self, info: TypeInfo, value: object, pointer: str, depth: int) -> Any:
        found = self.whole(info.bare, value)
        if found is not _INVALID:
            return found
        if is_object(value):
            return self.object_in_union(info, value, pointer, depth)
        lists = [option for option in info.options() if option.items is not None] if is_list(value) else []
        if lists:
            return self.parts(lists[0].bare, value, pointer, depth)
        return self.as_sent(describe(info.bare), value, pointer)

    def object_in_union(self, info: TypeInfo, value: Mapping[str, object], pointer: str, depth: int) -> Any:
        # feature tagged_unions
        if info.tagged is not None:
            return self.tagged(info, info.tagged, value, pointer, depth)
        taking = [arm for arm in info.arms if type_info(arm).takes_objects]
        if len(taking) == 1:
            return self.parts(taking[0], value, pointer, depth + 1)
        options = info.options()
        models = [option.model for option in options if option.model is not None]
        if models and all(has_other_constant(model, value) for model in models):
            return self.as_sent(describe(info.bare), value, pointer)
        if models:
            return self.model(min(models, key=lambda model: score(model, value)), value, pointer, depth)
        maps = [option for option in options if option.values is not None]
        if maps:
            return self.parts(maps[0].bare, value, pointer, depth)
        return self.as_sent(describe(info.bare), value, pointer)

    # feature tagged_unions
    def tagged(
        self, info: TypeInfo, union: Discriminator, value: Mapping[str, object], pointer: str, depth: int
    ) -> object:
        """Convert an object to the variant selected by its tag; an unknown one is kept, or becomes the fallback."""
        number = selected(union, info.arms, value)
        at = f"{pointer}/{escape(union.key)}"
        if number is not None:
            return self.parts(info.arms[number], value, pointer, depth + 1)
        self.report(at, union.expected, value.get(union.key, omit))
        return value if union.fallback is None else self.parts(info.arms[union.fallback], value, pointer, depth + 1)

    def model(self, model: type[BaseModel], value: object, pointer: str, depth: int) -> object:
        if model.__pydantic_root_model__:
            root = self.parts(types_of_fields(model)["root"].type, value, pointer, depth + 1)
            return _construct(model, {"root": root}, {"root"}, None)
        if not is_object(value):
            return self.as_sent(model.__name__, value, pointer)
        fields: dict[str, Any] = {}
        sent: set[str] = set()
        rest = dict(value)
        for name, field in types_of_fields(model).items():
            at = f"{pointer}/{escape(field.key)}"
            if field.key in rest:
                fields[name] = self.parts(field.type, rest.pop(field.key), at, depth + 1)
                sent.add(name)
            elif field.required:
                self.report(at, describe(field.type), omit)
                fields[name] = None
            else:
                fields[name] = model.model_fields[name].get_default(call_default_factory=True, validated_data=fields)
        return _construct(model, fields, sent, rest if model.model_config.get("extra") == "allow" else None)


def _construct(
    model: type[BaseModel], fields: dict[str, Any], sent: set[str], extra: dict[str, Any] | None
) -> BaseModel:
    """Create a model without validation; ``model_construct`` would treat some keys as its own arguments."""
    made = model.__new__(model)
    object.__setattr__(made, "__dict__", fields)
    object.__setattr__(made, "__pydantic_fields_set__", sent)
    object.__setattr__(made, "__pydantic_private__", None)
    if not model.__pydantic_root_model__:
        object.__setattr__(made, "__pydantic_extra__", extra)
    return made


def escape(key: str) -> str:
    """Escape one token of a JSON pointer (RFC 6901, section 3)."""
    return key.replace("~", "~0").replace("/", "~1")
