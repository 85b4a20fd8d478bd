"""Evaluate calls of scanned code: of the package, of its own functions and classes, of a few built-ins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import libcst as cst

from codegen.migrate.scan.annotations import annotated, instance
from codegen.migrate.scan.expressions import PASSED_ON, Expressions
from codegen.migrate.scan.known import (
    Awaitable,
    DictLiteral,
    Function,
    Items,
    Method,
    ModelClass,
    Other,
    OwnClass,
    Typed,
)
from codegen.migrate.scan.literals import literal
from codegen.migrate.scan.uses import CallArguments, Form

_THROUGH = {"list", "sorted", "reversed", "iter", "tuple", "set", "frozenset", "aiter"}
_ONE = {"next", "min", "max", "anext"}
_RUN = {"run", "run_until_complete", "wait_for", "create_task", "ensure_future", "shield"}
_BY_NAME = {"getattr", "hasattr", "setattr", "delattr"}


class Calls(Expressions):
    """Evaluates calls."""

    def read_call(self, node: cst.Call) -> Typed | None:
        """Evaluate a call."""
        func = self.value(node.func)
        given = [self.value(arg.value) for arg in node.args]
        if func is None:
            return self._builtin(node, given)
        match func.known:
            case Method(operation=operation):
                names = self.uses.surface.positional(operation)
                self.uses.call(operation, node.func, node, self._arguments(node, names, given), func.sure)
            case ModelClass(owner=owner):
                self.uses.constructor(owner, node, self._arguments(node, [], given), func.sure)
            case Function():
                return self._own_call(func.known, node, given)
            case OwnClass():
                made = func.known.member("__init__")
                if made is not None and isinstance(made.known, Function):
                    self._own_call(made.known, node, given)
                return instance(func)
            case Other():
                return self._builtin(node, given)
            case _:
                pass
        return self.resolver.called(func)

    def _arguments(self, node: cst.Call, positional: Sequence[str], given: list[Typed | None]) -> CallArguments:
        """Return the arguments of a call by name; dict displays behind ``**`` are unpacked."""
        args: dict[str, cst.CSTNode] = {}
        values: dict[str, cst.BaseExpression] = {}
        left = list(positional)
        more = False
        for arg, found in zip(node.args, given, strict=True):
            shown = found.known if found is not None and isinstance(found.known, DictLiteral) else None
            if arg.keyword is not None:
                args[arg.keyword.value] = arg
                values[arg.keyword.value] = shown.node if shown is not None else arg.value
            elif arg.star == "**" and shown is not None:
                more = _unpack(shown, args, values) or more
            elif arg.star:
                more = True
            elif left:
                name = left.pop(0)
                args[name], values[name] = arg, arg.value
        return CallArguments(args, values, more)

    def _own_call(self, function: Function, node: cst.Call, given: list[Typed | None]) -> Typed | None:
        """Record the arguments of a function of the scanned code; return its result."""
        names = [name for name in function.params if name not in {"self", "cls"}]
        for arg, found in zip(node.args, given, strict=True):
            if arg.star:
                break
            name = arg.keyword.value if arg.keyword is not None else names.pop(0) if names else ""
            if name and found is not None and not isinstance(found.known, Other | DictLiteral):
                function.given.setdefault(name, found.but(found.known, PASSED_ON))
        if function.returns is None:
            return None
        return function.returns.but(Awaitable(function.returns.known)) if function.is_async else function.returns

    def _builtin(self, node: cst.Call, given: list[Typed | None]) -> Typed | None:
        """Evaluate calls of a few functions and methods of Python itself."""
        first = given[0] if given else None
        called = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
        if isinstance(node.func, cst.Name):
            called = node.func.value
            if called != "partial":
                return self._function(called, node, given)
        if called == "partial" and first is not None and isinstance(first.known, Method):
            rest = node.with_changes(args=node.args[1:])
            call = replace(self._arguments(rest, (), given[1:]), open=True)
            self.uses.call(first.known.operation, node.args[0].value, node, call, first.sure)
            return first
        return self._awaited(first) if isinstance(node.func, cst.Attribute) and called in _RUN else None

    def _function(self, name: str, node: cst.Call, given: list[Typed | None]) -> Typed | None:
        """Evaluate a built-in function, or one imported by its name."""
        first = given[0] if given else None
        if name in _THROUGH | {"enumerate"}:
            return _items(self.resolver.item(first))
        if name in _ONE:
            return self.resolver.item(first) if len(given) == 1 or name == "next" else first
        if name == "dict":
            return Typed(DictLiteral(node)) if all(arg.keyword is not None for arg in node.args) else None
        if len(node.args) > 1:
            if name in _BY_NAME:
                self._by_name(node, first)
            elif name == "cast":
                return annotated(node.args[0].value, self.named)
        return None

    def _by_name(self, node: cst.Call, base: Typed | None) -> None:
        """Record an attribute named by a string."""
        name = literal(node.args[1].value)
        if base is not None and isinstance(name, str):
            self._touch(self.resolver.attribute(base, name)[1], node, base, Form.CALL)


def _items(item: Typed | None) -> Typed | None:
    return item.but(Items(item.known)) if item is not None else None


def _unpack(shown: DictLiteral, args: dict[str, cst.CSTNode], values: dict[str, cst.BaseExpression]) -> bool:
    """Add the entries of a dict display behind ``**``; return whether it has a key that is not a literal."""
    unseen = False
    for name, place, value in shown.entries():
        if isinstance(name, str):
            args[name], values[name] = place, value
        else:
            unseen = True
    return unseen
