"""Differences between a response and its declared type, and the validation context for parsing responses."""

from __future__ import annotations

from typing import Final


WIRE: Final = "spec-codegen request"
"""The validation context for parsing JSON: values must have their JSON types, nothing is coerced."""
REPLY: Final = "spec-codegen response"
"""The same for a response that a client reads: optional properties may be null, times may lack their offset."""


def is_wire(context: object) -> bool:
    """Return whether a validation context is one of these; those of other generated packages are equal."""
    return isinstance(context, str) and context in (WIRE, REPLY)
