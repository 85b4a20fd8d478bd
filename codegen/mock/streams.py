"""Serialize streams: server-sent events and lines of JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from codegen.python.emit.streams import EVENTS

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.ir.api import Media

_FIELDS = ("event", "id", "retry", "data")
_LINES = (*(f"{name}:" for name in _FIELDS), ":")
"""Field names of events; a colon alone starts a comment."""
_RECORD_SEPARATOR = "\x1e"  # RFC 7464, section 2.2


def framed(media: Media, value: Json) -> str:
    """Return a stream with one value; text that is already an event stream is unchanged."""
    if media.media_type.essence == EVENTS:
        if isinstance(value, str) and value.startswith(_LINES):
            return value
        return _event(value if media.item is not None and isinstance(value, dict) else {"data": value})
    if isinstance(value, str):
        return value
    start = _RECORD_SEPARATOR if media.media_type.essence.endswith("json-seq") else ""
    values = value if isinstance(value, list) and media.item is None else [value]
    return "".join(f"{start}{json.dumps(one, ensure_ascii=False)}\n" for one in values)


def _event(event: dict[str, Json]) -> str:
    lines = [f"{name}: {line}" for name in _FIELDS if name in event for line in _text(event[name]).splitlines()]
    return "\n".join(lines) + "\n\n"


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
