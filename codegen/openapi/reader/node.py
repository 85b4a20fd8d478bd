"""Typed access to the nodes of a document: every wrong JSON type becomes a located diagnostic, never an exception."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from codegen.core.json import is_number, wrong_type
from codegen.core.location import pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.json import Json
    from codegen.core.location import Location
    from codegen.openapi.document import Document


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a document with its place. ``file`` is its document's key in the workspace, empty for the root."""

    value: Json
    file: str
    document: Document
    pointer: str
    found: Diagnostics

    @property
    def location(self) -> Location:
        """Where the node stands in what the user wrote."""
        return self.document.at(self.pointer)

    @property
    def id(self) -> str:
        """The node's address, relative to the root document: ``#/components/schemas/pet``, ``common.yaml#/x``."""
        return f"{self.file}#{self.pointer}"

    def _child(self, value: Json, token: str | int) -> Node:
        return Node(value, self.file, self.document, self.pointer + pointer(token), self.found)

    def wrong(self, expected: str) -> None:
        """Report that the node has the wrong JSON type."""
        self.found.error("invalid-type", wrong_type(expected, self.value), self.location)

    def members(self) -> Iterator[tuple[str, Node]]:
        """Iterate over the members of an object; reports and yields nothing when the node is none."""
        if not isinstance(self.value, dict):
            self.wrong("an object")
            return
        for key, value in self.value.items():
            yield key, self._child(value, key)

    def items(self) -> Iterator[Node]:
        """Iterate over the items of an array; reports and yields nothing when the node is none."""
        if not isinstance(self.value, list):
            self.wrong("an array")
            return
        for index, value in enumerate(self.value):
            yield self._child(value, index)

    def has(self, key: str) -> bool:
        """Whether the node is an object with this member."""
        return isinstance(self.value, dict) and key in self.value

    def raw(self, key: str) -> Json:
        """Return the value of a member as it is; None when it is missing or null."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def get(self, key: str) -> Node | None:
        """Return a member, or None."""
        if isinstance(self.value, dict) and key in self.value:
            return self._child(self.value[key], key)
        return None

    def object(self, key: str) -> Node | None:
        """Return a member that is an object; reports any other type and gives None."""
        child = self.get(key)
        if child is not None and not isinstance(child.value, dict):
            child.wrong("an object")
            return None
        return child

    def at(self, index: int) -> Node | None:
        """Return an item of an array, or None."""
        if isinstance(self.value, list) and 0 <= index < len(self.value):
            return self._child(self.value[index], index)
        return None

    def text(self, key: str, default: str = "") -> str:
        """Return a string member; reports any other type and gives the default."""
        child = self.get(key)
        if child is None:
            return default
        if isinstance(child.value, str):
            return child.value
        child.wrong("a string")
        return default

    def words(self, key: str) -> str:
        """Return free text; a number or boolean that YAML made of it is taken as written, null as nothing."""
        child = self.get(key)
        if child is None or child.value is None:
            return ""
        if isinstance(child.value, (str, int, float)):
            return str(child.value)
        child.wrong("a string")
        return ""

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return a boolean member; reports any other type and gives the default."""
        child = self.get(key)
        if child is None:
            return default
        if isinstance(child.value, bool):
            return child.value
        child.wrong("a boolean")
        return default

    def number(self, key: str) -> int | float | None:
        """Return a numeric member; reports any other type and gives None."""
        child = self.get(key)
        if child is None:
            return None
        if is_number(child.value):
            return child.value
        child.wrong("a number")
        return None

    def count(self, key: str) -> int | None:
        """Return a member that is a non-negative integer (``3.0`` is one); reports anything else and gives None."""
        number = self.number(key)
        if number is None:
            return None
        if number >= 0 and number == int(number):
            return int(number)
        cast("Node", self.get(key)).wrong("a non-negative integer")
        return None

    def strings(self, key: str) -> tuple[str, ...]:
        """Return a member that is an array of strings; reports and skips what is not."""
        child = self.get(key)
        if child is None:
            return ()
        texts: list[str] = []
        for item in child.items():
            if isinstance(item.value, str):
                texts.append(item.value)
            else:
                item.wrong("a string")
        return tuple(texts)
