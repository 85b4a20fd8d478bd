"""Refuses parameters that the API does not know inside of objects. The generated server refuses those at the top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from .errors import invalid

if TYPE_CHECKING:
    from collections.abc import Iterator


def refuse_unknown(sent: BaseModel | None) -> None:
    """Raise ``ServiceError`` for the first unknown parameter, named as on the wire: ``restrictions[nope]``."""
    for name in _unknown(sent, ""):
        raise invalid(f"Received unknown parameter: {name}", name, "parameter_unknown")


def _unknown(value: object, path: str) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from (_below(path, name) for name in value.model_extra or ())
        for name, field in type(value).model_fields.items():
            yield from _unknown(getattr(value, name), _below(path, field.alias or name))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _unknown(item, _below(path, str(name)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unknown(item, _below(path, str(index)))


def _below(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name
