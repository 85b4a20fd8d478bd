"""What a type annotation is made of, without the limits on its values."""

from __future__ import annotations

import collections.abc
import types
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from pydantic_core import core_schema
from typing_extensions import TypeAliasType

from .ref import Lazy, union
from .rules import SchemaRule
from .stopping import StopAtFirst
from .values import is_list, is_object
from .variants import TaggedUnion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

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
WRONG_KIND, WRONG = 30, 1_000_000
MOST_TRIALS: Final = 32


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
        if isinstance(mark, NearestVariant):
            arms = get_args(base)
            return Shape(Annotated[union([shape_of(arm).bare for arm in arms]), mark], arms=arms)
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
        return TypeAdapter(Annotated[tp, StopAtFirst()])


@cache
def _adapter(tp: Any) -> TypeAdapter[Any]:
    return TypeAdapter(Annotated[tp, StopAtFirst()])


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


@dataclass(frozen=True)
class NearestVariant:
    """Marks a union that nests in itself through several of its variants: ``Annotated[And | Or, NearestVariant()]``.

    To try each variant at every level would take exponential time. So a value that nests deep is read as the variant
    that it fits best at its own level; one that does not is tried as each of them, as in any other union.
    """

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        arms = get_args(source)
        levels = 0
        while len(arms) > 1 and len(arms) ** (levels + 1) <= MOST_TRIALS:
            levels += 1
        choices: dict[Any, core_schema.CoreSchema] = {
            f"{number}: {describe(arm)}": handler.generate_schema(arm) for number, arm in enumerate(arms)
        }
        names: list[str] = list(choices)
        any_of_them = " | ".join(names)
        choices[any_of_them] = handler(source)

        def choose(value: object) -> str:
            if not _nests_deeper(value, levels):
                return any_of_them
            misfits = [misfit(arm, value) for arm in arms]
            return names[misfits.index(min(misfits))]

        return core_schema.tagged_union_schema(choices, choose)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        tagged: Any = schema
        return handler(list(tagged["choices"].values())[-1])


def _nests_deeper(value: object, levels: int) -> bool:
    """Say whether there are lists or objects below a level of a JSON value."""
    layer = [value]
    for _ in range(levels + 1):
        layer = [item for outer in layer for item in _items(outer) if is_object(item) or is_list(item)]
        if not layer:
            return False
    return True


def _items(value: object) -> Iterable[object]:
    if is_object(value):
        return value.values()
    return value if is_list(value) else ()


def misfit(tp: Any, value: object) -> int:
    """Say how badly a JSON value fits a type, by its own kind and that of its properties."""
    return _misfit(shape_of(tp), value)


def _misfit(shape: Shape, value: object) -> int:
    if shape.arms or shape.lazy is not None:
        return min((_misfit(option, value) for option in shape.options()), default=WRONG)
    if shape.model is None:
        return 0 if _takes(shape, value) else WRONG
    if shape.model.__pydantic_root_model__:
        return _misfit(_shapes_of_fields(shape.model)["root"], value)
    if not is_object(value):
        return WRONG
    shapes = _shapes_of_fields(shape.model)
    wrong = [key for key, item in value.items() if key in shapes and not _takes(shapes[key], item)]
    return score(shape.model, value) + WRONG_KIND * len(wrong)


@cache
def _shapes_of_fields(model: type[BaseModel]) -> Mapping[str, Shape]:
    return {field.key: shape_of(field.type) for field in types_of_fields(model).values()}


def _takes(shape: Shape, value: object) -> bool:
    """Say whether a type takes values of this kind; for what is no JSON type, each is taken for one."""
    if shape.lazy is not None:
        return is_object(value) or (shape.lazy.ref and isinstance(value, str))
    if shape.arms:
        return any(_takes(shape_of(arm), value) for arm in shape.arms)
    if shape.model is not None:
        return bool(shape.model.__pydantic_root_model__) or is_object(value)
    if shape.items is not None or shape.values is not None:
        return is_list(value) if shape.items is not None else is_object(value)
    kind: Any = get_origin(shape.bare) or shape.bare
    if kind not in JSON_NAMES:
        return True
    if isinstance(value, int) and not isinstance(value, bool):
        return kind in (int, float)
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))
