"""Discriminators: the property of objects that selects a variant of a union."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .values import is_object
from .wirenames import by_wire_name

Tag = str | int | bool
MISSING: Final = object()


@dataclass(frozen=True)
class Discriminator:
    """The property whose values, the tags, select an arm of a union.

    ``key`` is the property's wire name, ``name`` its Python name if different; ``tags`` are the values that select
    each arm, in the order of the arms. ``fallback`` is the number of the arm for objects without the property.
    """

    key: str
    tags: tuple[tuple[Tag, ...], ...]
    name: str = ""
    fallback: int | None = None

    def arm(self, value: object) -> int | None:
        """Return the number of the arm selected by an object's tag; None if the tag is unknown."""
        tag = self.tag_of(value)
        if tag is MISSING:
            return self.fallback
        return next((number for number, tags in enumerate(self.tags) if _among(tag, tags)), None)

    def tag_of(self, value: object) -> object:
        """Return the value of the property by its wire name or Python name."""
        if is_object(value):
            return value.get(self.key, value.get(self.name, MISSING) if self.name else MISSING)
        found = by_wire_name(value, self.key)
        return MISSING if found is None else found

    @property
    def expected(self) -> str:
        """The expected values, formatted as in pydantic's messages."""
        shown = [_shown(tag) for tags in self.tags for tag in tags]
        return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def _among(tag: object, tags: tuple[Tag, ...]) -> bool:
    """Return whether a tag is listed; 1 and 1.0 are equal, 1 and true are not (JSON Schema Core, 4.2.2)."""
    return any(tag == known and isinstance(tag, bool) is isinstance(known, bool) for known in tags)


def _shown(tag: Tag) -> str:
    return str(tag).lower() if isinstance(tag, bool) else repr(tag)
