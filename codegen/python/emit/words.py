"""Free text for docstrings."""

from __future__ import annotations

import textwrap


def summary(text: str) -> str:
    """Return the first paragraph of a text as one line that ends with a full stop."""
    lines = text.strip().split("\n\n", 1)[0].split()
    line = " ".join(lines)
    return line if line.endswith((".", "!", "?", ":")) or not line else line + "."


def described(text: str, *, deprecated: bool) -> str:
    """Return a description that begins by saying that the thing is deprecated, where it is."""
    return f"Deprecated. {text.strip()}".strip() if deprecated else text.strip()


def hanging(text: str, width: int) -> str:
    """Return an entry of a docstring's list: indented by four, its further lines by eight columns."""
    one_line = " ".join(text.split())
    return textwrap.fill(
        one_line,
        width,
        initial_indent=" " * 4,
        subsequent_indent=" " * 8,
        break_long_words=False,
        break_on_hyphens=False,
    )
