"""A notation for the members of objects: what kind of value each of them takes, and what stands inside.

``text``, ``string``, ``boolean``, ``number``, ``count``, ``bound``, ``any`` are kinds of scalars; a name with a capital
letter is a shape; ``[x]`` is a list and ``{x}`` a map of such; a ``~`` at the end says that nothing is generated of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

JsonTypes: TypeAlias = tuple[type, ...]

_NUMBER: JsonTypes = (int, float)
_TEXT: JsonTypes = (str, int, float, bool, type(None))

SCALARS: dict[str, tuple[JsonTypes, str]] = {
    "any": ((object,), "anything"),
    "text": (_TEXT, "a string"),
    "string": ((str,), "a string"),
    "boolean": ((bool,), "a boolean"),
    "number": (_NUMBER, "a number"),
    "count": (_NUMBER, "a non-negative integer"),
    "bound": ((bool, int, float), "a number"),
    "requirement": ((list, bool), "an array"),
    "kind": ((object,), "a type"),
    "property": ((str, dict), "an object"),
}
"""The Python types of the values of each kind of scalar, and what to call such a value."""


@dataclass(frozen=True, slots=True)
class Member:
    """What a member may be. ``inner`` is the shape inside; ``unused`` says that nothing is generated of it."""

    types: JsonTypes
    expected: str
    inner: str = ""
    many: str = ""
    unused: bool = False
    kind: str = ""

    def accepts(self, value: object) -> bool:
        """Whether a value has the right JSON type; a boolean is no number."""
        if isinstance(value, bool):
            return bool in self.types or object in self.types
        if self.kind == "count" and isinstance(value, (int, float)):
            return value >= 0 and value == int(value)
        return isinstance(value, self.types)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An object of a document.

    ``rest`` is what members may be that ``members`` does not list: nothing by default. ``open`` objects may hold others
    besides, which say nothing. ``reference`` says that a ``$ref`` may stand in place of it.
    """

    name: str
    members: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""
    open: bool = False
    reference: bool = False


@cache
def member(notation: str) -> Member:
    """Read the notation of a member."""
    unused = notation.endswith("~")
    core = notation.removesuffix("~")
    if core.startswith("["):
        return Member((list,), "an array", inner=core[1:-1], many="[", unused=unused)
    if core.startswith("{"):
        return Member((dict,), "an object", inner=core[1:-1], many="{", unused=unused)
    if core in SCALARS:
        types, expected = SCALARS[core]
        return Member(types, expected, unused=unused, kind=core)
    return Member((dict, bool) if core == "Schema" else (dict,), _expected(core), inner=core, unused=unused)


def _expected(name: str) -> str:
    return {"Schema": "a schema", "Operation": "an operation", "Tag": "a tag"}.get(name, "an object")
