"""Reads why something is deprecated and when it is removed, which documents state in extensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codegen.openapi.reader.node import Node

_OBJECTS = ("x-deprecated", "x-deprecation", "x-ms-deprecation")
_REASONS = (
    "x-deprecated-reason",
    "x-deprecation-reason",
    "x-deprecated-message",
    "x-deprecation-message",
    "x-deprecated-description",
    "x-deprecation-description",
    "x-speakeasy-deprecation-message",
    "x-stainless-deprecation-message",
)
_SUNSETS = ("x-sunset", "x-sunset-date", "x-deprecated-sunset", "x-deprecation-sunset")
_REASON_MEMBERS = ("reason", "message", "description")
_SUNSET_MEMBERS = ("sunset", "sunsetDate", "sunset-date", "removalDate")


def read_deprecation(node: Node) -> str:
    """Return the reason and the sunset of a deprecated element on one line; empty if it states neither."""
    if not node.flag("deprecated"):
        return ""
    objects = [node.part(key) for key in _OBJECTS]
    reason = _first([node], (*_REASONS, *_OBJECTS)) or _first(objects, _REASON_MEMBERS)
    sunset = _first([node], _SUNSETS) or _first(objects, _SUNSET_MEMBERS)
    sentence = reason if not reason or reason.endswith((".", "!", "?")) else f"{reason}."
    return f"{sentence} Sunset: {sunset}.".strip() if sunset else sentence


def _first(nodes: Iterable[Node], keys: Iterable[str]) -> str:
    """Return the first text, on one line."""
    texts = (" ".join(node.text(key).split()) for node in nodes for key in keys)
    return next(filter(None, texts), "")
