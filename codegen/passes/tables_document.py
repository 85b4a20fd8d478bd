"""Schema tables as an OpenAPI 3.1 document: the way from tables to models, client and server.

Every schema, parameter and operation carries ``x-source``. What the tables do not know is not written: no status codes
but the reply itself, no types for links that lead nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codegen.core.location import Location, pointer_tokens
from codegen.ir.tables import Endpoint, Example, Reference, Table, fold_name
from codegen.ir.types import DefId
from codegen.passes.tables_endpoints import operation_key
from codegen.passes.tables_schema import SchemaBuilder, source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.json import Json

DOCUMENT = "schema-tables.json"
"""What locations call the document that is made of tables, until ``relocate`` points them at the tables."""

_FORM = "application/x-www-form-urlencoded"
_BODILESS = {"GET", "DELETE", "HEAD", "OPTIONS", "TRACE"}
_OBJECT_WORDS = ("properties", "additionalProperties", "items", "anyOf")


def tables_document(reference: Reference, *, title: str, version: str = "0", inferred: bool = False) -> dict[str, Json]:
    """Return the document of tables that are combined, and whose endpoints are completed."""
    objects = [table for table in reference.tables if table.kind == "object"]
    components = _component_names(objects)
    builder = SchemaBuilder(components, {table.name: components[table.id] for table in objects}, inferred)
    operations = [table for table in reference.tables if table.kind == "parameters" and table.endpoint]
    writer = _Writer(builder, objects, components, reference.examples)
    servers = list(
        dict.fromkeys(table.endpoint.server for table in operations if table.endpoint and table.endpoint.server)
    )
    document: dict[str, Json] = {"openapi": "3.1.0", "info": {"title": title, "version": version}}
    if servers:
        document["servers"] = [{"url": url} for url in servers]
    document["paths"] = writer.paths(operations)
    parts: dict[str, Json] = {"schemas": {components[table.id]: builder.object(table) for table in objects}}
    schemes = sorted({example.auth for example in reference.examples if example.auth})
    if schemes:
        parts["securitySchemes"] = {f"{scheme}Auth": {"type": "http", "scheme": scheme} for scheme in schemes}
        document["security"] = [{f"{scheme}Auth": []} for scheme in schemes]
    document["components"] = parts
    return document


def _component_names(objects: Sequence[Table]) -> dict[DefId, str]:
    names: dict[DefId, str] = {}
    taken: set[str] = set()
    for table in objects:
        base = "".join(char if char.isascii() and (char.isalnum() or char in "._-") else "_" for char in table.name)
        name, number = base, 2
        while name in taken:
            name, number = f"{base}_{number}", number + 1
        taken.add(name)
        names[table.id] = name
    return names


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes operations."""

    builder: SchemaBuilder
    objects: Sequence[Table]
    components: Mapping[DefId, str]
    examples: Sequence[Example]

    def paths(self, tables: Sequence[Table]) -> dict[str, Json]:
        paths: dict[str, Json] = {}
        for table in tables:
            if table.endpoint:
                item = paths.setdefault(table.endpoint.path, {})
                if isinstance(item, dict):
                    item.setdefault(table.endpoint.method.lower(), self._operation(table, table.endpoint))
        return paths

    def _operation(self, table: Table, endpoint: Endpoint) -> dict[str, Json]:
        given = self.builder.parameters(table)
        in_path = [part[1:-1] for part in endpoint.path.split("/") if part.startswith("{") and part.endswith("}")]
        parameters: list[Json] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in in_path
        ]
        rest = [(name, needed, schema) for name, needed, schema in given if name not in in_path]
        operation: dict[str, Json] = {"operationId": operation_key(table).replace("/", ".")}
        if table.description:
            operation["description"] = table.description
        if endpoint.method in _BODILESS:
            parameters += [_query(name, schema, needed=needed) for name, needed, schema in rest]
        elif rest:
            operation["requestBody"] = _form(rest)
        if parameters:
            operation["parameters"] = parameters
        operation["responses"] = {"200": self._reply(table)}
        operation["x-source"] = source(endpoint.location)
        if endpoint.inferred:
            operation["x-inferred"] = ["method", "path"]
        return operation

    def _reply(self, table: Table) -> dict[str, Json]:
        answer: dict[str, Json] = {"description": "The reply of a call that succeeded."}
        component = self._object_of(table)
        schema: dict[str, Json] = {"$ref": f"#/components/schemas/{component}"} if component else {}
        if table.reply == "list":
            schema = self._page(table, schema)
        if table.reply and schema:
            answer["content"] = {"application/json": {"schema": schema}}
        return answer

    def _page(self, table: Table, item: dict[str, Json]) -> dict[str, Json]:
        """Return the envelope of a list: ``data`` as the prose says, the rest as an example of the page shows it."""
        example = next((one.value for one in self.examples if one.table == table.id and one.kind == "json"), None)
        known: dict[str, Json] = {"data": {"type": "array", "items": item}}
        for name, value in example.items() if isinstance(example, dict) else ():
            if isinstance(value, bool | str):
                known.setdefault(name, {"type": "boolean" if isinstance(value, bool) else "string"})
        return {"type": "object", "properties": known, "required": ["data"], "x-inferred": ["properties"]}

    def _object_of(self, table: Table) -> str | None:
        wanted = fold_name(table.resource.rpartition("/")[2])
        for candidate in self.objects:
            name = fold_name(candidate.name)
            spellings = {name, name + "s", name + "es", name.removesuffix("y") + "ies"}
            if (table.resource and candidate.resource == table.resource) or (wanted and wanted in spellings):
                return self.components[candidate.id]
        return None


def _is_nested(schema: dict[str, Json]) -> bool:
    return any(word in schema for word in _OBJECT_WORDS)


def _query(name: str, schema: dict[str, Json], *, needed: bool) -> dict[str, Json]:
    style: dict[str, Json] = {"style": "deepObject", "explode": True} if _is_nested(schema) else {}
    return {"name": name, "in": "query", "required": needed, **style, "schema": schema}


def _form(rest: Sequence[tuple[str, bool, dict[str, Json]]]) -> dict[str, Json]:
    required: list[Json] = [name for name, needed, _ in rest if needed]
    schema: dict[str, Json] = {"type": "object", "properties": {name: one for name, _, one in rest}}
    if required:
        schema["required"] = required
    media: dict[str, Json] = {"schema": schema}
    nested = [name for name, _, one in rest if _is_nested(one)]
    if nested:
        media["encoding"] = {name: {"style": "deepObject", "explode": True} for name in nested}
    return {"required": bool(required), "content": {_FORM: media}}


def relocate(found: Diagnostics, document: Json) -> None:
    """Point findings about the document that was made of tables at the tables themselves."""
    found.items = [
        replace(
            item,
            location=_origin(item.location, document),
            related=tuple(replace(other, location=_origin(other.location, document)) for other in item.related),
        )
        for item in found.items
    ]


def _origin(location: Location, document: Json) -> Location:
    """Return the nearest ``x-source`` around a place."""
    if location.file != DOCUMENT:
        return location
    node, nearest = document, Location("")
    for token in pointer_tokens(location.pointer):
        if isinstance(node, dict):
            node = node.get(token)
        elif isinstance(node, list) and token.isdigit() and int(token) < len(node):
            node = node[int(token)]
        mark = node.get("x-source") if isinstance(node, dict) else None
        if isinstance(mark, dict):
            nearest = Location(str(mark["file"]), "", int(str(mark["line"])), int(str(mark["column"])))
    return nearest
