"""Copy edited files to a folder beside the output before they are overwritten."""

from __future__ import annotations

import os
from itertools import count
from typing import TYPE_CHECKING

from codegen.output.folder import read_file, write_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def set_aside(folder: Path, paths: Iterable[str]) -> Path:
    """Copy files of a folder to ``.NAME.edits`` beside it, or ``.NAME.edits-2`` and so on, and return that folder.

    Git ignores the copies. Raises ``OSError``.
    """
    stem = f".{folder.name}.edits"
    places = (folder.parent / (f"{stem}-{number}" if number > 1 else stem) for number in count(1))
    aside = next(place for place in places if not os.path.lexists(place))
    aside.mkdir()
    write_file(aside / ".gitignore", b"*\n")
    for path in paths:
        (aside / path).parent.mkdir(parents=True, exist_ok=True)
        write_file(aside / path, read_file(folder / path))
    return aside
