"""Reads the content of strings (JSON Schema Validation, 8): encodings, files, documents in strings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.media_type import MediaType

if TYPE_CHECKING:
    from codegen.openapi.reader.node import Node

_FORMATS = {"base64": "byte", "base64url": "base64url", "base16": "base16", "binary": "binary"}
"""The formats of encodings (RFC 4648; ``binary`` as in OpenAPI 3.1.0)."""
_TEXTS = frozenset({"application/javascript", "application/sql", "application/x-www-form-urlencoded"})
_AS_IS = frozenset({"7bit", "8bit"})


def read_content(node: Node) -> tuple[str | None, str]:
    """Return the format of a string, and its media type if it is text; report keywords that have no effect."""
    stated = node.words("format") or None
    encoding = node.words("contentEncoding").lower()
    _report_unsupported(node, encoding)
    if stated or encoding:
        return stated or _FORMATS.get(encoding), ""
    kind = MediaType.parse(node.words("contentMediaType"))
    if not kind.essence:
        return None, ""
    is_text = kind.is_text or kind.is_json or kind.is_xml or kind.essence in _TEXTS
    return (None, kind.essence) if is_text else ("binary", "")


def _report_unsupported(node: Node, encoding: str) -> None:
    """Report keywords that have no effect."""
    if node.has("contentSchema"):
        message = "'contentSchema' is not read: the value is the text of the document in it"
        node.found.warning("unsupported-keyword", message, node.location.child("contentSchema"))
    if encoding and encoding not in _FORMATS and encoding not in _AS_IS:
        message = f"the encoding {encoding[:60]!r} is not decoded: the value is the encoded text"
        node.found.warning("unsupported-keyword", message, node.location.child("contentEncoding"))
