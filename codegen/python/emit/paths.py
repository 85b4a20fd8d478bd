"""Splits path templates into the sent path and the queries and fragments that some documents put in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from codegen.ir.api import In

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.api import Api, Operation
    from codegen.python.emitter import EmitInput
    from codegen.python.names import NameTable


@dataclass(frozen=True, slots=True)
class Mark:
    """A query parameter or header that selects an operation of a path; None means any value."""

    where: In
    name: str
    value: str | None


@dataclass(frozen=True, slots=True)
class WirePath:
    """The sent parts of a template: ``path`` (alternating literal text and parameter names) and fixed ``query`` parts.

    ``marks`` are the parameters by which a server selects the operation.
    """

    path: tuple[str, ...]
    query: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


def wire_path(operation: Operation) -> WirePath:
    """Split the template of an operation, unless it has parameters after ``?`` or ``#``."""
    last = operation.path[-1] if len(operation.path) % 2 else ""
    cut = min((at for at in (last.find("?"), last.find("#")) if at >= 0), default=-1)
    if cut < 0:
        return WirePath(operation.path)
    query, fragment = _query_and_fragment(last[cut:])
    declared = {param.name: param.where for param in operation.params if param.where in {In.QUERY, In.HEADER}}
    fixed = tuple(piece for piece in query if _name(piece) not in declared)
    marks = [_mark(piece, declared.get(_name(piece), In.QUERY)) for piece in query]
    marks += [_mark(piece, declared[_name(piece)]) for piece in fragment if _name(piece) in declared]
    return WirePath((*operation.path[:-1], last[:cut]), fixed, tuple(dict.fromkeys(marks)))


def _query_and_fragment(tail: str) -> tuple[list[str], list[str]]:
    """Return the pieces of the query and of the fragment."""
    before, _, fragment = tail.partition("#")
    query = before.removeprefix("?")
    return [piece for piece in query.split("&") if piece], fragment.split("&")


def _name(piece: str) -> str:
    return unquote_plus(piece.partition("=")[0])


def _mark(piece: str, where: In) -> Mark:
    _, equals, value = piece.partition("=")
    return Mark(where, _name(piece), unquote_plus(value) if equals else None)


def shadowed(api: Api, names: NameTable) -> Iterator[tuple[Operation, Operation]]:
    """Yield operations whose requests match an earlier operation, with that operation, which the server calls."""
    taken: dict[tuple[object, ...], Operation] = {}
    for key in names.resources:
        for operation in api.operations:
            if names.operations[operation.id].resource != key:
                continue
            wire = wire_path(operation)
            blank = tuple("" if index % 2 else part for index, part in enumerate(wire.path))
            first = taken.setdefault((operation.method, blank, frozenset(wire.marks)), operation)
            if first is not operation:
                yield operation, first


def report_paths(given: EmitInput, found: Diagnostics) -> None:
    """Warn of operations and parameters that a server cannot distinguish by the path."""
    for operation, first in shadowed(given.api, given.names):
        found.warning(
            "ambiguous-path",
            f"requests for {operation.id} match {first.id} too, which the server calls",
            operation.location,
            hint="change one of the paths",
        )
    for operation in given.api.operations:
        inner = zip(operation.path[1:-1:2], operation.path[2:-1:2], operation.path[3::2], strict=False)
        for before, between, after in inner:
            if not between:
                found.warning(
                    "ambiguous-path",
                    f"no literal text separates the path parameters '{before}' and '{after}':"
                    " servers cannot split their values",
                    operation.location,
                )
