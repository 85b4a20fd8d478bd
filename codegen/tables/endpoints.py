"""Determines method and path of parameter tables: from the page, the configuration, or a convention.

The convention: below ``/api/<resource>/``, the actions create, list, retrieve, update and delete have the methods and
paths in ``_CONVENTION``. These are marked as inferred, and stated ones take precedence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.tables.model import Endpoint, Table, fold_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_CONVENTION: dict[str, tuple[str, bool]] = {
    "create": ("POST", False),
    "list": ("GET", False),
    "retrieve": ("GET", True),
    "get": ("GET", True),
    "update": ("POST", True),
    "delete": ("DELETE", True),
}
DEFAULT_PREFIX = "/v1/"


def complete_endpoints(tables: Sequence[Table], operations: Mapping[str, str]) -> tuple[Table, ...]:
    """Return the tables with every endpoint that is stated or can be inferred.

    ``operations`` maps ``resource.name`` (or ``name`` alone) to ``METHOD /path``. Inferred paths have the prefix of
    a stated path (of the same resource, else of any other), else ``/v1/``.
    """
    stated = [_configured(table, operations) for table in tables]
    prefixes = {table.resource: prefix for table in stated if (prefix := _prefix(table)) is not None}
    endpoints = [table.endpoint for table in stated if table.endpoint]
    server = next((endpoint.server for endpoint in endpoints if endpoint.server), "")
    objects = {table.resource: table.name for table in stated if table.kind == "object" and table.resource}
    return tuple(_by_convention(table, prefixes, objects, server) for table in stated)


def operation_key(table: Table) -> str:
    """Return the key of an operation in the configuration: ``promotion_codes.create``."""
    return f"{table.resource}.{table.name}" if table.resource else table.name


def _configured(table: Table, operations: Mapping[str, str]) -> Table:
    words = operations.get(operation_key(table), "").split()
    if table.kind != "parameters" or not words:
        return table
    server = table.endpoint.server if table.endpoint else ""
    return replace(
        table, endpoint=Endpoint(method=words[0].upper(), path=words[1], location=table.location, server=server)
    )


def _prefix(table: Table) -> str | None:
    """Return the part of a stated path before the resource."""
    path = table.endpoint.path if table.endpoint else ""
    at = path.find(f"/{table.resource}") if table.resource else -1
    return path[: at + 1] if at >= 0 else None


def _by_convention(table: Table, prefixes: Mapping[str, str], objects: Mapping[str, str], server: str) -> Table:
    if table.kind != "parameters" or not table.resource or table.endpoint or table.name not in _CONVENTION:
        return table
    method, on_one = _CONVENTION[table.name]
    prefix = prefixes.get(table.resource) or next(iter(prefixes.values()), DEFAULT_PREFIX)
    path = f"{prefix}{table.resource}" + (f"/{{{_parameter(table.resource, objects)}}}" if on_one else "")
    found = Endpoint(method=method, path=path, location=table.location, server=server, inferred=True)
    return replace(table, endpoint=found)


def _parameter(resource: str, objects: Mapping[str, str]) -> str:
    """Return the name of the id in a path: the name of the object of the resource, where its page is known."""
    if resource in objects:
        return objects[resource]
    last = resource.rpartition("/")[2]
    alike = next((name for name in objects.values() if fold_name(name) == fold_name(last)), None)
    if alike:
        return alike
    if last.endswith("ies"):
        return last[:-3] + "y"
    return last.removesuffix("s") or last
