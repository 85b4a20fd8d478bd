"""Reads the content of responses: JSON, lines of JSON, text and bytes, by the media type that arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..shared.drift import Drift
from ..shared.media import TEXT, essence, is_range, text_codec
from ..shared.typeinfo import WRONG, mismatch
from ..shared.values import is_list, is_object
from .lenient import load_json, parse, parse_json

if TYPE_CHECKING:
    from ..shared.operation import Media

LINES: Final = frozenset(
    {
        "application/json-lines",
        "application/json-seq",
        "application/jsonl",
        "application/jsonlines",
        "application/ndjson",
        "application/stream+json",
        "application/x-json-stream",
        "application/x-jsonlines",
        "application/x-ndjson",
    }
)
"""Media types of JSON values in lines."""
_RECORD_SEPARATOR: Final = b"\x1e"


def read_json(tp: Any, content: bytes) -> tuple[Any, list[Drift]]:
    """Parse JSON as ``tp``; lines of JSON, which some servers label as JSON, are a list of values.

    :raises ValueError: the text is neither.
    """
    try:
        return parse_json(tp, content)
    except ValueError:
        values = _lines(content)
        if values is None or len(values) < 2:  # noqa: PLR2004 - a single line is a whole document
            raise
    return _typed_lines(tp, values, "one JSON value")


def read_other(media: Media, tp: Any, content_type: str, content: bytes) -> tuple[Any, list[Drift]]:
    """Read content of another media type than JSON where ``media`` declares JSON, or a range that includes it.

    JSON that fits the declared type is parsed whatever its label is; other content is text or bytes.
    """
    kind = essence(content_type)
    if kind in LINES:
        values = _lines(content)
        if values is not None:
            return _typed_lines(tp, values, media.content_type)
    elif tp is not Any:
        found = _as_declared(tp, content, labelled=kind not in {"", TEXT})
        if found is not None:
            return found
    elif not kind:
        try:
            return parse_json(tp, content)
        except ValueError:
            pass
    value = as_text_or_bytes(content_type, content)
    is_allowed = is_range(media.content_type) and (tp is Any or isinstance(value, str))
    return value, [] if is_allowed else [Drift("", media.content_type, value)]


def as_text_or_bytes(content_type: str, content: bytes) -> str | bytes:
    """Return the text of a text media type, the bytes of others."""
    return decode(content_type, content) if essence(content_type).startswith("text/") else content


def decode(content_type: str, content: bytes) -> str:
    """Return the text of a response; undecodable bytes are replaced."""
    return content.decode(text_codec(content_type) or "utf-8", errors="replace")


def _as_declared(tp: Any, content: bytes, *, labelled: bool) -> tuple[Any, list[Drift]] | None:
    """Return the value of JSON that fits a type, None for other content. ``labelled`` content is no single scalar."""
    try:
        value = load_json(content)
    except ValueError:
        return None
    if is_object(value) or is_list(value):
        return parse(tp, value) if mismatch(tp, value) < WRONG else None
    found = parse(tp, value)
    return None if labelled or found[1] else found


def _lines(content: bytes) -> list[Any] | None:
    """Return the JSON values of lines, None if one is no JSON."""
    lines = (line.strip() for line in content.replace(_RECORD_SEPARATOR, b"\n").splitlines())
    try:
        return [load_json(line) for line in lines if line]
    except ValueError:
        return None


def _typed_lines(tp: Any, values: list[Any], expected: str) -> tuple[Any, list[Drift]]:
    """Return lines as the declared list, or each line as the declared type."""
    if tp is not Any and mismatch(tp, values) < WRONG:
        return parse(tp, values)
    found = [parse(tp, value) for value in values]
    result = [value for value, _ in found]
    return result, [Drift("", expected, result)]
