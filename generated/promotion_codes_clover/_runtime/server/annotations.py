"""From Python types to the shapes that read a form."""

from __future__ import annotations

import collections.abc
import inspect
from datetime import datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Union, cast, get_args, get_origin

from pydantic import BaseModel

from ..shared.files import FileCodec
from ..shared.formats import Base64Codec, UnixTimeCodec
from ..shared.model import wire_name
from .nulls import nullable
from .shapes import (
    ANYTHING,
    Array,
    Binary,
    Boolean,
    Choice,
    File,
    Integer,
    Map,
    Moment,
    Null,
    Number,
    Record,
    Shape,
    Text,
)
from .unions import Either

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pydantic.fields import FieldInfo

_UNIONS: Final[frozenset[object]] = frozenset((Union, UnionType))
_ARRAYS: Final[frozenset[object]] = frozenset(
    (
        list,
        set,
        frozenset,
        collections.abc.Sequence,
        collections.abc.Set,
        collections.abc.Iterable,
    )
)
_MAPS: Final[frozenset[object]] = frozenset((dict, collections.abc.Mapping, collections.abc.MutableMapping))
_SCALARS: Final[tuple[tuple[type, Callable[[], Shape]], ...]] = (
    (bool, Boolean),
    (int, Integer),
    (float, Number),
    (str, Text),
    (datetime, Moment),
    (bytes, Binary),
)


def shape_of(annotation: object, metadata: Sequence[object] = ()) -> Shape:
    """Return the shape of a type. A type that forms know nothing of is passed to pydantic as text."""
    annotation, inner = _bare(annotation)
    for mark in (*metadata, *inner):
        if isinstance(mark, UnixTimeCodec):
            return Integer()
        if isinstance(mark, Base64Codec):
            return Text()
        if isinstance(mark, FileCodec):
            return File()
    if annotation is None or annotation is NoneType:
        return Null()
    if isinstance(annotation, type) and not get_args(annotation):
        return _of_class(annotation)
    return _of_generic(annotation, get_origin(annotation), get_args(annotation))


def _of_generic(annotation: object, origin: object, arguments: tuple[object, ...]) -> Shape:
    if origin in _UNIONS:
        return _of_union(arguments)
    if origin is Literal:
        return Choice(arguments)
    if origin is tuple:
        if arguments[1:] == (Ellipsis,):
            return Array(shape_of(arguments[0]))
        return Array(ANYTHING, [shape_of(item) for item in arguments])
    if origin in _ARRAYS or origin in _MAPS:
        return Array(shape_of(arguments[0])) if origin in _ARRAYS else Map(shape_of(arguments[1]))
    if isinstance(origin, type) and issubclass(origin, BaseModel):
        return record_of(cast("type[BaseModel]", annotation))
    return ANYTHING


def _bare(annotation: object) -> tuple[object, tuple[object, ...]]:
    """Take off ``Annotated`` (its metadata is returned), ``NewType`` and type aliases."""
    metadata: tuple[object, ...] = ()
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            metadata += tuple(more)
        elif hasattr(annotation, "__supertype__"):
            annotation = cast("Any", annotation).__supertype__
        elif type(annotation).__name__ == "TypeAliasType":
            annotation = cast("Any", annotation).__value__
        else:
            return annotation, metadata


def _of_class(annotation: type) -> Shape:
    if issubclass(annotation, BaseModel):
        return record_of(annotation)
    if issubclass(annotation, Enum):
        return Choice([member.value for member in annotation])
    for known, shape in _SCALARS:
        if issubclass(annotation, known):
            return shape()
    if annotation in _ARRAYS:
        return Array(ANYTHING)
    return Map(ANYTHING) if annotation in _MAPS else ANYTHING


def _of_union(arguments: Iterable[object]) -> Shape:
    flat = list(_flatten(arguments))
    if len(flat) == 1:
        return shape_of(flat[0])
    return Either([(shape_of(argument), argument) for argument in flat])


def _flatten(arguments: Iterable[object]) -> Iterator[object]:
    for argument in arguments:
        bare, _ = _bare(argument)
        if get_origin(bare) in _UNIONS:
            yield from _flatten(get_args(bare))
        else:
            yield argument


@cache
def record_of(model: type[BaseModel]) -> Record:
    """Return the shape of a model; one per class, so that recursive models are finite."""
    return Record(model, fields_of, rest_of)


def rest_of(model: type[BaseModel]) -> Shape | None:
    """Return the shape of the properties that a model does not list, None where it does not say what they are."""
    if "__pydantic_extra__" not in inspect.get_annotations(model):
        return None
    extra = inspect.get_annotations(model, eval_str=True)["__pydantic_extra__"]
    return shape_of(get_args(extra)[1])


def fields_of(model: type[BaseModel], *, by_name: bool = False) -> Mapping[str, Shape]:
    """Return the shapes of a model's fields by wire name (or by Python name)."""
    if not model.__pydantic_fields_complete__:
        model.model_rebuild()
    nulls = nullable(model)
    shapes: dict[str, Shape] = {}
    for name, info in model.model_fields.items():
        wire = wire_name(model, name)
        shapes[name if by_name else wire] = _of_field(info, nulls is not None and wire in nulls)
    return shapes


def _of_field(info: FieldInfo, may_be_null: bool) -> Shape:  # noqa: FBT001 - private
    """Return the shape of a field. The None of an optional field does not say that it may be null."""
    annotation, metadata = _bare(info.annotation)
    if not may_be_null and not info.is_required() and get_origin(annotation) in _UNIONS:
        return _of_union([item for item in get_args(annotation) if item is not NoneType])
    return shape_of(annotation, [*info.metadata, *metadata])
