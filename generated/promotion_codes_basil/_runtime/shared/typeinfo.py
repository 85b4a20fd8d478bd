"""Analyses type annotations, without limits on values."""

from __future__ import annotations

import collections.abc
import types
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from typing_extensions import TypeAliasType

from .caching import cached
from .ref import Lazy, annotated, union
from .stopping import StopAtFirst
from .values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


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


@dataclass(frozen=True)
class TypeInfo:
    """One of: a union of ``arms``, a ``lazy`` union, a ``model``, a list of ``items``, a map of ``values``, or a leaf.

    ``bare`` is the annotation without limits on lengths, ranges and patterns. ``tagged`` is the discriminator of a
    union that has one.
    """

    bare: Any
    arms: tuple[Any, ...] = ()
    lazy: Lazy | None = None
    model: type[BaseModel] | None = None
    items: Any = None
    values: Any = None

    @property
    def is_composite(self) -> bool:
        """Whether values have parts with types of their own."""
        return bool(self.arms or self.model) or self.items is not None or self.values is not None

    @property
    def takes_objects(self) -> bool:
        """Whether a JSON object can be a value."""
        return bool(self.arms or self.model or self.lazy) or self.values is not None

    def options(self) -> list[TypeInfo]:
        """Return the arms of a union with nested unions flattened. This imports lazy models."""
        arms = self.lazy.types() if self.lazy is not None else self.arms
        infos = [type_info(arm) for arm in arms]
        return [option for info in infos for option in (info.options() if info.arms or info.lazy else [info])]


@dataclass(frozen=True)
class FieldType:
    """A field of a model: its JSON ``key`` and its full type."""

    key: str
    type: Any
    required: bool


def type_info(tp: Any) -> TypeInfo:
    """Analyse an annotation, one level deep; cached if it is hashable."""
    try:
        return _type_info(tp)
    except TypeError:
        return _analysed(tp)


@cache
def _type_info(tp: Any) -> TypeInfo:
    return _analysed(tp)


def _analysed(tp: Any) -> TypeInfo:
    while isinstance(tp, TypeAliasType):
        tp = tp.__value__
    if get_origin(tp) is Annotated:
        return _annotated(tp.__origin__, tp.__metadata__)
    origin, args = get_origin(tp), get_args(tp)
    if origin is Union or origin is types.UnionType:
        return TypeInfo(union([type_info(arm).bare for arm in args]), arms=args)
    if origin is not None:
        return _container(tp, origin, args)
    return TypeInfo(tp, model=tp) if isinstance(tp, type) and issubclass(tp, BaseModel) else TypeInfo(tp)


def _container(tp: Any, origin: Any, args: tuple[Any, ...]) -> TypeInfo:
    if origin in (list, collections.abc.Sequence) and args:
        return TypeInfo(tp, items=args[0])
    if origin in (dict, collections.abc.Mapping) and args[:1] == (str,):
        return TypeInfo(tp, values=args[1])
    return TypeInfo(tp)


def _annotated(base: Any, metadata: tuple[Any, ...]) -> TypeInfo:
    for mark in metadata:
        if isinstance(mark, Lazy):
            return TypeInfo(annotated(Any, mark), lazy=mark)
    info = type_info(base)
    codecs = [mark for mark in metadata if not info.is_composite and _is_codec(mark)]
    return TypeInfo(annotated(info.bare, *codecs)) if codecs else info


def _is_codec(mark: object) -> bool:
    return hasattr(mark, "__get_pydantic_core_schema__")


def adapter(tp: Any) -> TypeAdapter[Any]:
    """Return the validator of a type, cached if the type is hashable."""
    try:
        return _adapter(tp)
    except TypeError:
        return _made(tp)


@cache
def _adapter(tp: Any) -> TypeAdapter[Any]:
    return _made(tp)


def _made(tp: Any) -> TypeAdapter[Any]:
    stopping: Any = annotated(tp, StopAtFirst())
    return TypeAdapter(stopping)


@cached
def types_of_fields(model: type[BaseModel]) -> Mapping[str, FieldType]:
    """Return the fields of a model by Python name."""
    if not model.__pydantic_fields_complete__:
        model.model_rebuild()
    found: dict[str, FieldType] = {}
    for name, field in model.model_fields.items():
        alias = field.validation_alias
        key = alias if isinstance(alias, str) else name
        tp: Any = annotated(field.annotation, *field.metadata) if field.metadata else field.annotation
        found[name] = FieldType(key, tp, field.is_required())
    return found


