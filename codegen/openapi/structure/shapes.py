"""Row types of the object tables: objects of a document, their members and the types of these."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from codegen.core.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

Members: TypeAlias = "dict[str, Member]"

_TYPE_NAMES = {
    dict: "an object",
    list: "an array",
    str: "a string",
    bool: "a boolean",
    int: "an integer",
    float: "a number",
    type(None): "null",
}
_NAMED = {"Schema": "a schema", "Operation": "an operation", "Tag": "a tag"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """The JSON types of a value, and of its content.

    ``expected`` names the type in messages. ``table`` is the name of the table of an object, ``inner`` describes the
    items of an array or the members of a map, ``names`` lists the only valid strings. ``count`` marks
    non-negative integers. ``severity`` is that of diagnostics: a warning if nothing is generated from the member,
    incomplete if an annotation is generated from it, and the rest does not depend on it.
    """

    types: tuple[type, ...]
    expected: str
    table: str = ""
    inner: Member | None = None
    names: frozenset[str] = frozenset()
    count: bool = False
    severity: Severity = Severity.ERROR

    @property
    def unused(self) -> bool:
        """Return whether nothing is generated from the member."""
        return self.severity is Severity.WARNING

    @property
    def scalar(self) -> bool:
        """Return whether only the JSON type is checked."""
        return not self.table and not self.names and self.inner is None

    def accepts(self, value: object) -> bool:
        """Return whether a value has the right JSON type; a boolean is not a number."""
        if isinstance(value, bool):
            return bool in self.types or object in self.types
        if self.count and isinstance(value, (int, float)):
            return value >= 0 and value == int(value)
        return isinstance(value, self.types)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecObject:
    """An object of a specification.

    ``rest`` describes members of any other name, or is None. ``open`` objects may have unknown members.
    ``reference`` objects may be replaced by a Reference Object.
    """

    name: str
    members: Mapping[str, Member] = field(default_factory=dict)
    rest: Member | None = None
    open: bool = False
    reference: bool = False


ANY = Member(types=(object,), expected="anything")
TEXT = Member(types=(str, int, float, bool, type(None)), expected="a string")
"""A string that YAML may resolve to a number, a boolean or null."""
STRING = Member(types=(str,), expected="a string")
BOOLEAN = Member(types=(bool,), expected="a boolean")
NUMBER = Member(types=(int, float), expected="a number")
COUNT = Member(types=(int, float), expected="a non-negative integer", count=True)
BOUND = Member(types=(bool, int, float), expected="a number")
TYPE = Member(
    types=(object,),
    expected="a type",
    names=frozenset({"string", "integer", "number", "boolean", "null", "object", "array", "file"}),
)


def an(name: str) -> Member:
    """Describe an object by the name of its table; a schema may be a boolean."""
    types = (dict, bool) if name == "Schema" else (dict,)
    return Member(types=types, expected=_NAMED.get(name, "an object"), table=name)


def list_of(inner: Member) -> Member:
    """Describe an array."""
    return Member(types=(list,), expected="an array", inner=inner)


def map_of(inner: Member) -> Member:
    """Describe an object with arbitrary member names."""
    return Member(types=(dict,), expected="an object", inner=inner)


def unused(member: Member) -> Member:
    """Describe a member that nothing is generated from."""
    return replace(member, severity=Severity.WARNING)


def annotation(member: Member) -> Member:
    """Describe a member that only an annotation is generated from, such as a docstring: a wrong value is left out."""
    return replace(member, severity=Severity.INCOMPLETE)


PROSE = annotation(TEXT)
"""A title, a summary or a description."""


def of(member: Member, *names: str) -> Members:
    """Return several members of the same kind."""
    return dict.fromkeys(names, member)


def wrong_type(expected: str, value: object) -> str:
    """Return the message for a value of the wrong type; a negative count is shown by its value."""
    actual = _TYPE_NAMES.get(type(value), "something else")
    if expected == "a non-negative integer" and isinstance(value, (int, float)) and not isinstance(value, bool):
        actual = str(value)[:40]
    return f"expected {expected}, found {actual}"
