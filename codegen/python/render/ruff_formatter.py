"""Formats with ruff: one process for all files, in a temporary folder, with the settings of black."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.core.errors import InternalError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping


class FormatterMissingError(UsageError):
    """The formatter is not installed."""


def _program() -> str:
    """Return the path of ruff, preferring the scripts folder of this interpreter."""
    found = shutil.which("ruff", path=sysconfig.get_path("scripts")) or shutil.which("ruff")
    if found is None:
        msg = f"ruff is not installed for {Path(sys.executable).name}: install it, or choose another formatter"
        raise FormatterMissingError(msg)
    return found


def format_files(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files formatted by ruff.

    Files are numbered in the temporary folder: input names do not become paths. Raises ``FormatterMissingError``
    when ruff is not installed, ``InternalError`` when a file does not parse.
    """
    program = _program()
    with tempfile.TemporaryDirectory(prefix="codegen-") as folder:
        places = {path: Path(folder, f"{number}.py") for number, path in enumerate(sorted(files))}
        for path, place in places.items():
            place.write_text(files[path], encoding="utf-8", newline="\n")
        done = subprocess.run(  # noqa: S603 - a fixed program and fixed arguments
            [
                program,
                "format",
                "--isolated",
                "--no-cache",
                "--quiet",
                "--target-version",
                "py311",
                "--line-length",
                "88",
                ".",
            ],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            msg = f"a generated file does not parse: {done.stderr.strip()[:500]}"
            raise InternalError(msg)
        return {path: places[path].read_text(encoding="utf-8") for path in files}
