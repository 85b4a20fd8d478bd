"""Builds small OpenAPI documents, and runs the pipeline on them in memory."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, TypeAlias

from codegen.config import Target
from codegen.core.diagnostic import Diagnostics
from codegen.ir.api import Api
from codegen.ir.types import DefId, Definition, Type
from codegen.openapi.document import Document, parse
from codegen.openapi.formats import read_api
from codegen.pipeline.stages import Prepared
from codegen.pipeline.steps import prepare, read_document
from codegen.python.emitter import EmitInput
from codegen.python.names import NameTable

PAGES = Path(__file__).parents[1] / "reference_pages"
"""Reference pages of promotion codes: a scraped page, the page of an endpoint, a table in Markdown."""

Json: TypeAlias = Any
TEXT: Json = {"type": "string"}
ID: Json = {"type": "object", "properties": {"id": {"type": "string"}}}


def document(
    schemas: Json = None, paths: Json = None, *, version: str = "3.1.0", components: Json = None, **members: Json
) -> Json:
    """Return a document with these component schemas and paths."""
    info = {"title": "Test", "version": "1"}
    return {
        "openapi": version,
        "info": info,
        "paths": paths or {},
        "components": {"schemas": schemas or {}, **(components or {})},
        **members,
    }


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def replying(schema: Json, **members: Json) -> Json:
    """Return an operation whose 200 response is JSON with a schema."""
    content = {"application/json": {"schema": schema}}
    return {"responses": {"200": {"description": "", "content": content}}, **members}


def taking(schema: Json, media: str = "application/json", **members: Json) -> Json:
    """Return an operation with a required body."""
    body = {"required": True, "content": {media: {"schema": schema}}}
    return {"requestBody": body, "responses": {"204": {"description": ""}}, **members}


def path_parameters(template: str) -> list[Json]:
    names = dict.fromkeys(re.findall(r"\{(\w+)\}", template))
    return [{"name": name, "in": "path", "required": True, "schema": TEXT} for name in names]


def parsed(spec: Json, folder: Path | None = None) -> Document:
    found = Diagnostics()
    path = (folder or Path("/nowhere")) / "spec.json"
    loaded = parse(json.dumps(spec).encode(), name="spec.json", found=found, path=path)
    assert loaded is not None, list(found)
    return loaded


def read(spec: Json, found: Diagnostics | None = None, folder: Path | None = None) -> Api:
    reading = read_api(parsed(spec, folder), Diagnostics() if found is None else found)
    assert reading is not None
    return reading.api


def read_schema(schema: Json, found: Diagnostics | None = None, *, version: str = "3.1.0", **others: Json) -> Type:
    """Read a schema as a component, in addition to ``others``."""
    api = read(document({"It": schema, **others}, version=version), found)
    return api.definitions[DefId("#/components/schemas/It")].type


def prepared(spec: Json, found: Diagnostics | None = None, **options: Json) -> Prepared:
    """Read and prepare a document: everything before the emitters."""
    target = Target(name="t", root=Path(), spec="spec.json", output=Path(), package="pkg", **options)
    result = prepare(read_document(parsed(spec), target))
    if found is not None:
        found.extend(result.found)
    assert result.prepared is not None
    return result.prepared


def emit_input(ready: Prepared, **members: Json) -> EmitInput:
    """Return the input of emitters for a prepared document."""
    return EmitInput(api=ready.api, names=ready.names, **members)


def component(api: Api, name: str) -> Definition:
    return api.definitions[DefId(f"#/components/schemas/{name}")]


def class_names(names: NameTable) -> dict[str, str]:
    """Return the class of each definition by its id, components by their key."""
    return {str(key).rpartition("#/components/schemas/")[2]: str(item.name) for key, item in names.models.items()}


def codes(found: Diagnostics) -> list[tuple[str, str]]:
    """Return code and pointer of every diagnostic."""
    return [(item.code, item.location.pointer) for item in found]
