"""Exceptions of the program itself. An invalid input is reported as a ``Diagnostic``, never raised."""

from __future__ import annotations


class InternalError(Exception):
    """An invariant of this program is violated: a bug here, whatever the input was."""


class UsageError(Exception):
    """The request cannot be carried out; the message gives the user the reason in one line."""
