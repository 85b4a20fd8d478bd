"""Reads Swagger 2.0: checks the document, upgrades it to OpenAPI 3.0, and reads the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.diagnostic import Diagnostics
from codegen.openapi.reader.document import check_contents, read_workspace
from codegen.openapi.reader.structure import check_structure
from codegen.openapi.reader.workspace import Workspace
from codegen.openapi.structure import SWAGGER
from codegen.openapi.swagger2.gather import gather
from codegen.openapi.swagger2.upgrade import upgrade

if TYPE_CHECKING:
    from codegen.openapi.document import Document
    from codegen.openapi.document.reach import Allowed
    from codegen.openapi.reader.document import Reading


def is_swagger(document: Document) -> bool:
    """Return whether this is a Swagger 2.0 document."""
    value = document.value
    return isinstance(value, dict) and str(value.get("swagger")) in {"2.0", "2"} and "openapi" not in value


def read_swagger(document: Document, found: Diagnostics, allowed: Allowed) -> Reading:
    """Read a Swagger 2.0 document. ``allowed`` are the other folders and origins that references may use."""
    check_contents(document, found)
    # unresolved references are reported by the reader, after the upgrade
    check_structure(Workspace(document, Diagnostics(), allowed=allowed), "Swagger", SWAGGER, found, legacy=False)
    upgraded = upgrade(gather(Workspace(document, found, allowed=allowed)), found)
    return read_workspace(Workspace(upgraded, found, adapt=upgrade, allowed=allowed))
