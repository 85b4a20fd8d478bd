"""Evaluate the expressions of one scanned module: their types, and the uses in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import libcst as cst

from codegen.migrate.scan.known import (
    Awaitable,
    Client,
    DictLiteral,
    Foreign,
    Instance,
    Items,
    Method,
    ModelClass,
    Other,
    OwnClass,
    OwnModule,
    PackageModule,
    Resource,
    Typed,
    Value,
)
from codegen.migrate.scan.literals import UNKNOWN, literal
from codegen.migrate.scan.scope import BlockScope
from codegen.migrate.scan.uses import Form

if TYPE_CHECKING:
    from codegen.migrate.scan.scope import Memory
    from codegen.migrate.scan.types import Resolver, Touched
    from codegen.migrate.scan.uses import Uses

_LITERALS = (cst.BaseString, cst.Integer, cst.Float)
PASSED_ON = 0.8


class Expressions:
    """Evaluates expressions. ``scope`` is the current one."""

    def __init__(self, resolver: Resolver, uses: Uses, memory: Memory, module: str) -> None:
        self.resolver = resolver
        self.uses = uses
        self.memory = memory
        self.module = module
        self.scope = BlockScope()
        self.mentions: list[cst.CSTNode] = []

    def value(self, node: cst.BaseExpression) -> Typed | None:
        """Return the type of an expression, and record the uses in it."""
        name = _READERS.get(type(node))
        if name is not None:
            found: Typed | None = getattr(self, name)(node)
            return found
        self.children(node)
        return Typed(Other()) if isinstance(node, _LITERALS) else None

    def named(self, node: cst.BaseExpression, text: cst.CSTNode | None) -> Typed | None:
        """Return the target of an annotation; uses inside a string are recorded at the string."""
        outer, self.uses.text = self.uses.text, text or self.uses.text
        found = self.value(node)
        self.uses.text = outer
        return found

    def children(self, node: cst.CSTNode) -> None:
        """Evaluate the children of a node."""
        for child in node.children:
            if isinstance(child, cst.BaseExpression):
                self.value(child)
            else:
                self.children(child)

    def read_name(self, node: cst.Name) -> Typed | None:
        """Look a name up."""
        found = self.scope.find(node.value)
        self._mention(found, node)
        return found

    def _mention(self, found: Typed | None, node: cst.CSTNode) -> None:
        """Record a use of a class or of the package itself."""
        if found is not None and isinstance(found.known, ModelClass):
            self.uses.model(found.known.owner, node, found.sure)
        elif found is not None and found.known == PackageModule():
            self.mentions.append(self.uses.text or node)

    def read_attribute(self, node: cst.Attribute) -> Typed | None:
        """Evaluate an attribute."""
        base = self.value(node.value)
        name = node.attr.value
        if base is not None and isinstance(base.known, OwnModule):
            found = self.memory.exports.get(base.known.name, {}).get(name)
        else:
            found, touched = self.resolver.attribute(base, name)
            self._touch(touched, node, base)
            if found is not None and isinstance(found.known, Resource | Method) and _leads(base):
                self.uses.steps.add(node)
        self._mention(found, node)
        if found is not None and isinstance(found.known, Method):
            self.uses.mention(found.known.operation, node, found.sure)
        return found

    def _touch(
        self, touched: list[Touched], node: cst.CSTNode, base: Typed | None, form: Form = Form.ATTRIBUTE
    ) -> None:
        for owner, wire in touched:
            sure = (base.sure if base is not None else 1.0) * (1.0 if len(touched) == 1 else PASSED_ON)
            self.uses.read(owner, wire, node, sure, form)

    def _awaited(self, found: Typed | None) -> Typed | None:
        return found.but(found.known.inner) if found is not None and isinstance(found.known, Awaitable) else found

    def read_subscript(self, node: cst.Subscript) -> Typed | None:
        """Evaluate an index, a key or a slice."""
        base = self.value(node.value)
        index: object = UNKNOWN
        for element in node.slice:
            if isinstance(element.slice, cst.Index):
                index = literal(element.slice.value)
                self.value(element.slice.value)
            else:
                self.children(element)
                return base  # a slice of a list is a list
        found, touched = self.resolver.subscript(base, index)
        self._touch(touched, node, base, Form.KEY)
        return found

    def read_display(self, node: cst.List | cst.Tuple | cst.Set) -> Typed | None:
        """Return a collection of the listed items."""
        found = [self.value(item.value) for item in node.elements]
        first = next((item for item in found if item is not None), None)
        return None if first is None or isinstance(first.known, Other) else first.but(Items(first.known))

    def read_comprehension(self, node: cst.ListComp | cst.SetComp | cst.GeneratorExp | cst.DictComp) -> Typed | None:
        """Evaluate a comprehension in its own scope."""
        outer, self.scope = self.scope, BlockScope(parent=self.scope)
        loop: cst.CompFor | None = node.for_in
        while loop is not None:
            self.bind(loop.target, self.resolver.item(self.value(loop.iter)), self._pairs(loop.iter))
            for test in loop.ifs:
                self.value(test.test)
            loop = loop.inner_for_in
        if isinstance(node, cst.DictComp):
            self.value(node.key)
            found = self.value(node.value)
        else:
            found = self.value(node.elt)
        self.scope = outer
        return found.but(Items(found.known)) if found is not None else None

    def _pairs(self, node: cst.BaseExpression) -> bool:
        """Return whether iteration yields pairs whose second item has the known type."""
        if not isinstance(node, cst.Call):
            return False
        if isinstance(node.func, cst.Name):
            return node.func.value == "enumerate"
        return isinstance(node.func, cst.Attribute) and node.func.attr.value == "items"

    def read_named(self, node: cst.NamedExpr) -> Typed | None:
        """Bind the target of ``:=``."""
        found = self.value(node.value)
        self.bind(node.target, found)
        return found

    def read_await(self, node: cst.Await) -> Typed | None:
        """Return the result of awaiting."""
        return self._awaited(self.value(node.expression))

    def read_choice(self, node: cst.IfExp) -> Typed | None:
        """Return the type of a conditional expression."""
        self.value(node.test)
        return _either(self.value(node.body), self.value(node.orelse))

    def read_both(self, node: cst.BooleanOperation) -> Typed | None:
        """Return the type of ``and`` or ``or``."""
        return _either(self.value(node.left), self.value(node.right))

    def read_dict(self, node: cst.Dict) -> Typed:
        """Return a dict display, which may be passed on."""
        self.children(node)
        return Typed(DictLiteral(node))

    def read_lambda(self, node: cst.Lambda) -> Typed:
        """Evaluate the body of a lambda."""
        outer, self.scope = self.scope, BlockScope(parent=self.scope)
        for param in (*node.params.posonly_params, *node.params.params, *node.params.kwonly_params):
            self.scope.known[param.name.value] = None
            if param.default is not None:
                self.value(param.default)
        self.value(node.body)
        self.scope = outer
        return Typed(Other())

    def read_comparison(self, node: cst.Comparison) -> Typed:
        """Record values that fields are compared with."""
        sides = [node.left, *(item.comparator for item in node.comparisons)]
        for part in sides:
            self.value(part)
        for part in sides:
            touched, sure = self._field(part)
            values = [value for other in sides for value in _shown(other)] if touched else []
            for owner, wire in touched:
                for value in values:
                    self.uses.compared(owner, wire, value, sure)
        return Typed(Other())

    def _field(self, node: cst.BaseExpression) -> tuple[list[Touched], float]:
        """Return the fields behind an attribute, without recording uses."""
        if not isinstance(node, cst.Attribute):
            return [], 0.0
        quiet, self.uses.quiet = self.uses.quiet, True
        base = self.value(node.value)
        self.uses.quiet = quiet
        return self.resolver.attribute(base, node.attr.value)[1], base.sure if base is not None else 0.0

    def bind(self, target: cst.CSTNode, found: Typed | None, pairs: bool = False) -> None:  # noqa: FBT001, FBT002 - a fact
        """Bind a target of an assignment, a loop or a ``with``."""
        match target:
            case cst.Name():
                self.scope.known[target.value] = found
            case cst.Tuple() | cst.List():
                last = len(target.elements) - 1
                for index, element in enumerate(target.elements):
                    inner = found if pairs and index == last else self._part(found, index)
                    self.bind(element.value, inner)
            case cst.StarredElement():
                self.bind(target.value, None)
            case cst.Attribute():
                self._set_member(target, found)
            case cst.BaseExpression():
                self.value(target)
            case _:
                pass

    def _part(self, found: Typed | None, index: int) -> Typed | None:
        known = found is not None and isinstance(found.known, Value | Items)
        return self.resolver.subscript(found, index)[0] if known else None

    def _set_member(self, target: cst.Attribute, found: Typed | None) -> None:
        owner = self._own(target.value)
        if owner is not None and found is not None:
            owner.members.setdefault(target.attr.value, found)
        elif owner is None:
            self.value(target)

    def _own(self, node: cst.BaseExpression) -> OwnClass | None:
        """Return the class whose attributes ``self`` has."""
        found = self.scope.find(node.value) if isinstance(node, cst.Name) else None
        return getattr(found.known, "of", None) if found is not None else None


def _either(one: Typed | None, two: Typed | None) -> Typed | None:
    """Return the alternative of which more is known."""
    for found in (one, two):
        if found is not None and not isinstance(found.known, Other):
            return found
    return one or two


def _leads(base: Typed | None) -> bool:
    """Return whether an attribute of this is a step of the package: of a client, a resource, or a possible client."""
    return base is None or isinstance(base.known, Client | Resource | Foreign | Instance)


def _shown(node: cst.BaseExpression) -> list[cst.BaseExpression]:
    """Return the operands of a comparison: the members of a display, or the expression itself."""
    return [item.value for item in node.elements] if isinstance(node, cst.List | cst.Tuple | cst.Set) else [node]


_READERS: Mapping[type, str] = {
    cst.Name: "read_name",
    cst.Attribute: "read_attribute",
    cst.Call: "read_call",
    cst.Await: "read_await",
    cst.Subscript: "read_subscript",
    cst.ListComp: "read_comprehension",
    cst.SetComp: "read_comprehension",
    cst.DictComp: "read_comprehension",
    cst.GeneratorExp: "read_comprehension",
    cst.NamedExpr: "read_named",
    cst.Lambda: "read_lambda",
    cst.IfExp: "read_choice",
    cst.BooleanOperation: "read_both",
    cst.Comparison: "read_comparison",
    cst.Dict: "read_dict",
    cst.List: "read_display",
    cst.Tuple: "read_display",
    cst.Set: "read_display",
}
