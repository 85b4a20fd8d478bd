"""Indexes the URIs that identify schemas, which references may use instead of file and pointer.

These are ``$id`` (JSON Schema Core, 8.2.1) and ``$self`` (OpenAPI 3.2, OpenAPI Object). They are never fetched.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

from codegen.core.location import pointer

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.openapi.document import Document

_WORDS = ("$id", "$self")


@dataclass(slots=True)
class Identifiers:
    """Index of URIs: the key of a document and the pointer of a schema in it."""

    _named: dict[str, tuple[str, str]] = field(default_factory=dict)
    _bases: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def add(self, key: str, document: Document) -> None:
        """Index the URIs of a document, once."""
        if key in self._bases:
            return
        self._bases[key] = []
        if not _has_any(document.value):
            return
        stack: list[tuple[Json, str, str]] = [(document.value, "", "")]
        while stack:
            value, at, base = stack.pop()
            if isinstance(value, dict):
                own = next((uri for word in _WORDS if isinstance(uri := value.get(word), str)), None)
                if own is not None:
                    base = _joined(base, own)
                    self._named.setdefault(urldefrag(base).url, (key, at))
                    self._bases[key].append((at, base))
                stack.extend((item, at + pointer(name), base) for name, item in value.items())
            elif isinstance(value, list):
                stack.extend((item, at + pointer(index), base) for index, item in enumerate(value))

    def find(self, key: str, at: str, ref: str) -> tuple[str, str, str] | None:
        """Return (document key, pointer, fragment) of the schema that a reference names by URI, or None."""
        if not self._named:
            return None
        around = [(len(where), base) for where, base in self._bases.get(key, ()) if f"{at}/".startswith(f"{where}/")]
        found = urldefrag(_joined(max(around)[1] if around else "", ref))
        named = self._named.get(found.url)
        return None if named is None or not found.url else (*named, found.fragment)


def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


def _has_any(root: Json) -> bool:
    stack: list[Json] = [root]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if any(isinstance(value.get(word), str) for word in _WORDS):
                return True
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
    return False
