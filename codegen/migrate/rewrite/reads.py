"""Rewrite reads of attributes: where the new value may be None, assert or filter before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import libcst as cst

from codegen.migrate.scan.imports import dotted

if TYPE_CHECKING:
    from codegen.diff.audience.callers.rewrites import Move
    from codegen.migrate.rewrite.edits import Edits

_WRITTEN = (cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.Del)
_COMPREHENSIONS = (cst.ListComp, cst.SetComp, cst.GeneratorExp, cst.DictComp)


@dataclass(slots=True)
class Reads:
    """Rewrites attributes of one file. ``asserted`` records the assertions of each block and their positions."""

    edits: Edits
    parents: Mapping[cst.CSTNode, cst.CSTNode]
    expanded: set[str] = field(default_factory=set)
    """Classes of which more is read than unexpanded responses hold."""
    asserted: dict[tuple[cst.CSTNode, str], int] = field(default_factory=dict)

    def rewrite(self, node: cst.Attribute, move: Move) -> str:
        """Rewrite a read of an attribute; return why it cannot be rewritten, or an empty string."""
        parent = self.parents.get(node)
        if isinstance(parent, _WRITTEN) and getattr(parent, "target", None) is node:
            return "it is assigned to"
        whole = bool(move.before) and not (isinstance(parent, cst.Attribute) and parent.attr.value in move.before)
        if whole and not move.expand:
            return f"type changed: only .{' or .'.join(move.before)} reads the same"
        problem = self._check_all(node, move, whole=whole)
        if problem:
            return f"{move.new} may be {'None or an id' if whole else 'None'}, and {problem}"
        if whole:
            self.expanded.add(move.within)
        names = move.new.split(".")
        self.edits.add(node, lambda updated: _chain(updated, names))
        return ""

    def _check_all(self, node: cst.Attribute, move: Move, *, whole: bool) -> str:
        """Assert that the optional parts of the new path are present; return why that fails, or an empty string."""
        base = dotted(node.value)
        tests = dict.fromkeys(move.not_none, "{} is not None")
        if whole:
            tests[move.new] = "not isinstance({}, str | None)" if move.new in tests else "not isinstance({}, str)"
        for path, test in tests.items():
            problem = self._checked(node, base, test.format(f"{base}.{path}"))
            if problem:
                return problem
        return ""

    def _checked(self, node: cst.Attribute, base: str, test: str) -> str:
        """Insert a test where a path is read; return why that is impossible, or an empty string."""
        if not base:
            return "it is read from an unnamed expression"
        inner: cst.CSTNode = node
        while not isinstance(inner, cst.BaseStatement):
            outer = self.parents.get(inner)
            if outer is None:
                return "it is outside of any statement"
            if isinstance(outer, _COMPREHENSIONS):
                loop = _loop_of(outer, base.split(".", maxsplit=1)[0])
                if loop is not None:
                    return self._filter(outer, loop, inner, test)
            elif problem := _conditional(outer, inner):
                return problem
            inner = outer
        return self._assert(inner, base, test)

    def _filter(self, outer: cst.CSTNode, loop: cst.CompFor, inner: cst.CSTNode, test: str) -> str:
        if inner is outer or isinstance(inner, cst.CompFor):
            return "it is read in a condition of the comprehension"
        key = (loop, test)
        if key not in self.asserted:
            self.asserted[key] = 0
            made = cst.CompIf(cst.parse_expression(test), whitespace_before=cst.SimpleWhitespace(" "))
            self.edits.add(loop, lambda updated: updated.with_changes(ifs=[*getattr(updated, "ifs"), made]))  # noqa: B009 - a loop has them
        return ""

    def _assert(self, statement: cst.BaseStatement, base: str, test: str) -> str:
        block = self.parents.get(statement)
        if isinstance(block, cst.If | cst.Else):
            return "it is read in an elif"
        if not isinstance(block, cst.Module | cst.IndentedBlock):
            return "it is outside of any block"
        if isinstance(statement, cst.FunctionDef | cst.ClassDef):
            return "it is read in the header of a function or class"
        if not self._asserted(statement, block, base, test):
            self.edits.insert(block, statement, f"assert {test}")
            self.asserted[block, test] = list(block.body).index(statement)
        return ""

    def _asserted(self, statement: cst.CSTNode, block: cst.Module | cst.IndentedBlock, base: str, test: str) -> bool:
        """Return whether the same test was asserted before in this block, without rebinding in between."""
        start = self.asserted.get((block, test))
        if start is None:
            return False
        body: list[cst.CSTNode] = list(block.body)
        root = base.split(".", maxsplit=1)[0]
        return not any(_binds(item, root) for item in body[start : body.index(statement)])


def _chain(node: cst.CSTNode, names: list[str]) -> cst.CSTNode:
    """Replace the last attribute by several."""
    if not isinstance(node, cst.Attribute):
        return node
    for name in names[:-1]:
        node = node.with_changes(value=cst.Attribute(node.value, cst.Name(name)))
    return node.with_changes(attr=node.attr.with_changes(value=names[-1]))


def _loop_of(node: cst.CSTNode, name: str) -> cst.CompFor | None:
    """Return the loop of a comprehension that binds a name."""
    loop: cst.CompFor | None = getattr(node, "for_in", None)
    while loop is not None:
        if _names(loop.target, name):
            return loop
        loop = loop.inner_for_in
    return None


def _conditional(outer: cst.CSTNode, inner: cst.CSTNode) -> str:
    """Return why a node may not be evaluated before the statement, or an empty string."""
    match outer:
        case cst.IfExp() if inner is not outer.test:
            return "it is read under a condition"
        case cst.BooleanOperation() if inner is not outer.left:
            return "it is read under a condition"
        case cst.Lambda():
            return "it is read in a lambda"
        case cst.SimpleStatementSuite():
            return "it is in a one-line block"
        case _:
            return ""


def _names(node: cst.CSTNode, name: str) -> bool:
    if isinstance(node, cst.Name):
        return node.value == name
    return any(_names(child, name) for child in node.children)


def _binds(node: cst.CSTNode, name: str) -> bool:
    """Return whether a statement may rebind a name."""
    match node:
        case cst.AssignTarget() | cst.AnnAssign() | cst.AugAssign() | cst.NamedExpr() | cst.For():
            if isinstance(node.target, cst.Name | cst.Tuple | cst.List) and _names(node.target, name):
                return True
        case cst.AsName():
            if _names(node.name, name):
                return True
        case _:
            pass
    return any(_binds(child, name) for child in node.children)
