"""Analyses type annotations, without limits on values."""

from __future__ import annotations

import collections.abc
import types
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from typing_extensions import TypeAliasType

from .caching import cached
from .ref import Lazy, annotated, union
from .stopping import StopAtFirst

if TYPE_CHECKING:
    from collections.abc import Mapping


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
