"""Reports defaults that are invalid for their schema, which models omit, and applies those of components."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.conform import violations
from codegen.ir.lookup import follow
from codegen.ir.types import ABSENT, Absent, AllOf, Object, RefTo
from codegen.ir.walk import descend, rebuild_api, rebuild_children, request_types, response_types

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.core.json import Json
    from codegen.core.location import Location
    from codegen.ir.api import Api, Operation
    from codegen.ir.types import Type

_MAX_NAME = 60


def report_defaults(api: Api, found: Diagnostics) -> None:
    """Warn of every default of a field or parameter that violates its schema (JSON Schema Validation, 9.2)."""
    checker = _Checker(api, found)
    for definition in api.definitions.values():
        checker.inside(definition.type)
        checker.check(definition.origin.component, definition.type, definition.default, definition.location)
    for operation in api.operations:
        for node in (*request_types(operation), *response_types(operation)):
            checker.inside(node)
        for param in operation.params:
            checker.check(param.name, param.type, param.default, param.location)


def inherit_defaults(api: Api) -> Api:
    """Return the API in which fields and parameters have the defaults of the components that they refer to."""

    def change(node: Type) -> Type:
        node = rebuild_children(node, change)
        if not isinstance(node, Object):
            return node
        fields = (replace(item, default=_inherited(api, item.type, item.default)) for item in node.fields)
        return replace(node, fields=tuple(fields))

    def with_defaults(operation: Operation) -> Operation:
        params = (replace(item, default=_inherited(api, item.type, item.default)) for item in operation.params)
        return replace(operation, params=tuple(params))

    changed = rebuild_api(api, change)
    return replace(
        changed,
        operations=tuple(map(with_defaults, changed.operations)),
        webhooks=tuple(map(with_defaults, changed.webhooks)),
    )


def _inherited(api: Api, node: Type, stated: Json | Absent) -> Json | Absent:
    """Return a stated default, else the first one of the components that a type refers to."""
    if not isinstance(stated, Absent):
        return stated
    parts = [node, *(node.parts if isinstance(node, AllOf) else ())]
    for part in parts:
        for link in follow(api.definitions, part):
            target = api.definitions.get(link.target) if isinstance(link, RefTo) else None
            if target is not None and not isinstance(target.default, Absent):
                return target.default
    return ABSENT


class _Checker:
    """Checks each location once: many operations can share a parameter."""

    def __init__(self, api: Api, found: Diagnostics) -> None:
        self._api = api
        self._found = found
        self._seen: set[Location] = set()

    def inside(self, node: Type) -> None:
        """Check the fields of every object in a type; references are checked at their targets."""
        for part in descend(node):
            for field in part.fields if isinstance(part, Object) else ():
                self.check(field.name, field.type, field.default, field.location.child("default"))

    def check(self, name: str, node: Type, default: Json | Absent, at: Location) -> None:
        """Check one default; null is accepted, because many documents use it for "none"."""
        if isinstance(default, Absent) or default is None or at in self._seen:
            return
        self._seen.add(at)
        first = next(iter(violations(self._api, default, node)), None)
        if first is not None:
            where = f" at {first.pointer}" if first.pointer else ""
            message = f"the default of {name[:_MAX_NAME]!r}{where} {first.message}"
            self._found.warning("default-mismatch", message, at)