def score(model: type[BaseModel], value: Mapping[str, object]) -> int:
    """Return a penalty for an object against a model, from wrong constants and missing and unknown fields."""
    total = 0
    fields = types_of_fields(model)
    for field in fields.values():
        if field.key not in value:
            total += MISSING * field.required
    total += WRONG_TAG * sum(not matches for _, matches in _enums(model, value))
    return total + UNKNOWN * len(value.keys() - {field.key for field in fields.values()})


def has_other_constant(model: type[BaseModel], value: Mapping[str, object]) -> bool:
    """Return whether an object has another value than the constant of a model: it is no variant of a union then."""
    return any(count == 1 and not matches for count, matches in _enums(model, value))


def _enums(model: type[BaseModel], value: Mapping[str, object]) -> Iterable[tuple[int, bool]]:
    """Yield for each closed enum of a model in an object: the number of its values, whether it lists the value."""
    for field in types_of_fields(model).values():
        if field.key in value:
            values = _listed(field.type)
            if values:
                found = value[field.key]
                matches = any(found == item and isinstance(found, bool) is isinstance(item, bool) for item in values)
                yield len([item for item in values if item is not None]), matches


@cache
def _listed(tp: Any) -> tuple[object, ...]:
    """Return the values of a closed enum, with None if it is optional or nullable."""
    info = type_info(tp)
    arms = [type_info(arm).bare for arm in info.arms] or [info.bare]
    if not all(get_origin(arm) is Literal or arm in (None, type(None)) for arm in arms):
        return ()
    return tuple(value for arm in arms for value in (get_args(arm) or (None,)))


def describe(tp: Any) -> str:
    """Return a short name of a type, using JSON's type names."""
    try:
        return _cached_name(tp)
    except TypeError:
        return _name(tp)


@cache
def _cached_name(tp: Any) -> str:
    return _name(tp)


def _name(tp: Any) -> str:
    info = type_info(tp)
    if info.lazy is not None:
        names = [target.rpartition(":")[2] for target in info.lazy.targets]
        return " | ".join([*(["string"] if info.lazy.ref else []), *names])
    if info.arms:
        return " | ".join(dict.fromkeys(describe(arm) for arm in info.arms))
    if get_origin(info.bare) is Annotated:
        return describe(info.bare.__origin__)
    if get_origin(info.bare) is Literal:
        return " | ".join(repr(value) for value in get_args(info.bare))
    kind: Any = get_origin(info.bare) or info.bare
    name: Any = JSON_NAMES.get(kind) or getattr(kind, "__name__", kind)
    return str(name)


def mismatch(tp: Any, value: object) -> int:
    """Return a penalty for a JSON value against a type, from its JSON type and those of its properties."""
    return _mismatch(type_info(tp), value)


def _mismatch(info: TypeInfo, value: object) -> int:
    if info.arms or info.lazy is not None:
        return min((_mismatch(option, value) for option in info.options()), default=WRONG)
    if info.model is None:
        return 0 if _takes(info, value) else WRONG
    if info.model.__pydantic_root_model__:
        return _mismatch(_infos_of_fields(info.model)["root"], value)
    if not is_object(value):
        return WRONG
    infos = _infos_of_fields(info.model)
    wrong = [key for key, item in value.items() if key in infos and not _takes(infos[key], item)]
    return score(info.model, value) + WRONG_KIND * len(wrong)


@cached
def _infos_of_fields(model: type[BaseModel]) -> Mapping[str, TypeInfo]:
    return {field.key: type_info(field.type) for field in types_of_fields(model).values()}


def _takes(info: TypeInfo, value: object) -> bool:
    """Return whether a type accepts values of this JSON type; types unknown to JSON accept all of them."""
    if info.lazy is not None:
        return is_object(value) or (info.lazy.ref and isinstance(value, str))
    if info.arms:
        return any(_takes(type_info(arm), value) for arm in info.arms)
    if info.model is not None:
        return info.model.__pydantic_root_model__ or is_object(value)
    if info.items is not None:
        return is_list(value)
    if info.values is not None:
        return is_object(value)
    return _leaf_takes(get_origin(info.bare) or info.bare, value)


def _leaf_takes(kind: Any, value: object) -> bool:
    if kind not in JSON_NAMES:
        return True
    if isinstance(value, bool):
        return kind is bool
    if isinstance(value, int):
        return kind in (int, float)
    return isinstance(value, kind)
