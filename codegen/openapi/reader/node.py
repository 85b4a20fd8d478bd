"""Typed access to the nodes of a document. A value of the wrong JSON type is treated as missing.

``reader.structure`` has reported it: readers only report errors in values of the right type.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from codegen.core.json import is_number
from codegen.core.location import pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.json import Json
    from codegen.core.location import Location
    from codegen.openapi.document import Document


def _unfollowed(_: Node) -> Node | None:
    """Resolve no reference."""
    return None


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a document with its location. ``file`` is the key of its document, empty for the root document.

    ``follow`` resolves references: those in place of containers (a map, an array, an object without own identity) are
    followed by ``part``, ``nodes`` and ``entries``. Readers follow those that OpenAPI allows themselves.
    """

    value: Json
    file: str
    document: Document
    pointer: str
    found: Diagnostics
    follow: Callable[[Node], Node | None] = field(default=_unfollowed, compare=False, repr=False)

    @property
    def refers(self) -> bool:
        """Return whether the node is an object with a reference."""
        return isinstance(self.value, dict) and isinstance(self.value.get("$ref"), str)

    @property
    def location(self) -> Location:
        """Return the location of the node in the original document."""
        return self.document.at(self.pointer)

    @property
    def id(self) -> str:
        """Return file and pointer, relative to the root document: ``#/components/schemas/pet``, ``common.yaml#/x``."""
        return f"{self.file}#{self.pointer}"

    def child(self, value: Json, token: str | int) -> Node:
        """Return a node below this one."""
        return Node(value, self.file, self.document, self.pointer + pointer(token), self.found, self.follow)

    def members(self) -> Iterator[tuple[str, Node]]:
        """Iterate over the members of an object; yield nothing for other values."""
        for key, value in self.value.items() if isinstance(self.value, dict) else ():
            yield key, self.child(value, key)

    def items(self) -> Iterator[Node]:
        """Iterate over the items of an array; yield nothing for other values."""
        for index, value in enumerate(self.value) if isinstance(self.value, list) else ():
            yield self.child(value, index)

    def without(self, *keys: str) -> Node:
        """Return an object without some of its members."""
        value = {key: child.value for key, child in self.members() if key not in keys}
        return replace(self, value=value)

    def has(self, key: str) -> bool:
        """Return whether the node is an object with this member."""
        return isinstance(self.value, dict) and key in self.value

    def raw(self, key: str) -> Json:
        """Return the unchecked value of a member; None if it is missing or null."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def get(self, key: str) -> Node | None:
        """Return a member, or None."""
        if isinstance(self.value, dict) and key in self.value:
            return self.child(self.value[key], key)
        return None

    def part(self, key: str) -> Node:
        """Return a member that is an object, else a node with an empty object."""
        child = self.container(key)
        return child if child is not None and isinstance(child.value, dict) else self.child({}, key)

    def container(self, key: str) -> Node | None:
        """Return a member, or the target of a reference in its place; None without one."""
        child = self.get(key)
        return child.followed() if child is not None else None

    def followed(self) -> Node | None:
        """Return the target of a reference, else the node itself; None for an unresolved reference."""
        return self.follow(self) if self.refers else self

    def at(self, index: int) -> Node | None:
        """Return an item of an array, or None."""
        if isinstance(self.value, list) and 0 <= index < len(self.value):
            return self.child(self.value[index], index)
        return None

    def text(self, key: str) -> str:
        """Return a string member, else an empty string."""
        value = self.raw(key)
        return value if isinstance(value, str) else ""

    def words(self, key: str) -> str:
        """Return a string member; numbers and booleans, which YAML may resolve it to, are converted."""
        value = self.raw(key)
        return str(value) if isinstance(value, (str, int, float)) else ""

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return a boolean member, else the default."""
        value = self.raw(key)
        return value if isinstance(value, bool) else default

    def number(self, key: str) -> int | float | None:
        """Return a numeric member, or None."""
        value = self.raw(key)
        return value if is_number(value) else None

    def count(self, key: str) -> int | None:
        """Return a member that is a non-negative integer (``3.0`` is one), or None."""
        number = self.number(key)
        return int(number) if number is not None and number >= 0 and number == int(number) else None

    def strings(self, key: str) -> tuple[str, ...]:
        """Return the strings of a member that is an array."""
        value = self.raw(key)
        return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()

    def nodes(self, key: str) -> list[Node]:
        """Return the item nodes of a member that is an array."""
        child = self.container(key)
        return [] if child is None else list(child.items())

    def objects(self, key: str) -> list[tuple[str, Node]]:
        """Return the members of a member whose values are objects that OpenAPI lets no reference replace."""
        pairs = [(name, child.followed()) for name, child in self.entries(key)]
        return [(name, child) for name, child in pairs if child is not None]

    def entries(self, key: str) -> list[tuple[str, Node]]:
        """Return the members of a member that is an object."""
        child = self.container(key)
        return [] if child is None else list(child.members())
