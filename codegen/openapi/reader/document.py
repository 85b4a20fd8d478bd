"""The OpenAPI Object: the root of a document, of any 3.x version."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from codegen.ir.api import Api
from codegen.openapi.document.reach import NOTHING, Allowed
from codegen.openapi.reader.components import check_components
from codegen.openapi.reader.node import Node
from codegen.openapi.reader.operations import OperationReader
from codegen.openapi.reader.schema import SchemaReader
from codegen.openapi.reader.security import read_requirements, read_schemes
from codegen.openapi.reader.servers import read_servers
from codegen.openapi.reader.typed import as_typed
from codegen.openapi.reader.workspace import Workspace
from codegen.openapi.structure import OPENAPI, SWAGGER, Checked, check_structure
from codegen.openapi.swagger2 import Elsewhere, gather, is_swagger, upgrade

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.api import Operation
    from codegen.ir.types import DefId, Definition
    from codegen.openapi.document import Document

_VERSION = re.compile(r"3\.([012])(?:\.\d+)?(?:-.+)?")

_CONTENTS = frozenset({"paths", "webhooks", "components", "definitions"})
_DIALECTS = re.compile(r"https?://(json-schema\.org/draft/2020-12/|spec\.openapis\.org/oas/)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the API, and every document that took part, by display name."""

    api: Api
    documents: Mapping[str, Document]


def read_api(root: Document, found: Diagnostics, allowed: Allowed = NOTHING) -> Reading | None:
    """Read a document into an ``Api``. None when it is no OpenAPI or Swagger 2.0 at all; all else is in ``found``.

    ``allowed`` is what references may reach beside the document's folder.
    """
    swagger = is_swagger(root)
    root = as_typed(root)
    adapted, adapt = (_upgraded(root, found, allowed), upgrade) if swagger else (root, None)
    workspace = Workspace(adapted, found, adapt=adapt, allowed=allowed)
    top = workspace.top()
    minor = _minor_version(top)
    if minor is None:
        return None
    if isinstance(root.value, dict) and not root.value.keys() & _CONTENTS:
        found.error(
            "missing-property", "the document describes nothing: it has no paths and no components", top.location
        )
    schemas = SchemaReader(workspace, found, legacy=minor == 0)
    api = _read(top, workspace, schemas, found)
    if swagger:
        check_structure(Checked(root.value, "", root), "Swagger", SWAGGER, found, lambda _, __: None)
    else:
        check = partial(_elsewhere, workspace)
        check_structure(Checked(top.value, "", adapted), "OpenAPI", OPENAPI, found, check, legacy=minor == 0)
    documents = {doc.name: doc for doc in workspace.documents.values() if doc is not None}
    return Reading(api, documents)


def _upgraded(root: Document, found: Diagnostics, allowed: Allowed) -> Document:
    """Upgrade a Swagger 2.0 document, whatever of it stands in other files."""
    workspace = Workspace(root, found, allowed=allowed)

    def follow(ref: str, at: str) -> Elsewhere | None:
        node = workspace.resolve(replace(workspace.top(), pointer=at), ref)
        target = None if node is None else workspace.follow(node)
        return None if target is None else Elsewhere(target.value, target.file, target.location)

    return upgrade(gather(root, follow), found)


def _elsewhere(workspace: Workspace, spot: Checked, ref: str) -> Checked | None:
    """Return what a reference into another document leads to; the document itself is looked at as a whole."""
    if ref.startswith("#") and not spot.file:
        return None
    target = workspace.resolve(Node(spot.value, spot.file, spot.document, spot.pointer, workspace.found), ref)
    return None if target is None else Checked(target.value, target.file, target.document, target.pointer)


def _minor_version(top: Node) -> int | None:
    if not isinstance(top.value, dict):
        top.wrong("an OpenAPI document (an object)")
        return None
    version = top.get("openapi")
    text = "" if version is None or version.value is None else str(version.value)
    match = _VERSION.fullmatch(text)
    if match:
        return int(match.group(1))
    if "swagger" in top.value:
        stated = str(top.value["swagger"])
        message = f"Swagger version {stated!r} is not 2.0"
        top.found.error("unsupported-version", message, top.location.child("swagger"))
    elif "asyncapi" in top.value:
        top.found.error(
            "unsupported-version", "this is an AsyncAPI document, not OpenAPI", top.location.child("asyncapi")
        )
    elif version is None:
        top.found.error("unsupported-version", "this is no OpenAPI document: it has no 'openapi' member", top.location)
    else:
        top.found.error("unsupported-version", f"OpenAPI version {text!r} is not 3.0, 3.1 or 3.2", version.location)
    return None


