"""Where a reply differs from what the API's document promises, and what marks the reading of a reply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, final

from .omit import Omit


@final
class Wire:
    """The type of ``WIRE``."""

    __slots__ = ()


WIRE: Final = Wire()
"""The validation context while a reply is read: values have their JSON types, nothing is converted out of kindness."""


@dataclass(frozen=True)
class Drift:
    """One difference: ``pointer`` (RFC 6901) into the reply, the type that was ``expected``, the value ``got``.

    ``got`` is ``omit`` where a required value is missing. ``operation`` is the operation's name.
    """

    pointer: str
    expected: str
    got: object
    operation: str = ""

    def __str__(self) -> str:
        """Say where and what, but not the value, which may be private."""
        got = "nothing" if isinstance(self.got, Omit) else type(self.got).__name__
        return f"{self.pointer or '/'}: expected {self.expected}, got {got}"
