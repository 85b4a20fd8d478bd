"""Names of scanned code, and what is remembered between passes over it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codegen.migrate.scan.known import Function, OwnClass, Typed


@dataclass(slots=True)
class BlockScope:
    """Names of a block. ``known`` holds None for a name bound to something unknown.

    ``inner`` scopes (those of classes) are not visible in the functions inside.
    """

    known: dict[str, Typed | None] = field(default_factory=dict)
    parent: BlockScope | None = None
    function: Function | None = None
    owner: OwnClass | None = None

    def find(self, name: str) -> Typed | None:
        """Look a name up, innermost scope first."""
        scope: BlockScope | None = self
        while scope is not None:
            if name in scope.known:
                return scope.known[name]
            scope = scope.parent
        return None


@dataclass(slots=True)
class Memory:
    """Functions and classes of all scanned modules, by module and qualified name; the names of each module."""

    functions: dict[tuple[str, str], Function] = field(default_factory=dict)
    classes: dict[tuple[str, str], OwnClass] = field(default_factory=dict)
    exports: dict[str, dict[str, Typed]] = field(default_factory=dict)