def _read(top: Node, workspace: Workspace, schemas: SchemaReader, found: Diagnostics) -> Api:
    info = top.object("info")
    dialect = top.raw("jsonSchemaDialect")
    if isinstance(dialect, str) and not _DIALECTS.match(dialect):
        message = f"the dialect {dialect[:80]!r} is not known; schemas are read as JSON Schema 2020-12"
        found.warning("unsupported-keyword", message, top.location.child("jsonSchemaDialect"))
    if not top.has("info"):
        found.error("missing-property", "the document needs 'info'", top.location)
    components = top.object("components")
    component_schemas = components.get("schemas") if components is not None else None
    if component_schemas is not None:
        schemas.define_all(component_schemas)
    security = top.get("security")
    operations = OperationReader(
        workspace, schemas, found, security=read_requirements(security) if security is not None else ()
    )
    paths = top.get("paths")
    servers = top.get("servers")
    schemes = components.get("securitySchemes") if components is not None else None
    tags = top.get("tags")
    known = read_schemes(schemes, workspace) if schemes is not None else ()
    read_operations = tuple(operations.read_paths(paths)) if paths is not None else ()
    webhooks = top.get("webhooks")
    calls = tuple(operations.read_webhooks(webhooks)) if webhooks is not None else ()
    schemas.finish()
    if components is not None:
        apart = SchemaReader(workspace, found, legacy=schemas.legacy)
        check_components(components, OperationReader(workspace, apart, found, security=()))
    _check_security(read_operations, security, schemes, found)
    _check_names(read_operations, found)
    return Api(
        title=info.words("title") if info is not None else "",
        version=info.words("version") if info is not None else "",
        description=info.words("description") if info is not None else "",
        location=top.location,
        definitions=_complete(schemas.definitions),
        operations=read_operations,
        webhooks=(*calls, *operations.callbacks),
        servers=read_servers(servers, found) if servers is not None else (),
        security_schemes=known,
        tags=_tags(tags) if tags is not None else {},
    )


def _check_names(operations: tuple[Operation, ...], found: Diagnostics) -> None:
    """Report an operationId that several operations have (it must be unique); methods are named by paths anyway."""
    seen: set[str] = set()
    for operation in operations:
        name = operation.operation_id
        if name and name in seen:
            place = operation.location.child("operationId")
            found.warning("duplicate-operation", f"another operation has the operationId {name!r}", place)
        seen.add(name)


def _tags(tags: Node) -> dict[str, str]:
    result: dict[str, str] = {}
    for tag in tags.items():
        if isinstance(tag.value, dict):
            result[tag.text("name")] = tag.words("description")
        else:
            tag.wrong("a tag")
    return result


def _check_security(
    operations: tuple[Operation, ...], security: Node | None, declared: Node | None, found: Diagnostics
) -> None:
    """Report requirements that name no scheme: such an operation cannot be signed."""
    known = set(declared.value) if declared is not None and isinstance(declared.value, dict) else set()
    shared = security.items() if security is not None and isinstance(security.value, list) else ()
    for item in shared:
        for name, scopes in item.members() if isinstance(item.value, dict) else ():
            if name not in known:
                found.warning("unknown-security-scheme", f"there is no security scheme {name!r}", scopes.location)
                known.add(name)  # told once, not at every operation
    for operation in operations:
        for name in dict.fromkeys(name for requirement in operation.security for name, _ in requirement.schemes):
            if name not in known:
                place = operation.location.child("security")
                found.warning("unknown-security-scheme", f"there is no security scheme {name!r}", place)


def _complete(definitions: Mapping[DefId, Definition | None]) -> dict[DefId, Definition]:
    return {key: definition for key, definition in definitions.items() if definition is not None}
