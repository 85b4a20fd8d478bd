"""Builds the form types of Python types."""

from __future__ import annotations

import inspect
from datetime import datetime
from enum import Enum
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, get_args, get_origin

from ..shared.caching import cached
from ..shared.files import FileCodec
from ..shared.formats import BytesCodec, UnixTimeCodec
from ..shared.typeinfo import type_info, types_of_fields
from .formtypes import (
    ANYTHING,
    Array,
    Binary,
    Boolean,
    Enumeration,
    File,
    FormType,
    Integer,
    Map,
    Moment,
    Null,
    Number,
    Record,
    Text,
)
from .nulls import nullable
from .unions import Either

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pydantic import BaseModel

_CODECS: Final[tuple[tuple[type, Callable[[], FormType]], ...]] = (
    (UnixTimeCodec, Integer),
    (BytesCodec, Text),
    (FileCodec, File),
)
_SCALARS: Final[tuple[tuple[type, Callable[[], FormType]], ...]] = (
    (bool, Boolean),
    (int, Integer),
    (float, Number),
    (str, Text),
    (datetime, Moment),
    (bytes, Binary),
)


def form_type_of(tp: Any) -> FormType:
    """Return the form type of a type. Values of types without one are passed to pydantic as text."""
    info = type_info(tp)
    if info.arms:
        return _of_union(list(_flat(info.arms)))
    if info.model is not None:
        return record_of(info.model)
    if info.items is not None:
        return Array(form_type_of(info.items))
    if info.values is not None:
        return Map(form_type_of(info.values))
    return ANYTHING if info.lazy is not None else _of_leaf(info.bare)


def _of_leaf(tp: Any) -> FormType:
    if get_origin(tp) is Annotated:
        for mark in tp.__metadata__:
            for codec, made in _CODECS:
                if isinstance(mark, codec):
                    return made()
        tp = tp.__origin__
    arguments = get_args(tp)
    if get_origin(tp) is Literal:
        return Enumeration(arguments)
    if get_origin(tp) is tuple:
        return _of_tuple(arguments)
    return _of_class(tp) if isinstance(tp, type) else ANYTHING


def _of_tuple(arguments: tuple[Any, ...]) -> FormType:
    if arguments[1:] == (Ellipsis,):
        return Array(form_type_of(arguments[0]))
    return Array(ANYTHING, [form_type_of(item) for item in arguments])


def _of_class(tp: type) -> FormType:
    if tp is NoneType:
        return Null()
    if issubclass(tp, Enum) and not hasattr(tp, "is_known"):  # an open enum takes any text
        return Enumeration([member.value for member in tp])
    return next((made() for known, made in _SCALARS if issubclass(tp, known)), ANYTHING)


def _of_union(arms: list[Any]) -> FormType:
    if len(arms) == 1:
        return form_type_of(arms[0])
    return Either([(form_type_of(arm), arm) for arm in arms])


def _flat(arms: Iterable[Any]) -> Iterator[Any]:
    """Yield the arms of a union with nested unions flattened."""
    for arm in arms:
        inner = type_info(arm).arms
        if inner:
            yield from _flat(inner)
        else:
            yield arm


@cached
def record_of(model: type[BaseModel]) -> Record:
    """Return the form type of a model, cached per class, so that recursive models terminate."""
    return Record(model, fields_of, rest_of)


def rest_of(model: type[BaseModel]) -> FormType | None:
    """Return the form type of a model's additional properties, None if they have no declared type."""
    if "__pydantic_extra__" not in inspect.get_annotations(model):
        return None
    extra = inspect.get_annotations(model, eval_str=True)["__pydantic_extra__"]
    return form_type_of(get_args(extra)[1])


def fields_of(model: type[BaseModel], *, by_name: bool = False) -> Mapping[str, FormType]:
    """Return the form types of a model's fields by wire name (or by Python name)."""
    nulls = nullable(model)
    found: dict[str, FormType] = {}
    for name, field in types_of_fields(model).items():
        # T | None = None is the type of every optional field, nullable or not
        may_be_null = field.required or (nulls is not None and field.key in nulls)
        found[name if by_name else field.key] = form_type_of(field.type) if may_be_null else _without_null(field.type)
    return found


def _without_null(tp: Any) -> FormType:
    arms = type_info(tp).arms
    return _of_union(list(_flat(arm for arm in arms if arm is not NoneType))) if arms else form_type_of(tp)
