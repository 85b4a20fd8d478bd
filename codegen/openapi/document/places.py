"""Where the nodes of a rewritten document stand in what the user wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codegen.core.location import Location


@dataclass(frozen=True, slots=True)
class Places:
    """Maps pointers of a rewritten document to locations of the original; what is not listed moved with its parent."""

    moved: Mapping[str, Location]

    def at(self, name: str, pointer: str) -> Location:
        """Return where a node comes from: below its nearest listed ancestor, or at the same pointer of ``name``."""
        above = pointer
        while above not in self.moved:
            if not above:
                return Location(name, pointer)
            above = above[: above.rindex("/")]
        origin = self.moved[above]
        return Location(origin.file, origin.pointer + pointer[len(above) :], origin.line, origin.column)
