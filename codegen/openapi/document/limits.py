"""What loading a document may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on one document: its size, its keys and values, their nesting, and what YAML aliases repeat."""

    bytes: int = 64 * 1024 * 1024
    nodes: int = 4_000_000
    depth: int = 200
    alias_nodes: int = 1_000_000


LIMITS = Limits()
MOST_PROBLEMS = 100
"""What is told of one kind of slip (a name that stands twice, NaN) in one text."""
