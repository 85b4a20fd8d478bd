"""Progress line of a long run, shown on terminals only, and not in CI."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.core.printed import visible

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from codegen.cli.console import Console


@dataclass(slots=True)
class Progress:
    """Shows the current step on standard error; as a context manager it clears the line at the end."""

    console: Console
    shows: bool = field(init=False)

    def __post_init__(self) -> None:
        """Decide whether to show progress."""
        environ = self.console.environ
        is_terminal = self.console.err.isatty() and not environ.get("CI") and environ.get("TERM") != "dumb"
        self.shows = is_terminal and not self.console.quiet and not self.console.verbose

    def step(self, text: str) -> None:
        """Replace the line; print a line of its own in a verbose run."""
        self.console.detail(text)
        if self.shows:
            width = shutil.get_terminal_size().columns - 1
            self.console.show_progress(visible(text)[:width])

    def __enter__(self) -> Self:
        """Return the progress line itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Clear the line."""
        self.console.clear_progress()
