"""A line on the terminal that says what a long run is doing. Elsewhere, and in CI, there is none."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.core.printed import visible

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from codegen.cli.console import Console

_CLEAR = "\r\x1b[K"


@dataclass(slots=True)
class Progress:
    """Shows one step at a time on the error stream; as a context manager it leaves the line empty."""

    console: Console
    shows: bool = field(init=False)

    def __post_init__(self) -> None:
        """Find out whether anybody watches."""
        environ = self.console.environ
        self.shows = self.console.err.isatty() and not environ.get("CI") and environ.get("TERM") != "dumb"

    def step(self, text: str) -> None:
        """Replace the line."""
        if self.shows:
            width = shutil.get_terminal_size().columns - 1
            self.console.err.write(_CLEAR + visible(text)[:width])
            self.console.err.flush()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Take the line away."""
        if self.shows:
            self.console.err.write(_CLEAR)
            self.console.err.flush()
