"""Upgrades parameters: body and form fields become a request body, others stay parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.location import Location
from codegen.core.media_type import FORM, JSON, MULTIPART, MediaType
from codegen.openapi.swagger2.moves import Part, Spot
from codegen.openapi.swagger2.schemas import schema, simple_schema, without_schema

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.core.json import Json

_QUERY_STYLES: dict[str, tuple[str, bool]] = {
    "csv": ("form", False),
    "multi": ("form", True),
    "ssv": ("spaceDelimited", False),
    "pipes": ("pipeDelimited", False),
}


def is_payload(spot: Spot) -> bool:
    """Return whether a parameter is (a part of) the body."""
    return spot.text("in") in {"body", "formData"}


def parameter(spot: Spot, found: Diagnostics, name: str) -> Part:
    """Upgrade a parameter outside the body."""
    kept = without_schema(spot)
    part = Part.of(spot, kept)
    part.put("schema", simple_schema(spot))
    if spot.text("type") == "array":
        style, explode = _style(spot, found, name)
        kept |= {"explode": explode} | ({"style": style} if style else {})
    return part


def _style(spot: Spot, found: Diagnostics, name: str) -> tuple[str, bool]:
    """Set ``style`` and ``explode`` from ``collectionFormat`` (default: csv)."""
    stated = spot.text("collectionFormat") or "csv"
    if spot.text("in") in {"query", "formData"} and stated in _QUERY_STYLES:
        return _QUERY_STYLES[stated]
    if stated != "csv":
        at = Location(name, spot.at).child("collectionFormat")
        found.warning("unsupported-keyword", f"unsupported collectionFormat {stated!r}; commas are used", at)
    return ("form", False) if spot.text("in") == "query" else ("", False)


def request_body(payload: list[Spot], consumes: list[str], found: Diagnostics, name: str) -> Part | None:
    """Convert the parameters in the body to a request body; None if there are none."""
    for spot in payload:
        if spot.text("in") == "body":
            return _whole_body(spot, consumes)
    return _form_body(payload, consumes, found, name) if payload else None


def _whole_body(spot: Spot, consumes: list[str]) -> Part:
    body: dict[str, Json] = {key: child.value for key, child in spot.members() if key in {"description", "required"}}
    part = Part.of(spot, body)
    content = Part({})
    for media_type in consumes or [JSON]:
        media = Part({})
        inner = spot.get("schema")
        if inner is not None:
            media.put("schema", Part.of(inner, schema(inner.value)))
        content.put(media_type, media)
    part.put("content", content)
    return part


def _form_body(fields: list[Spot], consumes: list[str], found: Diagnostics, name: str) -> Part:
    properties, encoding = Part({}), Part({})
    required: list[Json] = []
    for spot in fields:
        inner = simple_schema(spot)
        if isinstance(inner.value, dict) and spot.text("description"):
            inner.value["description"] = spot.text("description")
        properties.put(spot.text("name"), inner)
        if spot.is_true("required"):
            required.append(spot.text("name"))
        if spot.text("type") == "array":
            style, explode = _style(spot, found, name)
            encoding.put(spot.text("name"), Part({"style": style or "form", "explode": explode}))
    whole = Part({"type": "object"})
    whole.put("properties", properties)
    if required:
        whole.put("required", Part(required))
    part = Part.of(fields[0], {"required": bool(required)})
    content = Part({})
    for media_type in _form_types(fields, consumes):
        media = Part({})
        media.put("schema", whole)
        if encoding.value:
            media.put("encoding", encoding)
        content.put(media_type, media)
    part.put("content", content)
    return part


def _form_types(fields: list[Spot], consumes: list[str]) -> list[str]:
    """Return the media types of a form: files require multipart (Swagger 2.0, Parameter Object, ``type``)."""
    stated = [item for item in consumes if MediaType.parse(item).essence in {FORM, MULTIPART}]
    if any(spot.text("type") == "file" for spot in fields):
        return [item for item in stated if MediaType.parse(item).is_multipart] or [MULTIPART]
    return stated or [FORM]
