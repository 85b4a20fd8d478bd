"""No layout: a file ends with one line break, nothing else changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def format_files(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files as they are, but for the end of the file."""
    return {path: text.rstrip("\n") + "\n" if text.strip() else "" for path, text in files.items()}
