"""Files become documents; whatever is wrong with them becomes diagnostics."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.core.diagnostic import Diagnostics
from codegen.core.location import Location
from codegen.openapi.document import jsontext, yamltext
from codegen.openapi.document.decode import decode
from codegen.openapi.document.limits import LIMITS, Limits
from codegen.openapi.document.model import Document, Syntax
from codegen.openapi.document.positions import Lines, Problem, RefusedError
from codegen.openapi.foreign import foreign_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.core.json import Json

_SHOWN_PROBLEMS = 20


def load(path: Path, *, name: str, found: Diagnostics, limits: Limits = LIMITS) -> Document | None:
    """Load the file at ``path``, called ``name`` in messages. Returns None after reporting an error."""
    data = read_bytes(path, name=name, found=found, limit=limits.bytes)
    return None if data is None else parse(data, name=name, path=path, found=found, limits=limits)


def read_bytes(path: Path, *, name: str, found: Diagnostics, limit: int = LIMITS.bytes) -> bytes | None:
    """Return the content of a file of at most ``limit`` bytes, or None after reporting an error."""
    here = Location(name)
    try:
        if path.is_fifo() and not path.is_relative_to("/dev"):
            found.error("file-unreadable", "this is a pipe, not a file: nothing may ever come out of it", here)
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
    """Return the text of a file, LF as its only line break, or None after reporting that it is none."""
    try:
        return decode(data)
    except RefusedError as error:
        _report([error.problem], error.text or "", name, found)
        return None


def parse(
    data: bytes, *, name: str, found: Diagnostics, path: Path | None = None, limits: Limits = LIMITS
) -> Document | None:
    """Parse the bytes of a document. A name that ends in ``.json`` must hold JSON; any other may hold JSON or YAML.

    Returns None after reporting an error, unless all but single values could be read. ``path`` only says where the
    bytes came from; nothing is opened.
    """
    if len(data) > limits.bytes:
        found.error("document-too-large", f"larger than {limits.bytes} bytes", Location(name))
        return None
    text = ""
    try:
        text = decode(data)
        syntax, value, problems = _value(text, name, limits)
    except RefusedError as error:
        _report([error.problem], error.text or text, name, found)
        return None
    _report(problems, text, name, found)  # what else is wrong is found in spite of these
    digest = hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()  # a checkout that changes line ends is no edit
    return Document(name=name, path=path or Path(name), text=text, sha256=digest, syntax=syntax, value=value)


def locate_findings(found: Diagnostics, documents: Mapping[str, Document]) -> Diagnostics:
    """Return the findings with line and column filled in wherever a location only has a pointer into a document."""
    pointers: dict[str, set[str]] = {}
    for location in _places(found):
        if not location.line and location.file in documents:
            pointers.setdefault(location.file, set()).add(location.pointer)
    places = {name: documents[name].locate(sorted(wanted)) for name, wanted in pointers.items()}

    def located(location: Location) -> Location:
        if location.line or location.file not in places:
            return location
        line, column = places[location.file][location.pointer]
        return replace(location, line=line, column=column)

    return Diagnostics(
        [
            replace(
                item,
                location=located(item.location),
                related=tuple(replace(other, location=located(other.location)) for other in item.related),
            )
            for item in found.items
        ]
    )


def _places(found: Diagnostics) -> Iterator[Location]:
    for item in found.items:
        yield item.location
        yield from (other.location for other in item.related)


def _value(text: str, name: str, limits: Limits) -> tuple[Syntax, Json, list[Problem]]:
    """Return syntax, value and problems. Text that starts like JSON is tried as JSON first: that is exact and fast."""
    start = text.lstrip()[:1]
    if not start:
        raise RefusedError(Problem("document-empty", "the document is empty", 0))
    refusal = foreign_text(text)
    if refusal is not None:
        raise RefusedError(Problem("not-a-document", refusal.message, refusal.offset, refusal.hint))
    if name.lower().endswith(".json"):
        return Syntax.JSON, *jsontext.read(text, limits)
    if start not in "{[":
        return Syntax.YAML, *yamltext.read(text, limits)
    try:
        return Syntax.JSON, *jsontext.read(text, limits)
    except RefusedError as error:
        if error.problem.code != "json-syntax":
            raise
        value, problems = yamltext.read(text, limits)
        if isinstance(value, dict) and any('"' in key or key.startswith(("//", "/*")) for key in value):
            raise  # JSON with comments or keys without quotes, of which YAML makes strange keys
        return Syntax.YAML, value, problems


def _report(problems: list[Problem], text: str, name: str, found: Diagnostics) -> None:
    lines = Lines(text)
    for problem in problems[:_SHOWN_PROBLEMS]:
        found.error(problem.code, problem.message, Location(name, "", *lines.position(problem.offset)), problem.hint)
