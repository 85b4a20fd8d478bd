"""What a type annotation is made of, without the limits on its values."""

from __future__ import annotations

import collections.abc
import types
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from typing_extensions import TypeAliasType

from .ref import Lazy, union
from .rules import SchemaRule
from .variants import TaggedUnion

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON_NAMES: Final[dict[Any, str]] = {
    bool: "boolean",
    dict: "object",
    float: "number",
    int: "integer",
    list: "array",
    str: "string",
    type(None): "null",
}
WRONG_TAG, MISSING, UNKNOWN = 100, 10, 1


@dataclass(frozen=True)
class Shape:
    """One of: a union of ``arms``, a ``lazy`` one, a ``model``, a list of ``items``, a map of ``values``; or a leaf.

    ``bare`` is the annotation without limits on lengths, ranges and patterns. ``tagged`` says how the arms are told
    apart, where a property does that.
    """

    bare: Any
    arms: tuple[Any, ...] = ()
    tagged: TaggedUnion | None = None
    lazy: Lazy | None = None
    model: type[BaseModel] | None = None
    items: Any = None
    values: Any = None

    @property
    def takes_objects(self) -> bool:
        """Whether a JSON object can be a value."""
        return bool(self.arms or self.model or self.lazy) or self.values is not None

    def options(self) -> list[Shape]:
        """Give the arms of a union without unions in it. This imports lazy models, so ask only when one is there."""
        arms = self.lazy.types() if self.lazy is not None else self.arms
        shapes = [shape_of(arm) for arm in arms]
        return [option for shape in shapes for option in (shape.options() if shape.arms or shape.lazy else [shape])]


@dataclass(frozen=True)
class FieldType:
    """A field of a model: the ``key`` that it has in JSON, and its whole type."""

    key: str
    type: Any
    required: bool


def shape_of(tp: Any) -> Shape:
    """Take an annotation apart, one level deep."""
    while isinstance(tp, TypeAliasType):
        tp = tp.__value__
    if get_origin(tp) is Annotated:
        return _annotated(tp.__origin__, tp.__metadata__)
    origin, args = get_origin(tp), get_args(tp)
    if origin is Union or origin is types.UnionType:
        return Shape(union([shape_of(arm).bare for arm in args]), arms=args)
    if isinstance(tp, type) and origin is None and issubclass(tp, BaseModel):
        return Shape(tp, model=tp)
    if origin in (list, collections.abc.Sequence) and args:
        return Shape(tp, items=args[0])
    if origin in (dict, collections.abc.Mapping) and args and args[0] is str:
        return Shape(tp, values=args[1])
    return Shape(tp)


def _annotated(base: Any, metadata: tuple[Any, ...]) -> Shape:
    for mark in metadata:
        if isinstance(mark, Lazy):
            return Shape(Annotated[Any, mark], lazy=mark)
        if isinstance(mark, TaggedUnion):
            return Shape(Annotated[base, mark], arms=get_args(base), tagged=mark)
    shape = shape_of(base)
    kept = tuple(
        mark for mark in metadata if hasattr(mark, "__get_pydantic_core_schema__") and not isinstance(mark, SchemaRule)
    )
    if not kept or shape.arms or shape.model or shape.items is not None or shape.values is not None:
        return shape
    return Shape(Annotated[(shape.bare, *kept)])


def adapter(tp: Any) -> TypeAdapter[Any]:
    """Give the validator of a type; types that can be hashed share theirs."""
    try:
        return _adapter(tp)
    except TypeError:
        return TypeAdapter(tp)


@cache
def _adapter(tp: Any) -> TypeAdapter[Any]:
    return TypeAdapter(tp)


@cache
def types_of_fields(model: type[BaseModel]) -> Mapping[str, FieldType]:
    """Give the fields of a model by their Python names."""
    if not model.__pydantic_fields_complete__:
        model.model_rebuild()
    found: dict[str, FieldType] = {}
    for name, field in model.model_fields.items():
        alias = field.validation_alias
        key = alias if isinstance(alias, str) else name
        tp: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        found[name] = FieldType(key, tp, field.is_required())
    return found


def score(model: type[BaseModel], value: Mapping[str, object]) -> int:
    """Say how badly an object fits a model, by its tags, its missing fields and its unknown ones."""
    total = 0
    fields = types_of_fields(model)
    for field in fields.values():
        if field.key not in value:
            total += MISSING * field.required
        elif get_origin(field.type) is Literal and value[field.key] not in get_args(field.type):
            total += WRONG_TAG
    return total + UNKNOWN * len(value.keys() - {field.key for field in fields.values()})


def describe(tp: Any) -> str:
    """Name a type in a few words, with JSON's own names where it has one."""
    shape = shape_of(tp)
    if shape.lazy is not None:
        names = [target.rpartition(":")[2] for target in shape.lazy.targets]
        return " | ".join([*(["string"] if shape.lazy.ref else []), *names])
    if shape.arms:
        return " | ".join(dict.fromkeys(describe(arm) for arm in shape.arms))
    if get_origin(shape.bare) is Annotated:
        return describe(shape.bare.__origin__)
    if get_origin(shape.bare) is Literal:
        return " | ".join(repr(value) for value in get_args(shape.bare))
    kind: Any = get_origin(shape.bare) or shape.bare
    name: Any = JSON_NAMES.get(kind) or getattr(kind, "__name__", kind)
    return str(name)
