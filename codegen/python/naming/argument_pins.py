"""Matches the arguments that the configuration pins to parameters and body properties of operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.core.suggest import closest
from codegen.ir.api import In
from codegen.ir.bodies import body_fields
from codegen.python.naming.identifiers import joined
from codegen.python.naming.reserved import MODEL_FIELDS

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.api import Api, Operation, OpId
    from codegen.python.code import Ident

    Key = tuple[str, str]

KEYWORDS = "*"
_RESERVED = MODEL_FIELDS | {"self", "_self"}


@dataclass(frozen=True, slots=True)
class ArgumentPins:
    """Pinned arguments of one operation: names by (location, wire name), and the positional path parameters."""

    names: Mapping[Key, Ident] = field(default_factory=dict)
    positional: tuple[str, ...] | None = None


NO_PINS = ArgumentPins()


def match_arguments(
    api: Api, pins: Mapping[str, tuple[str, ...]], reserved: frozenset[str], found: Diagnostics
) -> dict[OpId, ArgumentPins]:
    """Match pinned arguments to operations; reports those that match nothing, and duplicate or reserved names."""
    if not pins:
        return {}
    by_name = {name: item for item in api.operations for name in (item.id, item.operation_id) if name}
    matched: dict[OpId, ArgumentPins] = {}
    for name, rows in pins.items():
        operation = by_name.get(name)
        if operation is None:
            message = f"arguments are pinned at {name!r}, which is not in the document"
            found.warning("name-pin-unknown", message, api.location, closest(name, sorted(by_name)) if by_name else "")
        else:
            matched[operation.id] = _match(api, operation, rows, reserved | _RESERVED, found)
    return matched


def _match(
    api: Api, operation: Operation, rows: tuple[str, ...], reserved: frozenset[str], found: Diagnostics
) -> ArgumentPins:
    known = _wires(api, operation)
    names: dict[Key, Ident] = {}
    for row in rows:
        wire, _, name = row.rpartition("=") if "=" in row else (row, "", "")
        if row != KEYWORDS and wire not in known:
            message = f"an argument is pinned for {wire!r}, which {operation.id} does not have"
            found.warning(
                "name-pin-unknown", message, operation.location, closest(wire, sorted(known)) if known else ""
            )
        elif name in reserved:
            message = f"an argument of {operation.id} cannot have the name {name!r}, which generated code uses"
            found.error("invalid-value", message, operation.location)
        elif name in names.values():
            message = f"two arguments of {operation.id} are pinned to the name {name!r}"
            found.error("duplicate-name", message, operation.location)
        elif name:
            names[known[wire]] = joined(name)
    return ArgumentPins(names, _positional(operation, rows))


def _wires(api: Api, operation: Operation) -> dict[str, Key]:
    """Return the arguments by wire name; of equal wire names, path parameters take precedence, then others."""
    body = {item.name: ("body", item.name) for item in body_fields(api, operation)}
    others = {item.name: (str(item.where), item.name) for item in operation.params if item.where is not In.PATH}
    path = {item.name: (str(item.where), item.name) for item in operation.params if item.where is In.PATH}
    return body | others | path


def _positional(operation: Operation, rows: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the path parameters before ``*``, in order; None if the pins do not state which are positional."""
    if KEYWORDS not in rows:
        return None
    path = {item.name for item in operation.params if item.where is In.PATH}
    wires = (row.rpartition("=")[0] if "=" in row else row for row in rows[: rows.index(KEYWORDS)])
    return tuple(wire for wire in wires if wire in path)
