"""Writes unset nullable fields of responses as ``null``.

A model lists the wire names of its nullable fields in ``__nullable__``; the type does not tell, because every optional
field is ``T | None = None``.
"""

from __future__ import annotations

from datetime import datetime
from operator import is_not
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, cast, get_args, get_origin

from pydantic import BaseModel

from ..shared.caching import cached
from ..shared.completion import listed_names
from ..shared.ref import Ref
from ..shared.wirenames import wire_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_set: Final = object.__setattr__  # models may be frozen
_TEXTS: Final[frozenset[type[object]]] = frozenset({str, Ref})
_plans: Final[dict[type[object], tuple[frozenset[str], tuple[str, ...]]]] = {}
"""The plans (see `_plan`) of known models: one look-up decides whether a value is a model and what to do with it."""


@cached
def nullable(model: type[BaseModel]) -> frozenset[str] | None:
    """Return the wire names of the nullable fields, inherited ones included; None if no class declares any."""
    return listed_names(model, "__nullable__")


def _plan(model: type[BaseModel]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the Python names of nullable fields, and of fields that may contain models with nullable fields."""
    names = nullable(model) or frozenset()
    fields = model.model_fields
    blank = frozenset(name for name in fields if wire_name(model, name) in names)
    return blank, tuple(name for name, info in fields.items() if _may_hold_nulls(info.annotation, {model}))


def _may_hold_nulls(annotation: object, seen: set[object]) -> bool:
    """Return whether values of a type may contain models with nullable fields; ``seen`` are the models in progress."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _model_may_hold_nulls(annotation, seen)
    if isinstance(annotation, type) and issubclass(annotation, (str, bytes, int, float, datetime, NoneType)):
        return False
    if get_origin(annotation) is Literal:
        return False
    arguments = get_args(annotation)
    if get_origin(annotation) is Annotated:
        # metadata is not a type; lazy references are Annotated[Any, ...]
        arguments = arguments[:1]
    return not arguments or any(_may_hold_nulls(argument, seen) for argument in arguments if argument is not ...)


def _model_may_hold_nulls(model: type[BaseModel], seen: set[object]) -> bool:
    if nullable(model) or model in seen:
        return bool(nullable(model))
    seen.add(model)
    return any(_may_hold_nulls(info.annotation, seen) for info in model.model_fields.values())


def with_nulls(value: object) -> object:
    """Return a value with every unset nullable field set to null, without modifying the original."""
    if type(value) in _plans or isinstance(value, BaseModel):
        return _model_with_nulls(cast("BaseModel", value))
    if isinstance(value, (list, tuple)):
        old_items = cast("Sequence[object]", value)
        items = [with_nulls(item) for item in old_items]
        return items if any(map(is_not, items, old_items)) else old_items
    if isinstance(value, dict):
        old_entries = cast("dict[object, object]", value)
        entries = {key: with_nulls(item) for key, item in old_entries.items()}
        return entries if any(map(is_not, entries.values(), old_entries.values())) else old_entries
    return value


def _model_with_nulls(value: BaseModel) -> BaseModel:
    """Return the model, or a copy with nulls. This is a hot path: it runs for every object of every response."""
    kind = type(value)
    plan = _plans.get(kind)
    if plan is None:
        plan = _plans[kind] = _plan(kind)
    blank, nested = plan
    data = value.__dict__
    fields_set = value.__pydantic_fields_set__
    update = _nested_updates(data, nested) if nested else None
    if update is None and blank <= fields_set:
        return value
    unset = {name for name in blank - fields_set if data.get(name) is None}
    return _copy(value, {**data, **update} if update else data, fields_set | unset)


def _nested_updates(data: Mapping[str, object], names: tuple[str, ...]) -> dict[str, object] | None:
    """Return the fields whose values need nulls, with these; None if there are none."""
    update: dict[str, object] | None = None
    for name in names:
        old: object = data.get(name)
        if old is None or type(old) in _TEXTS:
            continue
        below = _plans.get(type(old))
        if below is None:
            new = with_nulls(old)
        else:
            model: Any = old
            if not below[1] and below[0] <= model.__pydantic_fields_set__:
                continue
            new = _model_with_nulls(model)
        if new is not old:
            if update is None:
                update = {}
            update[name] = new
    return update


def _copy(value: BaseModel, data: Mapping[str, object], fields_set: set[str]) -> BaseModel:
    """Return a copy for serialisation, which may share its data with the original."""
    copy = type(value).__new__(type(value))
    _set(copy, "__dict__", data)
    _set(copy, "__pydantic_extra__", value.__pydantic_extra__)
    _set(copy, "__pydantic_fields_set__", fields_set)
    _set(copy, "__pydantic_private__", value.__pydantic_private__)
    return copy
