"""Writes times as text."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_text(seconds: float) -> str:
    """Return a Unix time in UTC: ``2026-11-30T21:05:00Z``. Raises ``ValueError`` or ``OverflowError``."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
