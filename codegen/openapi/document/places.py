"""Maps the nodes of a rewritten document to their locations in the original."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codegen.core.location import Location


@dataclass(frozen=True, slots=True)
class Places:
    """Maps pointers of a rewritten document to original locations; unlisted nodes are located below their parent."""

    moved: Mapping[str, Location]

    def at(self, name: str, pointer: str) -> Location:
        """Return the original location of a node: below its nearest listed ancestor, else at the same pointer."""
        above = pointer
        while above not in self.moved:
            if not above:
                return Location(name, pointer)
            above = above[: above.rindex("/")]
        origin = self.moved[above]
        return Location(origin.file, origin.pointer + pointer[len(above) :], origin.line, origin.column)
