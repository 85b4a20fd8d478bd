"""Every Python name of the output, decided once (by ``naming``) and shared by all emitters. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codegen.ir.api import In, OpId
from codegen.ir.types import DefId
from codegen.python.code import Ident


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
