"""Maps the header cells of a table to column roles (name, type, required …)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from codegen.core.diagnostic import Diagnostics
    from codegen.tables.cells.grid import Cell

Role = Literal[
    "name",
    "type",
    "required",
    "optional",
    "nullable",
    "default",
    "description",
    "deprecated",
    "enum",
    "format",
    "place",
    "facts",
]

_HEADINGS: Mapping[Role, str] = {
    "name": "field fields name property properties parameter parameters param attribute attributes key argument member"
    " fieldname propertyname parametername attributename",
    "type": "type datatype fieldtype valuetype schema schematype",
    "required": "required isrequired mandatory req requiredoptional optionalrequired requiredoroptional"
    " optionalorrequired",
    "optional": "optional isoptional",
    "nullable": "nullable null isnullable allowsnull canbenull",
    "default": "default defaultvalue defaults",
    "description": "description descriptions desc details notes meaning explanation comment comments summary",
    "deprecated": "deprecated isdeprecated",
    "enum": "enum values allowedvalues possiblevalues enumvalues",
    "format": "format dataformat",
    "place": "in location locatedin sentin passedin where position parametertype paramtype parameterlocation",
    "facts": "facts constraints restrictions limits",
}
_ROLES: Mapping[str, Role] = {word: role for role, words in _HEADINGS.items() for word in words.split()}
_FIELD_WORDS = frozenset({"field", "parameter", "param", "attribute", "argument", "property"})
_OF_FIELDS: frozenset[Role] = frozenset({"required", "optional", "nullable", "default"})

_MAX_SHOWN = 40
_YES = frozenset({"yes", "y", "true", "t", "required", "mandatory", "always", "1", "x", "m", "✓", "✔", "✅", "☑"})
_NO = frozenset({"no", "n", "false", "f", "optional", "never", "0", "o", "✗", "✘", "❌", "✕", "☐"})
_CONDITIONAL = frozenset({"c", "conditional", "conditionally", "depends", "sometimes"})
_REPEATED = re.compile(r"(\w{1,20}),? ?[(/|]? ?(\w{1,20})\)?")
_SILENT = _CONDITIONAL | frozenset(["", "-", "–", "—", "?", "n/a", "unknown"])  # noqa: RUF001 - dashes of any length mean "not stated"


def roles_of(header: tuple[Cell, ...], found: Diagnostics) -> dict[Role, int] | None:
    """Return the column index of each role, or None for a table without a name column or a type column."""
    roles: dict[Role, int] = {}
    doubles: list[tuple[Role, Cell]] = []
    for index, cell in enumerate(header):
        role = _ROLES.get("".join(char for char in cell.plain.casefold() if char.isalnum()))
        if role and roles.setdefault(role, index) != index:
            doubles.append((role, cell))
    if "name" not in roles or "type" not in roles:
        return None
    for role, cell in doubles:
        found.warning("table-bad-cell", f"a second column for {role!r}; the first one is used", cell.location)
    return roles


def lacks_types(header: tuple[Cell, ...], *, of_fields: bool) -> bool:
    """Return whether a header names and describes fields, but has no type column.

    "Name" also heads tables of other things: it needs a column that only fields have, or a heading ``of_fields`` above.
    """
    roles = set(lists_roles_of(cell.plain for cell in header))
    if "name" not in roles or "type" in roles:
        return False
    sure = of_fields or any(cell.plain.casefold() in _FIELD_WORDS for cell in header)
    return bool(roles & _OF_FIELDS) or (sure and "description" in roles)


def lists_roles_of(texts: Iterable[str]) -> list[Role | None]:
    """Return the role of each header cell; None for an unknown one."""
    return [_ROLES.get("".join(char for char in text.casefold() if char.isalnum())) for text in texts]


def lists_roles(text: str) -> bool:
    """Return whether a header is one cell that lists what the rows hold, such as ``Name, Type, Description``."""
    roles = lists_roles_of(text.split(","))
    return len(roles) > 1 and roles[0] == "name" and "type" in roles and None not in roles


def yes_or_no(cell: Cell, found: Diagnostics) -> bool | None:
    """Parse a yes/no cell; an empty one is None. Report any other text."""
    word = _answer(cell)
    if word in _YES or word in _NO:
        return word in _YES
    if word not in _SILENT:
        found.warning(
            "table-bad-cell", f"{_short(cell.plain)!r} is neither yes nor no; treated as unknown", cell.location
        )
    return None


def states_condition(cell: Cell) -> bool:
    """Return whether a yes/no cell has another text, such as ``one of a, b``."""
    word = _answer(cell)
    return word not in _YES and word not in _NO and word not in _SILENT - _CONDITIONAL


def _answer(cell: Cell) -> str:
    """Return the word of a yes/no cell, also of one that repeats it in other words, such as ``no (optional)``."""
    word = cell.plain.casefold().replace("\ufe0f", "").strip(" .*")
    match = _REPEATED.fullmatch(word)
    agreed = match and (match[1] in _YES) == (match[2] in _YES) and {match[1], match[2]} <= _YES | _NO
    return match[1] if match and agreed else word


def _short(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "…"
