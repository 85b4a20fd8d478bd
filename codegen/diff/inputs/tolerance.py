"""Decide which errors of a document leave the rest of it comparable."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.core.diagnostic import Severity
from codegen.core.location import resolve

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostic
    from codegen.core.location import Location
    from codegen.pipeline.stages import Preparation

_SERVER = re.compile(r"(/paths/[^/]+(/[^/]+)?)?/servers/\d+")
_HINT = "this part is not compared"


def sort_errors(preparation: Preparation) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Return the errors that prevent a comparison, and those of parts that are left out, as warnings."""
    errors = [item for item in preparation.found.items if item.severity is Severity.ERROR]
    skipped = [item for item in errors if _is_part(preparation, item.location)]
    warnings = [replace(item, severity=Severity.WARNING, hint=_HINT) for item in skipped]
    return [item for item in errors if item not in skipped], warnings


def _is_part(preparation: Preparation, place: Location) -> bool:
    """Return whether a location is an empty value (``responses:``), or a server without a URL."""
    document = preparation.documents.get(place.file)
    if document is None or not place.pointer.startswith("/"):
        return False
    parent, _, _ = place.pointer.rpartition("/")
    empty = resolve(document.value, place.pointer) is None and isinstance(resolve(document.value, parent), dict)
    return (empty and place.pointer.count("/") > 1) or _SERVER.fullmatch(place.pointer) is not None
