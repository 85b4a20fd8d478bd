"""Maps the Python names of fields to their wire names."""

from __future__ import annotations

from pydantic import BaseModel


def wire_name(model: type[BaseModel], name: str) -> str:
    """Return the wire name of the field ``name``; unknown fields are named by their wire names."""
    field = model.model_fields.get(name)
    if field is None:
        return name
    return field.serialization_alias or field.alias or name
