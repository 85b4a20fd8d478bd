"""The names of the scanned-for package, by what callers write."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.diff.audience.callers.surface import argument_list, emitted_operation
from codegen.ir.api import In
from codegen.ir.lookup import json_media
from codegen.ir.types import Expandable, RefTo
from codegen.migrate.scan.known import ClientClass, ModelClass, PackageModule, Page, Resource, ServiceClass, Value
from codegen.python.parts import PARTS, public_modules

if TYPE_CHECKING:
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.ir.api import OpId
    from codegen.ir.types import DefId, Type
    from codegen.migrate.scan.known import Known

_SUBMODULES = public_modules(PARTS)


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a method."""

    place: str
    wire: str
    name: str
    type: Type | None
    required: bool


@dataclass(slots=True)
class Surface:
    """The names of one version."""

    side: ComparedApi
    package: str
    children: dict[tuple[tuple[str, ...], str], tuple[str, ...]] = field(default_factory=dict)
    methods: dict[tuple[tuple[str, ...], str], OpId] = field(default_factory=dict)
    models: dict[str, Known] = field(default_factory=dict)
    dicts: dict[str, Known] = field(default_factory=dict)
    services: dict[str, Known] = field(default_factory=dict)
    resources: dict[str, Known] = field(default_factory=dict)
    fields: dict[DefId, dict[str, str]] = field(default_factory=dict)
    _arguments: dict[OpId, tuple[Argument, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = self.side.names
        for key, resource in names.resources.items():
            self.children[key[:-1], str(resource.attribute)] = key
            self.resources[str(resource.sync_class)] = Resource(key, is_async=False)
            self.resources[str(resource.async_class)] = Resource(key, is_async=True)
            service = str(resource.service)
            self.services[service] = ServiceClass(key)
            self.services[service.removesuffix("Service") + "Base"] = ServiceClass(key, abstract=False)
        for operation, item in names.operations.items():
            self.methods[item.resource, str(item.method)] = operation
        for owner, model in names.models.items():
            self.models[str(model.name)] = ModelClass(owner)
            self.dicts[str(model.typed_dict)] = ModelClass(owner, is_dict=True)
        for targets, ref in names.refs.items():
            self.models[str(ref)] = Value(_expandable(self.side, targets))
        for (owner, wire), ident in names.fields.items():
            self.fields.setdefault(owner, {})[str(ident)] = wire

    def imported(self, parts: tuple[str, ...]) -> Known | None:
        """Return the target of a dotted path below the package."""
        if not parts:
            return PackageModule()
        head, last = parts[0], parts[-1]
        if len(parts) == 1 and last in {"Client", "AsyncClient"}:
            return ClientClass(last == "AsyncClient")
        if parts in {("client", "Client"), ("client", "AsyncClient")}:
            return ClientClass(last == "AsyncClient")
        if len(parts) == 1:
            return PackageModule(parts) if head in _SUBMODULES else None
        tables = {"models": self.models, "params": self.dicts, "server": self.services, "resources": self.resources}
        found = tables.get(head, {}).get(last)
        return found if found is not None else PackageModule(parts) if last.islower() else None

    def exported(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names of ``from … import *``."""
        if not parts:
            return ("Client", "AsyncClient", *_SUBMODULES)
        return tuple({"models": self.models, "params": self.dicts, "server": self.services}.get(parts[0], {}))

    def arguments(self, operation: OpId) -> tuple[Argument, ...]:
        """Return the arguments of a method, path parameters first."""
        if operation not in self._arguments:
            rows = [Argument(*row) for row in argument_list(self.side, operation)]
            found = emitted_operation(self.side, operation)
            order = {name: index for index, name in enumerate(found.path[1::2])} if found is not None else {}
            rows.sort(key=lambda row: order.get(row.wire, 0) if row.place == In.PATH else len(order))
            self._arguments[operation] = tuple(rows)
        return self._arguments[operation]

    def positional(self, operation: OpId) -> list[str]:
        """Return the arguments of a method that can be passed by position."""
        known = self.side.names.operations.get(operation)
        wire = known.positional if known is not None else ()
        return [item.name for item in self.arguments(operation) if item.place == In.PATH and item.wire in wire]

    def result(self, operation: OpId) -> Known | None:
        """Return what a method returns."""
        found = emitted_operation(self.side, operation)
        if found is None:
            return None
        if found.pagination is not None:
            return Page(found.pagination.item)
        responses = [response for response in found.responses if response.success] or [
            response for response in found.responses if response.status == "default"
        ]
        for response in responses:
            media = json_media(response.media)
            if media is not None and media.type is not None:
                return Value(media.type)
        return None

    def services_of(self, key: tuple[str, ...]) -> dict[str, OpId]:
        """Return the methods of a resource's service."""
        return {name: operation for (resource, name), operation in self.methods.items() if resource == key}


def _expandable(side: ComparedApi, targets: tuple[DefId, ...]) -> Type:
    for definition in side.emitted.definitions.values():
        for item in getattr(definition.type, "fields", ()):
            if isinstance(item.type, Expandable) and item.type.targets == targets:
                return item.type
    return RefTo(target=targets[0])
