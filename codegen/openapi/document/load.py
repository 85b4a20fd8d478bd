"""Loads files as documents, and reports their errors as diagnostics."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.core.location import Location
from codegen.openapi.document import jsontext, yamltext
from codegen.openapi.document.decode import decode
from codegen.openapi.document.limits import LIMITS, Limits
from codegen.openapi.document.model import Document, Syntax
from codegen.openapi.document.positions import Lines, RefusedError, TextDiagnostic
from codegen.openapi.foreign import foreign_text

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.core.json import Json

_SHOWN_DIAGNOSTICS = 20


def load(
    path: Path, *, name: str, found: Diagnostics, limits: Limits = LIMITS, content: bytes | None = None
) -> Document | None:
    """Load the file at ``path``, which messages call ``name``. Return None after reporting an error.

    ``content`` is used instead of that of the file, if given.
    """
    data = read_bytes(path, name=name, found=found, limit=limits.bytes) if content is None else content
    return None if data is None else parse(data, name=name, path=path, found=found, limits=limits)


def read_bytes(path: Path, *, name: str, found: Diagnostics, limit: int = LIMITS.bytes) -> bytes | None:
    """Return the content of a file of at most ``limit`` bytes, or None after reporting an error."""
    here = Location(name)
    try:
        if path.is_fifo() and not path.is_relative_to("/dev"):
            found.error("file-unreadable", "this is a pipe, not a file; reading it could block", here)
            return None
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        found.error("file-not-found", "no such file", here)
    except IsADirectoryError:
        found.error("file-unreadable", "this is a folder, not a file", here)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        found.error("file-unreadable", f"cannot be read: {reason}", here)
    else:
        if len(data) <= limit:
            return data
        found.error("document-too-large", f"larger than {limit} bytes", here)
    return None


def decode_text(data: bytes, *, name: str, found: Diagnostics) -> str | None:
    """Return the text of a file, with LF as the only line break, or None after reporting that it is not text."""
    try:
        return decode(data)
    except RefusedError as error:
        _report([error.problem], error.text or "", name, found)
        return None


def parse(
    data: bytes, *, name: str, found: Diagnostics, path: Path | None = None, limits: Limits = LIMITS
) -> Document | None:
    """Parse the bytes of a document. A name that ends in ``.json`` must hold JSON; any other may hold JSON or YAML.

    Return None after reporting an error, unless only single values are invalid. ``path`` is only recorded; no file is
    opened.
    """
    if len(data) > limits.bytes:
        found.error("document-too-large", f"larger than {limits.bytes} bytes", Location(name))
        return None
    text = ""
    try:
        text = decode(data)
        syntax, value, diagnostics = _value(text, name, limits)
    except RefusedError as error:
        _report([error.problem], error.text or text, name, found)
        return None
    _report(diagnostics, text, name, found)  # recoverable: further errors can be found
    digest = hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()  # independent of the line ends of a checkout
    return Document(name=name, path=path or Path(name), text=text, sha256=digest, syntax=syntax, value=value)


def parse_value(text: str, *, at: Location, found: Diagnostics) -> Json:
    """Parse a JSON value inside another file. Raises ``ValueError`` for text that is not JSON.

    Invalid numbers and characters are reported at ``at``, and replaced.
    """
    try:
        value, diagnostics = jsontext.read(text, LIMITS)
    except RefusedError as error:
        raise ValueError(error.problem.message) from error
    for item in diagnostics[:_SHOWN_DIAGNOSTICS]:
        found.error(item.code, item.message, at, item.hint)
    return value


def _value(text: str, name: str, limits: Limits) -> tuple[Syntax, Json, list[TextDiagnostic]]:
    """Return syntax, value and recoverable errors. Text that starts like JSON is first parsed as such, for speed."""
    start = text.lstrip()[:1]
    if not start:
        raise RefusedError(TextDiagnostic("document-empty", "the document is empty", 0))
    refusal = foreign_text(text)
    if refusal is not None:
        raise RefusedError(TextDiagnostic("not-a-document", refusal.message, refusal.offset, refusal.hint))
    if name.lower().endswith(".json"):
        return Syntax.JSON, *jsontext.read(text, limits)
    if start not in "{[":
        return Syntax.YAML, *yamltext.read(text, limits)
    try:
        return Syntax.JSON, *jsontext.read(text, limits)
    except RefusedError as error:
        if error.problem.code != "json-syntax":
            raise
        value, diagnostics = yamltext.read(text, limits)
        if isinstance(value, dict) and any('"' in key or key.startswith(("//", "/*")) for key in value):
            raise  # JSON with comments or unquoted keys, which YAML would parse to wrong keys
        return Syntax.YAML, value, diagnostics


def _report(diagnostics: list[TextDiagnostic], text: str, name: str, found: Diagnostics) -> None:
    lines = Lines(text)
    for item in diagnostics[:_SHOWN_DIAGNOSTICS]:
        found.error(item.code, item.message, Location(name, "", *lines.position(item.offset)), item.hint)
