"""The surface of a package as a tree of text."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from codegen.core.printed import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.python.emit.surface import Surface, SurfaceModel, SurfaceOperation

_WIDTH = 110


def lines(surface: Surface) -> Iterator[str]:
    """Yield the resources with their methods, then the models."""
    title = " ".join(filter(None, (surface.title, surface.version)))
    yield visible(f"{surface.package}: {title}".removesuffix(": "))
    yield f"{_count(surface.operations, 'operation')}, {_count(surface.models, 'model')}"
    for resource, operations in groupby(surface.operations, key=lambda item: item.name.rpartition(".")[0]):
        yield ""
        yield f"client.{resource}"
        for operation in operations:
            yield from _operation(operation)
    if surface.models:
        yield ""
        yield "models"
    for model in surface.models:
        yield visible(f"  {_model(model)}")


def _count(items: tuple[object, ...], noun: str) -> str:
    return f"{len(items)} {noun}{'' if len(items) == 1 else 's'}"


def _operation(operation: SurfaceOperation) -> Iterator[str]:
    name = operation.name.rpartition(".")[2]
    marks = "  (deprecated)" if operation.deprecated else ""
    positional = [item.declaration for item in operation.arguments if item.positional]
    keywords = [item.declaration for item in operation.arguments if not item.positional]
    arguments = [*positional, *(["*"] if keywords else []), *keywords]
    yield visible(f"  {name}  {operation.method} {operation.path}{marks}{_named_by(operation.named_by, 'path')}")
    one_line = f"    ({', '.join(arguments)}) -> {operation.returns}"
    if len(one_line) <= _WIDTH:
        yield visible(one_line)
        return
    yield "    ("
    yield from (visible(f"        {argument},") for argument in arguments)
    yield visible(f"    ) -> {operation.returns}")


def _model(model: SurfaceModel) -> str:
    source = _named_by(model.named_by, "component")
    if model.kind == "alias":
        return f"{model.name}  alias{source}"
    return f"{model.name}({', '.join(item.name + ('' if item.required else '?') for item in model.fields)}){source}"


def _named_by(source: str, usual: str) -> str:
    """Return where a name comes from, unless it is the usual source."""
    return "" if source == usual else f"  (named by {source})"
