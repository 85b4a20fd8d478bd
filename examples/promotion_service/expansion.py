"""``expand``: fields that are sent in full only when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import invalid

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

DEEPEST = 4


class Expansion:
    """The paths to expand: ``"promotion.coupon" in expansion``; a path expands what it leads through as well."""

    def __init__(self, asked: Iterable[str] | None, expandable: Collection[str], prefix: str = "") -> None:
        """Check what was asked for; below a list, paths begin with its ``prefix``.

        Raises ``ServiceError`` for a path that is too deep, or that leads to nothing expandable.
        """
        self.paths: set[str] = set()
        for path in asked or ():
            if path.count(".") >= DEEPEST:
                raise invalid(f"You cannot expand more than {DEEPEST} levels of a property ({path}).", "expand")
            inner = path.removeprefix(prefix)
            if not path.startswith(prefix) or inner not in expandable:
                raise invalid(f"This property cannot be expanded ({path}).", "expand")
            parts = inner.split(".")
            self.paths.update(".".join(parts[:end]) for end in range(1, len(parts) + 1))

    def __contains__(self, path: str) -> bool:
        return path in self.paths

    def below(self, path: str) -> frozenset[str]:
        """Return what is to be expanded inside the object at a path."""
        return frozenset(found.removeprefix(f"{path}.") for found in self.paths if found.startswith(f"{path}."))
