"""Checks that fetched text is a document, and reads the files that it refers to."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote, urlsplit

from codegen.core.diagnostic import Diagnostics
from codegen.core.paths import UnsafePathError, check_path, fold
from codegen.openapi.document import parse
from codegen.openapi.formats import FORMATS, format_of
from codegen.sources.lock import LOCK
from codegen.sources.model import MAX_BYTES, MAX_FILES, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.json import Json
    from codegen.openapi.document import Document

Read: TypeAlias = Callable[[str], bytes | None]
"""Returns the content at a path relative to the folder of the document, or None if there is no such file."""


def gather(name: str, content: bytes, read: Read) -> dict[str, bytes]:
    """Return a document and the files in its folder that its references name.

    Files that do not exist are left out: reading the document reports them, with their locations. Raises
    ``SourceError`` if the content is not a document of a supported format, or has too many files.
    """
    files = {name: content}
    waiting = [(name, _checked(name, content))]
    while waiting:
        base, document = waiting.pop()
        for path in sorted(_references(document.value, base)):
            if path in files or (found := read(path)) is None:
                continue
            files[path] = found
            if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_BYTES:
                msg = f"the document refers to more than {MAX_FILES} files or {MAX_BYTES} bytes"
                raise SourceError(msg)
            parsed = parse(found, name=path, found=Diagnostics())
            if parsed is not None:
                waiting.append((path, parsed))
    return files


def _checked(name: str, content: bytes) -> Document:
    """Parse the document. Raises ``SourceError`` with its first error."""
    found = Diagnostics()
    document = parse(content, name=name, found=found)
    if document is None:
        first = next(iter(found))
        line = f" (line {first.location.line})" if first.location.line > 1 else ""
        msg = f"the content is not a document: {first.message}{line}"
        raise SourceError(msg)
    if format_of(document) is None:
        msg = f"the content is not a document of a supported format: {', '.join(row.name for row in FORMATS)}"
        raise SourceError(msg)
    return document


def _references(value: Json, base: str) -> Iterator[str]:
    """Yield the paths of files that ``$ref`` names, relative to the folder of the root document."""
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            stack.extend(node.values())
            reference = node.get("$ref")
            if isinstance(reference, str) and (path := _path(reference, base)):
                yield path
        elif isinstance(node, list):
            stack.extend(node)


def _path(reference: str, base: str) -> str:
    """Return the path that a reference names; empty for one that is not a file in the folder of the document."""
    try:
        parts = urlsplit(reference)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(parts.path)))
        if parts.scheme or parts.netloc or not parts.path:
            return ""
        check_path(path)
    except (UnsafePathError, ValueError):
        return ""
    return "" if fold(posixpath.basename(path)) == fold(LOCK) else path
