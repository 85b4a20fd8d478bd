"""Formats nothing but the end of a file: one line break."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def format_files(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files with exactly one line break at the end."""
    return {path: text.rstrip("\n") + "\n" if text.strip() else "" for path, text in files.items()}
