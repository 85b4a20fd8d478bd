"""Output streams of the command line: results to standard output, everything else to standard error."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from codegen.core.errors import UsageError
from codegen.core.printed import visible

if TYPE_CHECKING:
    from collections.abc import Mapping


def wants_color(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Return whether a stream is a terminal with colours, and NO_COLOR (https://no-color.org) is not set."""
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


CLEAR_LINE = "\r\x1b[K"


@dataclass(slots=True, kw_only=True)
class Console:
    """The streams, current folder and environment of a run.

    ``has_progress`` is set while a progress line is shown; it is cleared before any other line is printed.
    ``stdin_taken`` is set when an argument was read from standard input. ``quiet`` hides notes and warnings;
    ``verbose`` adds notes about the run. ``printed`` are the lines of the run: True with those of the result.
    ``aliases`` are the names of temporary copies in messages.
    """

    out: TextIO
    err: TextIO
    cwd: Path
    environ: Mapping[str, str]
    has_progress: bool = False
    printed: list[tuple[bool, str]] = field(default_factory=list)
    stdin_taken: bool = False
    quiet: bool = False
    verbose: bool = False
    aliases: dict[Path, str] = field(default_factory=dict)

    def result(self, text: str) -> None:
        """Print a line of the result."""
        self.clear_progress()
        self.printed.append((True, text))
        print(text, file=self.out)

    def note(self, text: str) -> None:
        """Print a line that is not part of the result, unless the run is quiet."""
        if not self.quiet:
            self.error(text)

    def detail(self, text: str) -> None:
        """Print a line about the run, if it is verbose."""
        if self.verbose:
            self.error(visible(text))

    def error(self, text: str) -> None:
        """Print a line that a quiet run shows as well."""
        self.clear_progress()
        self.printed.append((False, text))
        print(text, file=self.err)

    def show_progress(self, text: str) -> None:
        """Replace the progress line, on standard error."""
        self.err.write(f"{CLEAR_LINE}{text}")
        self.err.flush()
        self.has_progress = True

    def clear_progress(self) -> None:
        """Remove the progress line, if one is shown."""
        if self.has_progress:
            self.err.write(CLEAR_LINE)
            self.err.flush()
            self.has_progress = False

    def fail(self, message: str) -> None:
        """Print the error that stops the run, in one line."""
        self.error(f"codegen: {visible(message)}")

    def output_path(self, given: str) -> Path:
        """Return the path of a file or folder that a command writes.

        Raises ``UsageError`` for a symbolic link, also as a parent: a checkout may hold links that lead out of it.
        Links of the machine are followed (``/dev/stdout``, parents of the current folder).
        """
        path = self.cwd / given
        parts = path.relative_to(self.cwd).parts if path.is_relative_to(self.cwd) else ()
        for depth in range(1, len(parts) + 1):
            place = self.cwd.joinpath(*parts[:depth])
            if place.is_symlink():
                msg = f"{self.display(place)} is a symbolic link, and nothing is written through links"
                raise UsageError(msg)
        return path

    def display(self, path: Path) -> str:
        """Return a path relative to the current folder, or absolute if that is three or more folders away."""
        if path in self.aliases:
            return self.aliases[path]
        try:
            relative = os.path.relpath(path, self.cwd)
        except ValueError:  # another drive
            return path.as_posix()
        far = os.path.join("..", "..", "..")  # noqa: PTH118 - compared as a string
        return path.as_posix() if relative.startswith(far) else Path(relative).as_posix()
