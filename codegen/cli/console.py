"""Where text goes: results to one stream, everything else to the other."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from codegen.core.printed import visible

if TYPE_CHECKING:
    from collections.abc import Mapping


def wants_color(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether a stream takes colours: a terminal, and nobody said NO_COLOR (https://no-color.org)."""
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """The streams of a run, and the folder it was started in."""

    out: TextIO
    err: TextIO
    cwd: Path
    environ: Mapping[str, str]

    def result(self, text: str) -> None:
        """Print one line of what was asked for."""
        print(text, file=self.out)

    def note(self, text: str) -> None:
        """Print one line beside the result."""
        print(text, file=self.err)

    def fail(self, message: str) -> None:
        """Print why the run stops, in one line."""
        self.note(f"codegen: {visible(message)}")

    def display(self, path: Path) -> str:
        """Return a path as the user would type it: relative to the current folder unless that is far away."""
        try:
            relative = os.path.relpath(path, self.cwd)
        except ValueError:  # another drive
            return path.as_posix()
        far = os.path.join("..", "..", "..")  # noqa: PTH118 - compared as text
        return path.as_posix() if relative.startswith(far) else Path(relative).as_posix()
