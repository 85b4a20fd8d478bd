"""Reads the Python objects that a configuration names: types, mixins and packages of shared models."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from codegen.core.location import Location

if TYPE_CHECKING:
    from codegen.config.values import TomlTable
    from codegen.core.options import Check

ENUM_KINDS = ("literal", "enum")
_FORMAT = re.compile(r"format:\S+")
_POINTER = re.compile(r"[^#]*#(/.*)?")


@dataclass(frozen=True, slots=True)
class Place:
    """An object of a module, ``shop.money:Money``; a module alone has no ``name``. ``location`` is that of its key."""

    module: str
    name: str = ""
    location: Location = field(default=Location(""), compare=False)

    def __str__(self) -> str:
        """Return the notation with a colon."""
        return f"{self.module}:{self.name}" if self.name else self.module


Places = Mapping[str, Place]
NO_PLACES: Places = MappingProxyType({})


def _is_dotted(text: str) -> bool:
    return all(part.isidentifier() and not keyword.iskeyword(part) for part in text.split("."))


def _object_problem(text: str) -> str:
    module, _, name = text.rpartition(":" if ":" in text else ".")
    if _is_dotted(module) and _is_dotted(name) and "." not in name:
        return ""
    return "must be an object of a module, like 'shop.money:Money'"


def _module_problem(text: str) -> str:
    return "" if _is_dotted(text) else "must be a module, like 'acme_common.models'"


def _type_key_problem(key: str) -> str:
    if _FORMAT.fullmatch(key) or _POINTER.fullmatch(key):
        return ""
    return "is neither a format ('format:decimal') nor a schema ('#/components/schemas/Money')"


def read_types(table: TomlTable) -> Places:
    """Read the table ``types``: Python types by format or JSON pointer."""
    return _places(table, "types", _object_problem, _type_key_problem)


def read_extend(table: TomlTable) -> Places:
    """Read the table ``extend``: mixins by the name of a model."""
    return _places(table, "extend", _object_problem)


def read_shared(table: TomlTable) -> Places:
    """Read the table ``shared``: modules of models by the document that they were generated from."""
    return _places(table, "shared", _module_problem)


def _places(table: TomlTable, key: str, check: Check, check_key: Check = lambda _: "") -> Places:
    part = table.table(key)
    found: dict[str, Place] = {}
    for name in part.value:
        if problem := check_key(name):
            part.invalid(name, problem)
        text = part.string(name, "", check)
        if check is _module_problem:
            found[name] = Place(text, "", part.location(name))
        else:
            module, _, last = text.rpartition(":" if ":" in text else ".")
            found[name] = Place(module, last, part.location(name))
    return found
