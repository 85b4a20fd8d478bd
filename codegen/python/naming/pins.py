"""Matches the names that the configuration pins to schemas, properties and operations, and validates them."""

from __future__ import annotations

import keyword
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.core.suggest import closest
from codegen.ir.types import DefId, Object
from codegen.python.code import Ident
from codegen.python.naming.identifiers import joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.api import Api


@dataclass(slots=True)
class Pins:
    """Pinned names. ``schemas`` maps definitions to class names; ``all`` also holds those of operations and fields."""

    all: Mapping[str, str]
    schemas: dict[DefId, Ident] = field(default_factory=dict)


def match_pins(api: Api, pins: Mapping[str, str], found: Diagnostics) -> Pins:
    """Match pins to schemas (``#/pointer`` or a component's key), properties and operations.

    Reports names that match nothing, class and field names that are not identifiers, and duplicate names.
    """
    places = _schemas(api)
    operations = _operations(api)
    fields = _fields(api) if pins else set()
    known = Pins(pins)
    owners: dict[str, str] = {}
    for place, name in pins.items():
        if not (place in places or place in operations or place in fields):
            hint = closest(place, sorted({*places, *operations})) if {*places, *operations} else ""
            message = f"a name is pinned at {place!r}, which is not in the document"
            found.warning("name-pin-unknown", message, api.location, hint)
        elif place not in operations and not is_name(name):
            found.error(
                "invalid-value", f"the name pinned at {place!r} is not a Python identifier: {name!r}", api.location
            )
        elif place not in fields and owners.setdefault(name, place) != place:
            message = f"the name {name!r} is pinned twice: at {owners[name]!r} and at {place!r}"
            found.error("duplicate-name", message, api.location)
        elif place in places:
            known.schemas[places[place]] = joined(name)
    return known


def is_name(text: str) -> bool:
    """Return whether a string is an identifier and not a keyword."""
    return text.isidentifier() and not keyword.iskeyword(text)


def _schemas(api: Api) -> dict[str, DefId]:
    """Return the definitions by pointer and by component; a schema takes precedence over its request variant."""
    places = {"#" + item.location.pointer: key for key, item in reversed(list(api.definitions.items()))}
    places |= {item.origin.component: key for key, item in api.definitions.items() if item.origin.component}
    return places


def _operations(api: Api) -> set[str]:
    return {name for operation in api.operations for name in (operation.id, operation.operation_id) if name}


def _fields(api: Api) -> set[str]:
    return {
        f"#{item.location.pointer}/properties/{part.name}"
        for item in api.definitions.values()
        for part in (item.type.fields if isinstance(item.type, Object) else ())
    }
