"""A replacement for ``sys.stdin``."""

from __future__ import annotations

import io


class Piped(io.TextIOWrapper):
    """Standard input with a text; ``terminal`` makes it interactive."""

    def __init__(self, text: str, *, terminal: bool = False) -> None:
        super().__init__(io.BytesIO(text.encode()))
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal
