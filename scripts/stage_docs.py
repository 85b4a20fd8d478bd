"""Copies docs/ to .site/ for the build of the pages.

Links to other files of the repository become their text. A bar in code in a table, which GitHub reads without its
backslash and Python-Markdown with it, becomes an entity.
"""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_DOCS = _ROOT / "docs"
_STAGE = _ROOT / ".site"
_BARRED = re.compile(r"`([^`\n]*\\\|[^`\n]*)`")
_LINK = re.compile(r"\[([^\]]+)\]\(((?:\.\./)+[^)\s#]+)[^)]*\)")


def staged(text: str, folder: Path) -> str:
    """Return a page of a folder of docs/ for the site."""

    def replaced(match: re.Match[str]) -> str:
        is_inside = (folder / match[2]).resolve().is_relative_to(_DOCS)
        return match[0] if is_inside else f"`{match[1].strip('`')}`"

    return _BARRED.sub(_with_entities, _LINK.sub(replaced, text))


def _with_entities(match: re.Match[str]) -> str:
    code = html.escape(match[1], quote=False).replace("\\|", "&#124;")
    return f"<code>{code}</code>"


def main() -> None:
    """Write the copy."""
    shutil.rmtree(_STAGE, ignore_errors=True)
    shutil.copytree(_DOCS, _STAGE)
    for page in _STAGE.rglob("*.md"):
        folder = _DOCS / page.relative_to(_STAGE).parent
        page.write_text(staged(page.read_text(encoding="utf-8"), folder), encoding="utf-8")


if __name__ == "__main__":
    main()
