"""Every Python name of the output, decided once (by ``naming``) and shared by all emitters. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.ir.api import In, OpId
from codegen.ir.types import DefId
from codegen.python.code import Ident

if TYPE_CHECKING:
    from codegen.ir.api import Api, Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelName:
    """Names of a definition: its module below ``models``, its class (or alias), and the TypedDict that mirrors it."""

    module: Ident
    name: Ident
    typed_dict: Ident


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceName:
    """Names of a resource: the attribute on its parent, its module, and its classes."""

    attribute: Ident
    module: Ident
    sync_class: Ident
    async_class: Ident
    service: Ident
    parent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationName:
    """Names of an operation: its resource (key into ``NameTable.resources``), its method and its descriptor constant.

    ``params`` maps (location, wire name) to the argument; ``body`` maps wire names of a body's properties to arguments,
    when the body is spread over arguments, and is empty when the body is one argument, ``body_argument``.
    """

    resource: tuple[str, ...]
    method: Ident
    constant: Ident
    params: Mapping[tuple[In, str], Ident]
    body: Mapping[str, Ident]
    body_argument: Ident


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTable:
    """All names. Injective per scope: classes, modules, the fields of one model, the methods of one resource.

    ``refs`` names the aliases of expandable ids by what they may hold, ``lazy`` those of cut references.
    """

    package: Ident
    models: Mapping[DefId, ModelName]
    fields: Mapping[tuple[DefId, str], Ident]
    resources: Mapping[tuple[str, ...], ResourceName]
    operations: Mapping[OpId, OperationName]
    refs: Mapping[tuple[DefId, ...], Ident]
    lazy: Mapping[DefId, Ident]

    def operations_of(self, api: Api, resource: tuple[str, ...]) -> list[Operation]:
        """Return the operations of a resource, in the order of the document."""
        return [operation for operation in api.operations if self.operations[operation.id].resource == resource]

    def children_of(self, resource: tuple[str, ...]) -> list[ResourceName]:
        """Return the resources directly below one."""
        return [other for path, other in self.resources.items() if path[:-1] == resource and path != resource]
