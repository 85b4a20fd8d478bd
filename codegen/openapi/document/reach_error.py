"""Why a reference leads nowhere."""

from __future__ import annotations


class ReachError(Exception):
    """A document that is not allowed, or cannot be had. Becomes a finding where the reference to it stands."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        """Carry what the finding says."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def outside(message: str, hint: str = "") -> ReachError:
    """Return the error of a document that is not allowed."""
    return ReachError("ref-outside-folder", message, hint)


def unreachable(message: str) -> ReachError:
    """Return the error of a document that the network does not give."""
    return ReachError("ref-unreachable", message)
