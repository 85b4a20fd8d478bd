"""Upgrades responses: the schema moves below the media types that the operation produces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.media_type import JSON
from codegen.openapi.swagger2.moves import Part
from codegen.openapi.swagger2.schemas import schema, simple_schema, without_schema

if TYPE_CHECKING:
    from codegen.openapi.swagger2.moves import Spot

_MOVED = {"schema", "headers", "examples"}


def response(spot: Spot, produces: list[str]) -> Part:
    """Upgrade a Response Object."""
    if not isinstance(spot.value, dict):
        return Part.of(spot, spot.value)
    part = Part.of(spot, {key: child.value for key, child in spot.members() if key not in _MOVED})
    content = _content(spot, produces)
    if content is not None:
        part.put("content", content)
    headers = spot.get("headers")
    if headers is not None:
        written = Part.of(headers, {} if isinstance(headers.value, dict) else headers.value)
        for name, header in headers.members():
            written.put(name, _header(header))
        part.put("headers", written)
    return part


def _content(spot: Spot, produces: list[str]) -> Part | None:
    stated, examples = spot.get("schema"), spot.get("examples")
    shown = dict(examples.members()) if examples is not None else {}
    if stated is None and not shown:
        return None
    raw = stated is not None and stated.text("type") == "file"
    default = ["application/octet-stream"] if raw else [JSON]
    part = Part({})
    for media_type in produces or list(shown) or default:
        media = Part({})
        if stated is not None:
            media.put("schema", Part.of(stated, schema(stated.value)))
        if media_type in shown:
            media.put("example", Part.of(shown[media_type], shown[media_type].value))
        part.put(media_type, media)
    return part


def _header(spot: Spot) -> Part:
    if not isinstance(spot.value, dict):
        return Part.of(spot, spot.value)
    kept = without_schema(spot)
    part = Part.of(spot, kept)
    part.put("schema", simple_schema(spot))
    return part
