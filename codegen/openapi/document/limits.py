"""Limits on the loading of a document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits on one document: its size, its keys and values, their nesting, and the nodes that YAML aliases repeat."""

    bytes: int = 64 * 1024 * 1024
    nodes: int = 4_000_000
    depth: int = 200
    alias_nodes: int = 1_000_000


LIMITS = Limits()
MOST_DIAGNOSTICS = 100
"""Number of errors of one kind (duplicate names, NaN) that are reported per text."""
