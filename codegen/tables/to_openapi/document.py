"""Converts schema tables to an OpenAPI 3.1 document, from which models, client and server are generated.

Every schema, parameter and operation has ``x-source``. Unknown facts are omitted: there is no status code but
200 unless the page states one, and no type for unresolved links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.core.media_type import FORM, JSON, MULTIPART
from codegen.ir.types import ListOf, Scalar, Union
from codegen.openapi.document import Document, Syntax
from codegen.tables.endpoints import operation_key
from codegen.tables.model import fold_name
from codegen.tables.to_openapi.operation import operation_inputs
from codegen.tables.to_openapi.schema import SchemaBuilder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codegen.core.json import Json
    from codegen.ir.types import DefId
    from codegen.tables.model import Endpoint, Example, Reference, Table, TableField

_MEDIA = {"json": JSON, "form": FORM, "multipart": MULTIPART}
_EMPTY = frozenset({204, 205})
"""Status codes of responses without content."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def tables_document(
    reference: Reference, *, title: str, version: str = "0", inferred: bool = False, body: str = ""
) -> Document:
    """Return the document of combined tables with completed endpoints.

    ``body`` is ``form`` or ``json``, or empty to derive it from the examples. The document has neither text nor name:
    its nodes are located at the rows of the pages.
    """
    objects = [table for table in reference.tables if table.kind == "object"]
    components = _component_names(objects)
    builder = SchemaBuilder(components, {table.name: components[table.id] for table in objects}, inferred)
    operations = [table for table in reference.tables if table.kind == "parameters"]
    writer = _PathsWriter(builder, objects, components, reference.examples, body)
    document: dict[str, Json] = {"openapi": "3.1.0", "info": {"title": title, "version": version}}
    servers = _servers(operations)
    if servers:
        document["servers"] = servers
    document["paths"] = writer.paths(operations)
    schemas: dict[str, Json] = {components[table.id]: builder.object(table) for table in objects}
    schemes = _security_schemes(reference.examples)
    if schemes:
        document["security"] = [{name: []} for name in schemes]
    sections: dict[str, Json] = {"schemas": schemas}
    if schemes:
        sections["securitySchemes"] = schemes
    document["components"] = sections
    return Document(
        name="",
        path=Path(),
        text="",
        sha256="",
        syntax=Syntax.TABLES,
        value=document,
        places=builder.marks.places(document),
    )


def _servers(operations: Sequence[Table]) -> list[Json]:
    endpoints = [table.endpoint for table in operations if table.endpoint]
    return [{"url": url} for url in dict.fromkeys(endpoint.server for endpoint in endpoints) if url]


def _security_schemes(examples: Sequence[Example]) -> dict[str, Json]:
    schemes = sorted({example.auth for example in examples if example.auth})
    return {f"{scheme}Auth": {"type": "http", "scheme": scheme} for scheme in schemes}


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
class _PathsWriter:
    """Writes the path items of a document."""

    builder: SchemaBuilder
    objects: Sequence[Table]
    components: Mapping[DefId, str]
    examples: Sequence[Example]
    body: str

    def paths(self, tables: Sequence[Table]) -> dict[str, Json]:
        paths: dict[str, Json] = {}
        for table in tables:
            if table.endpoint:
                item = paths.setdefault(table.endpoint.path, {})
                if isinstance(item, dict):
                    item.setdefault(table.endpoint.method.lower(), self._operation(table, table.endpoint))
        return paths

    def _operation(self, table: Table, endpoint: Endpoint) -> dict[str, Json]:
        operation: dict[str, Json] = {"operationId": operation_key(table).replace("/", ".")}
        if table.description:
            operation["description"] = table.description
        operation |= operation_inputs(table, endpoint, self.builder, self._media_type(table))
        operation["responses"] = {str(table.status or 200): self._response(table)}
        operation["x-source"] = self.builder.marks.make(endpoint.location)
        if endpoint.inferred:
            operation["x-inferred"] = ["method", "path"]
        return operation

    def _response(self, table: Table) -> dict[str, Json]:
        answer: dict[str, Json] = {"description": "Successful response."}
        if table.status in _EMPTY:
            return answer
        own = next((item.id for item in self.objects if item.response_of == operation_key(table)), None)
        if table.response_type is not None:
            answer["content"] = {JSON: {"schema": self.builder.type(table.response_type)}}
            return answer
        component = self.components[own] if own else self._object_of(table)
        schema: dict[str, Json] = {"$ref": f"#/components/schemas/{component}"} if component else {}
        if table.response == "list" and own is None:
            schema = self._page(table, schema)
        if (table.response or own) and schema:
            answer["content"] = {JSON: {"schema": schema}}
        return answer

    def _media_type(self, table: Table) -> str:
        """Return the media type of a body: as the page states, as its or other examples show, else a form."""
        media = _MEDIA.get(self.body or table.body) or self._shown_media(table)
        return MULTIPART if media == FORM and any(map(_holds_file, table.fields)) else media

    def _shown_media(self, table: Table) -> str:
        own = [media for example in self.examples if example.table == table.id and (media := _media_of(example))]
        if own:
            return own[0]
        if table.usual_body:
            files = any(map(_holds_file, table.fields))
            return MULTIPART if files else _MEDIA[table.usual_body]
        return next((media for example in self.examples if (media := _media_of(example))), FORM)

    def _page(self, table: Table, item: dict[str, Json]) -> dict[str, Json]:
        """Return the envelope of a list: ``data``, and the scalar properties in an example of the page."""
        responses = (
            one.value for one in self.examples if one.table == table.id and one.kind == "json" and not one.request
        )
        example = next(responses, None)
        known: dict[str, Json] = {"data": {"type": "array", "items": item}}
        for name, value in example.items() if isinstance(example, dict) else ():
            if isinstance(value, bool | str) and not _SURROGATE.search(name):
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


def _holds_file(row: TableField) -> bool:
    """Return whether a parameter may be a file, or a list of files, which only multipart bodies hold."""
    node = row.type.item if isinstance(row.type, ListOf) else row.type
    variants = node.variants if isinstance(node, Union) else (node,)
    is_file = any(isinstance(variant, Scalar) and variant.format == "binary" for variant in variants)
    return is_file and row.sent_in in {"", "body"}


def _media_of(example: Example) -> str:
    """Return the media type of the body in an example; empty if it has none."""
    if example.kind == "json":
        return JSON if example.request else ""
    if example.value is not None:
        return JSON
    return FORM if example.parameters and example.method not in {"GET", "DELETE"} else ""
