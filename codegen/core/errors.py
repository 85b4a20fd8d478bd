"""Exceptions of the program itself. What is wrong with an input is a ``Diagnostic``, never an exception."""

from __future__ import annotations


class InternalError(Exception):
    """A promise of this program does not hold: a bug here, whatever the input was."""


class UsageError(Exception):
    """The run cannot be done as it was asked for; the message says why, in one line for the user."""
