"""Reading replies: values that do not fit their type stay as they were sent, and each of them is reported.

Only types, enum values and missing fields count as differences. Lengths, ranges and patterns are limits on what a
client may send; a reply outside of them is read without a word.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from pydantic_core import from_json, to_json

from ..shared.drift import Drift
from ..shared.jsonnumbers import is_finite, is_suspicious
from ..shared.omit import omit
from ..shared.ref import STRICT_JSON
from ..shared.shapes import Shape, adapter, describe, score, shape_of, types_of_fields
from ..shared.stopping import SMALL, coarse
from ..shared.values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    from ..shared.variants import TaggedUnion

MAX_DEPTH: Final = 64
MAX_DRIFTS: Final = 100
"""The most differences that are reported of one response; the rest of it is read without a report."""
LARGE: Final = 65_536
UNREADABLE: Final = (ValueError, RecursionError)  # every error of pydantic's and of a conversion is a ValueError


def parse_json(tp: Any, content: bytes) -> tuple[Any, list[Drift]]:
    """Read JSON text as ``tp``, and list what did not fit.

    :raises ValueError: the text is not JSON.
    """
    if is_suspicious(content):
        return parse(tp, load_json(content))
    try:
        return _validated(tp, content, LARGE), []
    except UNREADABLE:
        return parse(tp, load_json(content))


def parse(tp: Any, value: object) -> tuple[Any, list[Drift]]:
    """Read a JSON value as ``tp``, and list what did not fit. Raises for no JSON value."""
    reader = _Reader()
    return reader.whole_or_parts(tp, value, "", 0), reader.drifts


def load_json(content: bytes) -> Any:
    """Give the value of JSON text.

    :raises ValueError: the text is not JSON, or it nests deeper than Python can follow.
    """
    try:
        value: Any = from_json(content, allow_inf_nan=False)
    except ValueError:  # lone surrogates and deep nesting are more than that parser takes
        try:
            value = json.loads(content, parse_constant=_refused)
        except RecursionError as error:
            msg = "the JSON text nests too deep"
            raise ValueError(msg) from error
    if not is_finite(value):
        msg = "a number is beyond the range of a float"
        raise ValueError(msg)
    return value


def _refused(name: str) -> object:
    msg = f"{name} is not JSON"
    raise ValueError(msg)


def _validated(tp: Any, content: bytes, most: int) -> Any:
    """Read JSON text; where it is longer than ``most``, without an error for each alternative of a union."""
    checker = adapter(tp)
    if len(content) > most:
        return coarse(checker).validate_json(content, **STRICT_JSON)
    return checker.validate_json(content, **STRICT_JSON)


class _Reader:
    def __init__(self) -> None:
        self.drifts: list[Drift] = []

    def whole_or_parts(self, tp: Any, value: object, pointer: str, depth: int) -> Any:
        """Take the value as a whole if it fits, otherwise part by part. Called where many values share one type."""
        try:
            return _validated(tp, to_json(value), SMALL)
        except UNREADABLE:
            return self.parts(tp, value, pointer, depth)

    def parts(self, tp: Any, value: object, pointer: str, depth: int) -> Any:
        shape = shape_of(tp)
        if depth > MAX_DEPTH:
            return self.as_sent(f"fewer than {MAX_DEPTH} levels", value, pointer)
        if shape.arms or shape.lazy is not None:
            return self.union(shape, value, pointer, depth)
        if shape.model is not None:
            return self.model(shape.model, value, pointer, depth)
        if shape.items is not None and is_list(value):
            return [self.whole_or_parts(shape.items, item, f"{pointer}/{i}", depth + 1) for i, item in enumerate(value)]
        if shape.values is not None and is_object(value):
            return {
                key: self.whole_or_parts(shape.values, item, f"{pointer}/{escape(key)}", depth + 1)
                for key, item in value.items()
            }
        return self.leaf(shape.bare, value, pointer)

    def leaf(self, tp: Any, value: object, pointer: str) -> Any:
        try:
            return _validated(tp, to_json(value), SMALL)
        except UNREADABLE:
            return self.as_sent(describe(tp), value, pointer)

    def as_sent(self, expected: str, value: object, pointer: str) -> object:
        self.report(pointer, expected, value)
        return value

    def report(self, pointer: str, expected: str, value: object) -> None:
        if len(self.drifts) < MAX_DRIFTS:
            self.drifts.append(Drift(pointer, expected, value))

    def union(self, shape: Shape, value: object, pointer: str, depth: int) -> Any:
        try:
            return _validated(shape.bare, to_json(value), SMALL)
        except UNREADABLE:
            pass
        fitting: list[Shape] = []
        if is_object(value):
            if shape.tagged is not None:
                return self.tagged(shape, shape.tagged, value, pointer, depth)
            taking = [arm for arm in shape.arms if shape_of(arm).takes_objects]
            if len(taking) == 1:
                return self.parts(taking[0], value, pointer, depth + 1)
            options = shape.options()
            models = [option.model for option in options if option.model is not None]
            if models:
                return self.model(min(models, key=lambda model: score(model, value)), value, pointer, depth)
            fitting = [option for option in options if option.values is not None]
        elif is_list(value):
            fitting = [option for option in shape.options() if option.items is not None]
        if fitting:
            return self.parts(fitting[0].bare, value, pointer, depth)
        return self.as_sent(describe(shape.bare), value, pointer)

    def tagged(self, shape: Shape, mark: TaggedUnion, value: Mapping[str, object], pointer: str, depth: int) -> object:
        """Read an object as the variant that it says it is; one that is not known stays as sent, or is the base."""
        number = mark.arm(value)
        at = f"{pointer}/{escape(mark.key)}"
        if number is not None:
            return self.parts(shape.arms[number], value, pointer, depth + 1)
        self.report(at, mark.expected, value.get(mark.key, omit))
        return value if mark.fallback is None else self.parts(shape.arms[mark.fallback], value, pointer, depth + 1)

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
    """Make a model without validation; ``model_construct`` would take some keys of the reply for its own arguments."""
    made = model.__new__(model)
    object.__setattr__(made, "__dict__", fields)
    object.__setattr__(made, "__pydantic_fields_set__", sent)
    object.__setattr__(made, "__pydantic_private__", None)
    if not model.__pydantic_root_model__:
        object.__setattr__(made, "__pydantic_extra__", extra)
    return made


def escape(key: str) -> str:
    """Write one token of a JSON pointer (RFC 6901, section 3)."""
    return key.replace("~", "~0").replace("/", "~1")
