"""Values under construction, with the origins of their parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.core.location import pointer

if TYPE_CHECKING:
    from codegen.core.json import Json


@dataclass(frozen=True, slots=True)
class Spot:
    """A value of the old document with its pointer."""

    value: Json
    at: str

    def get(self, key: str) -> Spot | None:
        """Return a member of an object, or None."""
        if isinstance(self.value, dict) and key in self.value:
            return Spot(self.value[key], self.at + pointer(key))
        return None

    def text(self, key: str) -> str:
        """Return a string member; other values are treated as missing."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return value if isinstance(value, str) else ""

    def texts(self, key: str) -> list[str]:
        """Return the strings of a member that is an array."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []

    def is_true(self, key: str) -> bool:
        """Return whether a member is the JSON value true."""
        return isinstance(self.value, dict) and self.value.get(key) is True

    def members(self) -> list[tuple[str, Spot]]:
        """Return the members of an object; nothing for other values."""
        if not isinstance(self.value, dict):
            return []
        return [(key, Spot(value, self.at + pointer(key))) for key, value in self.value.items()]

    def items(self) -> list[Spot]:
        """Return the items of an array; nothing for other values."""
        if not isinstance(self.value, list):
            return []
        return [Spot(value, self.at + pointer(index)) for index, value in enumerate(self.value)]


@dataclass(slots=True)
class Part:
    """A new value, and the original pointers of its parts (by pointer into the value)."""

    value: Json
    origins: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, spot: Spot, value: Json) -> Part:
        """Return a part that originates from one old value as a whole."""
        return cls(value, {"": spot.at})

    def put(self, key: str, part: Part) -> None:
        """Set a member of an object, with its origins."""
        if isinstance(self.value, dict):
            self.value[key] = part.value
            self._adopt(pointer(key), part)

    def add(self, part: Part) -> None:
        """Append an item to an array, with its origins."""
        if isinstance(self.value, list):
            self._adopt(pointer(len(self.value)), part)
            self.value.append(part.value)

    def _adopt(self, prefix: str, part: Part) -> None:
        self.origins.update({prefix + inner: origin for inner, origin in part.origins.items()})
