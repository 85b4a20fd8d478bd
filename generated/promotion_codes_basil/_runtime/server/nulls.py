"""Fields that may be null, which is not the same as fields that may be left out.

A model lists the wire names of its nullable fields in ``__nullable__`` (``T | None = None`` alone does not tell: every
optional field reads so). A service that leaves such a field unset answers ``null``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast, get_args

from pydantic import BaseModel

from ..model import wire_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@cache
def nullable(model: type[BaseModel]) -> frozenset[str] | None:
    """Return the wire names of the nullable fields, those of base models included; None when no model says."""
    listed: list[Iterable[str]] = [vars(base)["__nullable__"] for base in model.__mro__ if "__nullable__" in vars(base)]
    return frozenset(name for names in listed for name in names) if listed else None


@cache
def _plan(model: type[BaseModel]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the Python names of nullable fields, and of fields whose values may hold models."""
    names = nullable(model) or frozenset()
    fields = model.model_fields
    blank = frozenset(name for name in fields if wire_name(model, name) in names)
    return blank, tuple(name for name, info in fields.items() if _may_hold_models(info.annotation))


def _may_hold_models(annotation: object) -> bool:
    if isinstance(annotation, type):
        return not issubclass(annotation, (str, bytes, int, float, type(None)))
    arguments = get_args(annotation)
    return not arguments or any(_may_hold_models(item) for item in arguments if not isinstance(item, (str, int)))


def with_nulls(value: object) -> object:
    """Return the value with every unset nullable field set to null; what the service returned is not changed."""
    if isinstance(value, BaseModel):
        return _model_with_nulls(value)
    if isinstance(value, (list, tuple)):
        old_items = cast("Sequence[object]", value)
        items = [with_nulls(item) for item in old_items]
        return items if any(new is not old for new, old in zip(items, old_items, strict=True)) else old_items
    if isinstance(value, dict):
        old_entries = cast("dict[object, object]", value)
        entries = {key: with_nulls(item) for key, item in old_entries.items()}
        return entries if any(entries[key] is not item for key, item in old_entries.items()) else old_entries
    return value


def _model_with_nulls(value: BaseModel) -> BaseModel:
    blank, nested = _plan(type(value))
    update: dict[str, object] = {name: None for name in blank - value.model_fields_set if getattr(value, name) is None}
    for name in nested:
        old: object = getattr(value, name)
        if old is not None:
            new: object = with_nulls(old)
            if new is not old:
                update[name] = new
    return value.model_copy(update=update) if update else value
