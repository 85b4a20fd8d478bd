"""Differences between a response and its declared type, and the validation context for parsing responses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .omit import Omit

WIRE: Final = "spec-codegen request"
"""The validation context for parsing JSON: values must have their JSON types, nothing is coerced."""
REPLY: Final = "spec-codegen response"
"""The same for a response that a client reads: optional properties may be null, times may lack their offset."""


def is_wire(context: object) -> bool:
    """Return whether a validation context is one of these; those of other generated packages are equal."""
    return isinstance(context, str) and context in (WIRE, REPLY)


@dataclass(frozen=True)
class Drift:
    """A difference at ``pointer`` (RFC 6901) in the response: the ``expected`` type and the value ``got``.

    ``got`` is ``omit`` if a required value is missing. ``operation`` is the operation's name.
    """

    pointer: str
    expected: str
    got: object
    operation: str = ""

    def __str__(self) -> str:
        """Return the pointer and types without the value, which may be private."""
        got = "nothing" if isinstance(self.got, Omit) else type(self.got).__name__
        return f"{self.pointer or '/'}: expected {self.expected}, got {got}"


@dataclass(frozen=True)
class VersionDrift(Drift):
    """An API version other than that of the package, in a ``header`` of the response or at ``pointer`` of a webhook."""

    header: str = ""

    def __str__(self) -> str:
        return f"{self.header or self.pointer}: expected API version {self.expected}, got {self.got!r}"
