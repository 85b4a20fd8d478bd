"""Errors of references to other documents."""

from __future__ import annotations


class ReachError(Exception):
    """A document is not allowed or cannot be loaded. Reported as a diagnostic at the reference."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        """Store the content of the diagnostic."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def outside(message: str, hint: str = "") -> ReachError:
    """Return the error of a document that is not allowed."""
    return ReachError("ref-outside-folder", message, hint)


def unreachable(message: str) -> ReachError:
    """Return the error of a document that cannot be fetched."""
    return ReachError("ref-unreachable", message)
