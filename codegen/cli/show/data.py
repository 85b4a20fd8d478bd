"""The surface of a package as JSON, whole or restricted to a search text."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from codegen.python.emit.surface import Surface, SurfaceModel, SurfaceOperation


def surface_value(surface: Surface) -> dict[str, Any]:
    """Return the surface as JSON; docs/show.md describes the members."""
    return asdict(surface)


def search(surface: Surface, text: str) -> Surface:
    """Return the operations and models that contain a text in a name, a path, a summary, an argument or a field.

    Upper and lower case are equal. An empty text selects everything.
    """
    wanted = text.casefold()
    return replace(
        surface,
        operations=tuple(item for item in surface.operations if wanted in _operation_text(item)),
        models=tuple(item for item in surface.models if wanted in _model_text(item)),
    )


def _operation_text(item: SurfaceOperation) -> str:
    arguments = (argument.name for argument in item.arguments)
    return "\n".join([f"{item.method} {item.path}", f"client.{item.name}", item.summary, *arguments]).casefold()


def _model_text(item: SurfaceModel) -> str:
    fields = (name for row in item.fields for name in (row.name, row.wire))
    return "\n".join([item.name, item.summary, *fields]).casefold()
