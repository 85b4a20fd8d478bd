"""Registry of input formats: detection and reader of each. Unsupported formats are in ``foreign``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from codegen.core.location import pointer
from codegen.openapi.document.reach import NOTHING, Allowed
from codegen.openapi.foreign import foreign_document
from codegen.openapi.reader.document import is_openapi, read_openapi
from codegen.openapi.reader.typed import as_typed
from codegen.openapi.structure.shapes import wrong_type
from codegen.openapi.swagger2.read import is_swagger, read_swagger

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.openapi.document import Document
    from codegen.openapi.reader.document import Reading

ToDocument: TypeAlias = "Callable[[Document, Diagnostics], Document | None]"
ToApi: TypeAlias = "Callable[[Document, Diagnostics, Allowed], Reading | None]"


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFormat:
    """A format of JSON or YAML documents. Exactly one of ``to_document`` and ``to_api`` is set.

    ``to_document`` converts a document to OpenAPI 3, with ``places`` of the original; the result is checked and read
    as OpenAPI. ``to_api`` reads a document itself. Both report errors, and return None for unrecoverable ones.
    """

    name: str
    detect: Callable[[Document], bool]
    to_document: ToDocument | None = None
    to_api: ToApi | None = None


FORMATS: tuple[InputFormat, ...] = (
    InputFormat(name="OpenAPI 3", detect=is_openapi, to_api=read_openapi),
    InputFormat(name="Swagger 2.0", detect=is_swagger, to_api=read_swagger),
)


def format_of(document: Document, formats: tuple[InputFormat, ...] = FORMATS) -> InputFormat | None:
    """Return the first format that recognises a document."""
    return next((row for row in formats if row.detect(document)), None)


def read_api(
    document: Document, found: Diagnostics, allowed: Allowed = NOTHING, formats: tuple[InputFormat, ...] = FORMATS
) -> Reading | None:
    """Read a document of any format into an ``Api``. Return None after reporting an unrecoverable error.

    ``allowed`` are the folders and origins that references may use besides the folder of the document.
    """
    document = as_typed(document)
    row = format_of(document, formats)
    if row is None:
        _refuse(document, found)
        return None
    if row.to_api is not None:
        return row.to_api(document, found, allowed)
    converted = row.to_document(document, found) if row.to_document is not None else None
    return None if converted is None else read_openapi(converted, found, allowed)


def _refuse(document: Document, found: Diagnostics) -> None:
    if not isinstance(document.value, dict):
        message = wrong_type("an OpenAPI document (an object)", document.value)
        found.error("invalid-type", message, document.at())
        return
    refusal = foreign_document(document.value)
    place = document.at(pointer(refusal.member) if refusal.member else "")
    found.error("unsupported-version", refusal.message, place, refusal.hint)
