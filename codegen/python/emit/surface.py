"""Lists what callers of a package see: client methods with their arguments, and models with their fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.ir.types import Object
from codegen.python.emit.annotate import Annotator
from codegen.python.emit.arguments import call_arguments
from codegen.python.emit.client import Methods
from codegen.python.emit.descriptions import operation_paragraphs, summary
from codegen.python.emit.signatures import attribute_path, parameter, returned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.ir.api import Api, Operation
    from codegen.ir.types import Definition
    from codegen.python.names import NameTable


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceArgument:
    """One argument of a method. ``declaration`` is its text in a signature."""

    name: str
    type: str
    required: bool
    positional: bool
    declaration: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceOperation:
    """One operation: ``name`` is the dotted name of its method, without ``client.``.

    ``named_by`` says where the name comes from, as in docs/show.md.
    """

    method: str
    path: str
    name: str
    arguments: tuple[SurfaceArgument, ...]
    returns: str
    summary: str
    deprecated: bool
    named_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceField:
    """One field of a model: ``wire`` is the property's name in JSON."""

    name: str
    wire: str
    type: str
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceModel:
    """One class of ``models``, or an alias (which has no fields)."""

    name: str
    module: str
    kind: str
    summary: str
    named_by: str
    fields: tuple[SurfaceField, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """The operations in the order of the resources, and the models in the order of the document."""

    package: str
    title: str
    version: str
    operations: tuple[SurfaceOperation, ...]
    models: tuple[SurfaceModel, ...]


def build_surface(api: Api, names: NameTable) -> Surface:
    """Return the surface of the package of an API with decided names."""
    return Surface(
        package=str(names.package),
        title=api.title,
        version=api.version,
        operations=tuple(
            _operation(api, names, key, operation)
            for key in names.resources
            for operation in names.operations_of(api, key)
        ),
        models=tuple(_model(api, names, definition) for definition in api.definitions.values()),
    )


def _annotator(api: Api, names: NameTable) -> Annotator:
    return Annotator(api, names, up="..", models="models", params="params")


def _operation(api: Api, names: NameTable, key: tuple[str, ...], operation: Operation) -> SurfaceOperation:
    view = Methods(api, names, _annotator(api, names)).view(operation)
    chosen = names.operations[operation.id]
    declared = {argument.name: argument for argument in (*view.positional, *view.keywords)}
    return SurfaceOperation(
        method=operation.method.upper(),
        path=operation.template,
        name=f"{attribute_path(names, key)}.{view.name}",
        arguments=tuple(
            SurfaceArgument(
                name=str(argument.name),
                type=str(declared[argument.name].annotation),
                required=argument.required,
                positional=argument.positional,
                declaration=str(parameter(declared[argument.name])),
            )
            for argument in call_arguments(api, operation, chosen)
        ),
        returns=str(returned(view)),
        summary=operation_paragraphs(operation)[0],
        deprecated=operation.deprecated,
        named_by=chosen.source,
    )


def _model(api: Api, names: NameTable, definition: Definition) -> SurfaceModel:
    chosen = names.models[definition.id]
    return SurfaceModel(
        name=str(chosen.name),
        module=f"models.{chosen.module}",
        kind="class" if isinstance(definition.type, Object) else "alias",
        summary=summary(definition.description or definition.title),
        named_by=chosen.source,
        fields=tuple(_fields(api, names, definition)),
    )


def _fields(api: Api, names: NameTable, definition: Definition) -> Iterator[SurfaceField]:
    """Yield the fields of a class, those of its base classes first."""
    if not isinstance(definition.type, Object):
        return
    annotator = _annotator(api, names)
    for base in definition.type.bases:
        yield from _fields(api, names, api.definitions[base])
    for item in definition.type.fields:
        yield SurfaceField(
            name=str(names.fields[definition.id, item.name]),
            wire=item.name,
            type=str(annotator.received(item.type)),
            required=item.required is True,
        )
