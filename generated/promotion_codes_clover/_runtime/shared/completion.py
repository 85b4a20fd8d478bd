"""Checks and completes new objects: null in fields that are not nullable, missing fields, constants."""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, Union, cast, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError
from typing_extensions import TypeAliasType

from .ref import Lazy
from .wirenames import wire_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel


@dataclass(frozen=True)
class _Demands:
    """The Python names of fields: optional ones that refuse null, those to fill, and those that JSON must contain."""

    not_null: tuple[str, ...]
    filled: frozenset[str]
    required: frozenset[str]


_demands: Final[dict[type[object], _Demands]] = {}
_NULL: Final = PydanticCustomError("null", "Input should not be null")


def complete(model: BaseModel, *, is_json: bool) -> None:
    """Refuse null in fields that are optional, but not nullable, and mark the constants of a new object as set.

    Objects of JSON are not completed, but must have their required fields. This is a hot path.

    :raises ValidationError: a field is null, or missing.
    """
    kind = type(model)
    demands = _demands.get(kind)
    if demands is None:
        demands = _demands[kind] = _demands_of(kind)
    data, given = model.__dict__, model.__pydantic_fields_set__
    wrong = [name for name in demands.not_null if data[name] is None and name in given]
    if not is_json:
        given |= demands.filled
    missing = demands.required - given if is_json else ()
    if wrong or missing:
        errors = [InitErrorDetails(type=_NULL, loc=(wire_name(kind, name),), input=None) for name in wrong]
        errors += [
            InitErrorDetails(type="missing", loc=(wire_name(kind, name),), input=data) for name in sorted(missing)
        ]
        raise ValidationError.from_exception_data(kind.__name__, errors)


def listed_names(model: type[BaseModel], attribute: str) -> frozenset[str] | None:
    """Return the names in an attribute of a class and its bases; None if no class has it."""
    found = [cast("Iterable[str]", vars(base)[attribute]) for base in model.__mro__ if attribute in vars(base)]
    return frozenset(name for names in found for name in names) if found else None


def _demands_of(model: type[BaseModel]) -> _Demands:
    nullable = listed_names(model, "__nullable__") or frozenset()
    optional = {name: field for name, field in model.model_fields.items() if not field.is_required()}
    return _Demands(
        not_null=tuple(
            name
            for name, field in optional.items()
            if wire_name(model, name) not in nullable and not _accepts_null(field.annotation, field.metadata)
        ),
        filled=listed_names(model, "__filled__") or frozenset(),
        required=listed_names(model, "__required__") or frozenset(),
    )


def _accepts_null(annotation: Any, metadata: Iterable[object]) -> bool:
    """Return whether the type of an optional field, without the None that means unset, has the value null."""
    if any(isinstance(mark, Lazy) for mark in metadata):
        return False
    arms = get_args(annotation) if _is_union(annotation) else (annotation,)
    return any(_has_null(arm) for arm in arms if arm is not types.NoneType)


def _has_null(annotation: Any) -> bool:
    if isinstance(annotation, TypeAliasType):
        return _has_null(annotation.__value__)
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        return not any(isinstance(mark, Lazy) for mark in metadata) and _has_null(inner)
    if _is_union(annotation):
        return any(map(_has_null, get_args(annotation)))
    return annotation in (Any, object, types.NoneType)


def _is_union(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, types.UnionType)
