"""Reads the OpenAPI Object, the root of a document of any 3.x version."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.ir.api import Api
from codegen.openapi.document.reach import NOTHING, Allowed
from codegen.openapi.reader.operations import OperationReader
from codegen.openapi.reader.schema import SchemaReader
from codegen.openapi.reader.security import check_security, read_requirements, read_schemes
from codegen.openapi.reader.servers import read_servers
from codegen.openapi.reader.stated import stated_overrides
from codegen.openapi.reader.structure import check_structure
from codegen.openapi.reader.workspace import Workspace
from codegen.openapi.structure import OPENAPI

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.api import Operation
    from codegen.openapi.document import Document
    from codegen.openapi.reader.node import Node

_VERSION = re.compile(r"3\.([012])(?:\.\d+)?(?:-.+)?")
_CONTENTS = frozenset({"paths", "webhooks", "components", "definitions"})
_DIALECTS = re.compile(r"https?://(json-schema\.org/draft/2020-12/|spec\.openapis\.org/oas/)")


@dataclass(frozen=True, slots=True)
class Reading:
    """The API, and all documents that it was read from, by display name."""

    api: Api
    documents: Mapping[str, Document]


def is_openapi(document: Document) -> bool:
    """Return whether this is a document of OpenAPI 3.0, 3.1 or 3.2."""
    return _minor_version(document) is not None


def read_openapi(root: Document, found: Diagnostics, allowed: Allowed = NOTHING) -> Reading:
    """Check and read an OpenAPI document. ``allowed`` are the other folders and origins that references may use."""
    workspace = Workspace(root, found, allowed=allowed)
    check_contents(root, found)
    check_structure(workspace, "OpenAPI", OPENAPI, found, legacy=_minor_version(root) == 0)
    return read_workspace(workspace)


def check_contents(root: Document, found: Diagnostics) -> None:
    """Report a document without paths and components."""
    if isinstance(root.value, dict) and not root.value.keys() & _CONTENTS:
        found.error("missing-property", "the document is empty: it has no paths and no components", root.at())


def read_workspace(workspace: Workspace) -> Reading:
    """Read the OpenAPI document at the root of a workspace; its structure has been checked."""
    top, found = workspace.top(), workspace.found
    _check_info(top, found)
    legacy = _minor_version(workspace.root) == 0
    schemas = SchemaReader(workspace, found, legacy=legacy)
    components, info = top.part("components"), top.part("info")
    schemas.define_all(components.entries("schemas"))
    security = read_requirements(top)
    operations = OperationReader(workspace, schemas, found, security or (), stated_overrides(top))
    described = tuple(operations.read_paths(top.entries("paths")))
    calls = tuple(operations.read_webhooks(top.entries("webhooks")))
    schemas.finish()
    apart = SchemaReader(workspace, found, legacy=legacy)
    _check_components(components, OperationReader(workspace, apart, found, security=()))
    check_security(top, described, found)
    _check_names(described, found)
    api = Api(
        title=info.words("title"),
        version=info.words("version"),
        description=info.words("description"),
        location=top.location,
        definitions={key: definition for key, definition in schemas.definitions.items() if definition is not None},
        operations=described,
        webhooks=(*calls, *operations.callbacks),
        servers=read_servers(top, found),
        security_schemes=read_schemes(components, workspace),
        tags=_tags(top),
    )
    return Reading(api, {doc.name: doc for doc in workspace.documents.values() if doc is not None})


def _tags(top: Node) -> dict[str, str]:
    """Return the descriptions of tags."""
    tags = [node.followed() for node in top.nodes("tags")]
    return {tag.text("name"): tag.words("description") for tag in tags if tag and isinstance(tag.value, dict)}


def _minor_version(document: Document) -> int | None:
    stated = document.value.get("openapi") if isinstance(document.value, dict) else None
    match = _VERSION.fullmatch(str(stated))
    return int(match[1]) if match else None


def _check_info(top: Node, found: Diagnostics) -> None:
    dialect = top.text("jsonSchemaDialect")
    if dialect and not _DIALECTS.match(dialect):
        message = f"unknown dialect {dialect[:80]!r}; schemas are read as JSON Schema 2020-12"
        found.warning("unsupported-keyword", message, top.location.child("jsonSchemaDialect"))
    if not top.has("info"):
        found.error("missing-property", "the document needs 'info'", top.location)


def _check_components(components: Node, reader: OperationReader) -> None:
    """Report errors in parameters, bodies, responses and headers, even if unused."""
    for _, node in components.entries("parameters"):
        reader.parameters.one(node)
    for _, node in components.entries("requestBodies"):
        reader.body(node)
    for _, node in components.entries("responses"):
        target = reader.workspace.follow_object(node)
        if target is not None:
            reader.media(target)
            reader.headers(target)
    reader.headers(components)


def _check_names(operations: tuple[Operation, ...], found: Diagnostics) -> None:
    """Report a duplicate operationId (it must be unique); method names are derived from paths in any case."""
    seen: set[str] = set()
    for operation in operations:
        name = operation.operation_id
        if name and name in seen:
            place = operation.location.child("operationId")
            found.warning("duplicate-operation", f"duplicate operationId {name!r}", place)
        seen.add(name)
