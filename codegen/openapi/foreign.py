"""Registry of unsupported formats, detected by the start of the text or by a member of the root object."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codegen.core.json import Json

_CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """An unsupported format with its own message. Exactly one of ``beginning`` and ``member`` is set.

    ``message`` may contain ``{value!r}``, the value of the member.
    """

    message: str
    hint: str = ""
    beginning: re.Pattern[str] | None = None
    member: str = ""


FOREIGN = (
    Foreign(
        beginning=re.compile(r"version https://git-lfs\."),
        message="this is a Git LFS pointer, not the file itself",
        hint="run git lfs pull",
    ),
    Foreign(
        beginning=re.compile(r"<!doctype html|<html", re.IGNORECASE),
        message="this is an HTML page, possibly the error page of a server",
    ),
    Foreign(beginning=re.compile(r"<\?xml|<[a-zA-Z]"), message="this is XML"),
    Foreign(beginning=re.compile(r"%PDF-"), message="this is a PDF file"),
    Foreign(
        beginning=re.compile(r"#%RAML\b"),
        message="this is a RAML document, not OpenAPI",
        hint="convert it to OpenAPI",
    ),
    Foreign(member="swagger", message="Swagger version {value!r} is not 2.0"),
    Foreign(member="asyncapi", message="this is an AsyncAPI document, not OpenAPI"),
    Foreign(member="openapi", message="OpenAPI version {value!r} is not 3.0, 3.1 or 3.2"),
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """The reason why a text or document is rejected, located at ``offset`` or ``member``."""

    message: str
    hint: str = ""
    offset: int = 0
    member: str = ""


def foreign_text(text: str) -> Refusal | None:
    """Return the reason why a text is not JSON or YAML; None if it may be."""
    start = len(text) - len(text.lstrip())
    for row in FOREIGN:
        if row.beginning is not None and row.beginning.match(text, start):
            return Refusal(row.message, row.hint, start)
    conflict = _CONFLICT.search(text)
    if conflict and text.find("\n>>>>>>>", conflict.end()) > 0:
        return Refusal("unresolved merge conflict", "resolve it", conflict.start())
    return None


def foreign_document(value: dict[str, Json]) -> Refusal:
    """Return the reason why no input format recognises a document."""
    for row in FOREIGN:
        if row.member and row.member in value:
            stated = value[row.member]
            text = row.message.format(value="" if stated is None else str(stated))
            return Refusal(text, row.hint, member=row.member)
    return Refusal("this is not an OpenAPI document: it has no 'openapi' member")
