"""Renders diagnostics as annotations of a GitHub workflow run (``::error`` and ``::warning``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.diagnostic import Severity
from codegen.core.printed import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.cli.report.diagnostics import ShownDiagnostic

_MAX_RELATED = 10


def _data(text: str) -> str:
    """Escape the message of a command, so that nothing in it can end the command."""
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    """Escape a property of a command, where colons and commas are separators."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _line(diagnostic: ShownDiagnostic) -> str:
    place = diagnostic.place
    properties = [("file", place.file)] if place.file else []
    if place.line:
        properties += [("line", str(place.line)), ("col", str(place.column))]
    properties.append(("title", f"codegen {diagnostic.code}"))
    kind = "warning" if diagnostic.severity is Severity.WARNING else "error"
    related = [f"{place}: {message}".removesuffix(": ") for message, place in diagnostic.related[:_MAX_RELATED]]
    texts = [diagnostic.counted, diagnostic.hint, *related]
    message = "; ".join(text for text in texts if text)
    return f"::{kind} {','.join(f'{name}={_property(value)}' for name, value in properties)}::{_data(message)}"


def annotation(file: str, title: str, message: str) -> str:
    """Return an error annotation of a whole file."""
    return f"::error file={_property(file)},title={_property(title)}::{_data(message)}"


def render_github(diagnostics: Sequence[ShownDiagnostic], color: bool) -> list[str]:  # noqa: ARG001, FBT001 - signature of all formats
    """Return one annotation per diagnostic."""
    return [_line(item) for item in diagnostics]
