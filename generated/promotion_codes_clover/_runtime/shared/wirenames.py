"""Maps the Python names of fields to their wire names."""

from __future__ import annotations

from pydantic import BaseModel

from .values import is_object


def wire_name(model: type[BaseModel], name: str) -> str:
    """Return the wire name of the field ``name``; unknown fields are named by their wire names."""
    field = model.model_fields.get(name)
    if field is None:
        return name
    return field.serialization_alias or field.alias or name


def by_wire_name(value: object, name: str) -> object:
    """Return the property with the wire name ``name`` of a model or dict, or None."""
    if is_object(value):
        return value.get(name)
    if not isinstance(value, BaseModel):
        return None
    for field in type(value).model_fields:
        if wire_name(type(value), field) == name:
            return getattr(value, field, None)
    return (value.model_extra or {}).get(name)
