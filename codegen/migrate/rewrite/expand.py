"""Rewrite calls whose responses held an object that is now only its id, unless expanded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import libcst as cst

from codegen.diff.audience.callers.surface import argument_list
from codegen.ir.lookup import definition_of
from codegen.migrate.rewrite.edits import Change, quoted_like
from codegen.migrate.scan.known import Page, Value
from codegen.migrate.scan.literals import literal

if TYPE_CHECKING:
    from codegen.diff.audience.callers.rewrites import Move
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.ir.api import OpId
    from codegen.migrate.rewrite.edits import Edits
    from codegen.migrate.scan.known import Known

_ARGUMENT = "expand"
_IN_PAGES = "data."


def expand(
    edits: Edits,
    calls: Mapping[cst.Call, tuple[OpId, Known | None]],
    moves: Iterable[Move],
    sides: tuple[ComparedApi, ComparedApi],
) -> list[cst.Call]:
    """Add the expansion to every call that returns a class of which more is read; return the calls it failed for."""
    old, new = sides
    listed = list(moves)
    left: list[cst.Call] = []
    for node, (operation, result) in calls.items():
        if not any(row[2] == _ARGUMENT for row in argument_list(new, operation)):
            continue
        name = _class_name(old, result)
        prefix = _IN_PAGES if isinstance(result, Page) else ""
        paths = [f"{prefix}{move.expand}" for move in listed if move.within == name]
        if not paths:
            continue
        if _can_ask(node):
            edits.add(node, _asking(paths))
        else:
            left.append(node)
    return left


def _class_name(side: ComparedApi, result: Known | None) -> str:
    """Return the name of the class that a call returns, or that its pages list; empty for others."""
    node = None
    if isinstance(result, Page):
        node = result.item
    elif isinstance(result, Value):
        node = result.type
    owner = definition_of(side.emitted, node)
    return str(side.names.models[owner].name) if owner is not None else ""


def _can_ask(node: cst.Call) -> bool:
    """Return whether a call has no such argument yet, or a list that can be extended."""
    given = (arg.value for arg in node.args if arg.keyword is not None and arg.keyword.value == _ARGUMENT)
    return all(isinstance(value, cst.List | cst.Tuple) for value in given)


def _asking(paths: list[str]) -> Change:
    def change(node: cst.CSTNode) -> cst.CSTNode:
        if not isinstance(node, cst.Call):
            return node
        args = list(node.args)
        for index, arg in enumerate(args):
            if arg.keyword is not None and arg.keyword.value == _ARGUMENT:
                args[index] = arg.with_changes(value=_with(arg.value, paths))
                return node.with_changes(args=args)
        return node.with_changes(args=_inserted(node, cst.List(_elements(paths))))

    return change


def _with(node: cst.BaseExpression, paths: list[str]) -> cst.BaseExpression:
    if not isinstance(node, cst.List | cst.Tuple):
        return node
    known = [literal(item.value) for item in node.elements]
    more = _elements([path for path in paths if path not in known])
    if not more:
        return node
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    before = [item.with_changes(comma=comma) for item in node.elements[-1:]]
    return node.with_changes(elements=[*node.elements[:-1], *before, *more])


def _elements(paths: list[str]) -> list[cst.Element]:
    return [cst.Element(quoted_like(None, path)) for path in paths]


def _inserted(node: cst.Call, value: cst.List) -> list[cst.Arg]:
    """Insert the argument as the first keyword argument if each has a line, and last if they share one."""
    made = cst.Arg(
        value,
        keyword=cst.Name(_ARGUMENT),
        equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
    )
    args = list(node.args)
    lines = isinstance(node.whitespace_before_args, cst.ParenthesizedWhitespace) and bool(args)
    space = node.whitespace_before_args if lines else cst.SimpleWhitespace(" ")
    comma = cst.Comma(whitespace_after=space)
    if lines:
        at = next((index for index, arg in enumerate(args) if arg.keyword is not None or arg.star), len(args))
        if at < len(args):
            return [*args[:at], made.with_changes(comma=comma), *args[at:]]
    if args:
        made = made.with_changes(comma=args[-1].comma) if lines else made
        args[-1] = args[-1].with_changes(comma=comma)
    return [*args, made]
