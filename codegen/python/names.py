"""Data classes for the Python names of the output, which ``naming`` decides once and all emitters share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.ir.api import In, OpId
from codegen.ir.types import DefId
from codegen.python.code import Ident

if TYPE_CHECKING:
    from codegen.ir.api import Api, Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelName:
    """Names of a definition: its module in ``models``, its class (or alias), its TypedDict (or alias in ``params``).

    ``constants`` is the class of the constants beside an enum. ``source`` says where the class name comes from.
    """

    module: Ident
    name: Ident
    typed_dict: Ident
    constants: Ident
    source: str = ""


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
    """Names of an operation: its resource (key of ``NameTable.resources``), method and descriptor constant.

    ``params`` maps (location, wire name) to the argument; ``body`` maps wire names of body properties to arguments if
    each property is an argument, and is empty if the body is one argument, ``body_argument``. ``positional`` are the
    wire names of positional path parameters, in order. ``source`` says where the name comes from.
    """

    resource: tuple[str, ...]
    method: Ident
    constant: Ident
    params: Mapping[tuple[In, str], Ident]
    body: Mapping[str, Ident]
    body_argument: Ident
    positional: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTable:
    """All names, unique per scope: classes, modules, the fields of one model, the methods of one resource.

    ``refs`` names the aliases of expandable ids by their targets, ``lazy`` those of cut references. ``members`` names
    the values of enums that have names.
    """

    package: Ident
    models: Mapping[DefId, ModelName]
    fields: Mapping[tuple[DefId, str], Ident]
    resources: Mapping[tuple[str, ...], ResourceName]
    operations: Mapping[OpId, OperationName]
    refs: Mapping[tuple[DefId, ...], Ident]
    lazy: Mapping[DefId, Ident]
    members: Mapping[DefId, tuple[Ident, ...]] = field(default_factory=dict)

    def operations_of(self, api: Api, resource: tuple[str, ...]) -> list[Operation]:
        """Return the operations of a resource, in the order of the document."""
        return [operation for operation in api.operations if self.operations[operation.id].resource == resource]

    def children_of(self, resource: tuple[str, ...]) -> list[ResourceName]:
        """Return the resources directly below one."""
        return [other for path, other in self.resources.items() if path[:-1] == resource and path != resource]
