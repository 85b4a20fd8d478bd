"""Edits of syntax trees, applied in one pass that preserves everything else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import libcst as cst

from codegen.migrate.scan.literals import UNKNOWN, literal

if TYPE_CHECKING:
    from codegen.core.json import Json

Change: TypeAlias = Callable[[cst.CSTNode], cst.CSTNode]


@dataclass(slots=True)
class Edits:
    """Edits of the nodes of one file, in the order in which they were requested."""

    changes: dict[cst.CSTNode, list[Change]] = field(default_factory=dict)
    inserted: dict[cst.CSTNode, dict[cst.CSTNode, list[str]]] = field(default_factory=dict)

    def add(self, node: cst.CSTNode, change: Change) -> None:
        """Request a change of a node; its children are changed first."""
        self.changes.setdefault(node, []).append(change)

    def insert(self, block: cst.CSTNode, before: cst.CSTNode, line: str) -> None:
        """Request a statement before another one in a block; equal lines are inserted once."""
        lines = self.inserted.setdefault(block, {}).setdefault(before, [])
        if line not in lines:
            lines.append(line)

    def apply(self, tree: cst.Module) -> cst.Module:
        """Return the changed module."""
        return tree.visit(_Transformer(self)) if self.changes or self.inserted else tree

    def __bool__(self) -> bool:
        """Return whether there are any edits."""
        return bool(self.changes or self.inserted)


class _Transformer(cst.CSTTransformer):
    def __init__(self, edits: Edits) -> None:
        super().__init__()
        self.edits = edits

    def on_leave(self, original_node: cst.CSTNode, updated_node: cst.CSTNode) -> cst.CSTNode:  # type: ignore[override]
        for change in self.edits.changes.get(original_node, ()):
            updated_node = change(updated_node)
        lines = self.edits.inserted.get(original_node)
        if lines and isinstance(original_node, cst.Module | cst.IndentedBlock):
            return _with_lines(original_node, updated_node, lines)
        return updated_node


def _with_lines(
    original: cst.Module | cst.IndentedBlock, updated: cst.CSTNode, lines: Mapping[cst.CSTNode, Sequence[str]]
) -> cst.CSTNode:
    """Insert statements before others; leading comments move to the inserted ones."""
    body: list[cst.BaseStatement] = []
    for old, new in zip(original.body, getattr(updated, "body"), strict=True):  # noqa: B009 - both have one
        texts = lines.get(old, ())
        for index, text in enumerate(texts):
            made = cst.parse_statement(text)
            if index == 0 and isinstance(made, cst.SimpleStatementLine):
                made = made.with_changes(leading_lines=new.leading_lines)
            body.append(made)
        body.append(new.with_changes(leading_lines=()) if texts else new)
    return updated.with_changes(body=body)


def rename(name: str, old: str = "") -> Change:
    """Return a renaming of an expression, an attribute, an argument, an imported name or a quoted annotation."""

    def change(node: cst.CSTNode) -> cst.CSTNode:
        made = cst.Name(name)
        match node:
            case cst.Name():
                return node.with_changes(value=name)
            case cst.Attribute():
                return node.with_changes(attr=node.attr.with_changes(value=name))
            case cst.Arg():
                return node.with_changes(keyword=made)
            case cst.FunctionDef() | cst.ImportAlias():
                return node.with_changes(name=made)
            case cst.SimpleString() if old:
                return node.with_changes(value=re.sub(rf"\b{re.escape(old)}\b", name, node.value))
            case _:
                return node

    return change


def quoted_like(node: cst.BaseExpression | None, text: str) -> cst.SimpleString:
    """Return a string literal with the quotes of another one."""
    quote = '"'
    if isinstance(node, cst.SimpleString) and node.quote in {"'", '"'} and node.quote not in text:
        quote = node.quote
    return cst.SimpleString(repr(text) if quote == "'" else _double(text))


def _double(text: str) -> str:
    shown = repr(text)
    return shown if '"' in text or "\\" in shown else f'"{text}"'


def expression(value: Json) -> cst.BaseExpression:
    """Return a JSON scalar as a Python expression."""
    return quoted_like(None, value) if isinstance(value, str) else cst.parse_expression(repr(value))


def nested(path: Sequence[str], value: cst.BaseExpression, given: Mapping[str, Json]) -> cst.BaseExpression:
    """Return the value for the first name of a path: nested dicts down to the value, with their required values."""
    if len(path) == 1:
        return value
    head = path[0]
    inner = {key.removeprefix(f"{head}."): item for key, item in given.items() if key.startswith(f"{head}.")}
    rows = [_element(name, expression(item)) for name, item in inner.items() if "." not in name]
    rows.append(_element(path[1], nested(path[1:], value, inner)))
    return cst.Dict(_spaced(rows))


def _element(name: str, value: cst.BaseExpression) -> cst.DictElement:
    return cst.DictElement(cst.SimpleString(_double(name)), value)


def _spaced(rows: Sequence[cst.DictElement]) -> list[cst.DictElement]:
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    return [row.with_changes(comma=comma) for row in rows[:-1]] + [
        rows[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    ]


def _equal(one: cst.BaseExpression, two: cst.BaseExpression) -> bool:
    """Return whether two expressions are equal, ignoring the quotes of literals."""
    shown = literal(one), literal(two)
    return one.deep_equals(two) or (UNKNOWN not in shown and shown[0] == shown[1])


def merged(into: cst.BaseExpression, more: cst.BaseExpression) -> cst.BaseExpression | None:
    """Return two dicts merged; None where they conflict or cannot be evaluated."""
    if not isinstance(into, cst.Dict) or not isinstance(more, cst.Dict):
        return None
    rows = list(into.elements)
    known = {literal(item.key): index for index, item in enumerate(rows) if isinstance(item, cst.DictElement)}
    for item in more.elements:
        key = literal(item.key) if isinstance(item, cst.DictElement) else None
        index = known.get(key)
        if index is None:
            rows.append(item)
            continue
        value = rows[index].value
        if not _equal(value, item.value):
            both = merged(value, item.value)
            if both is None:
                return None
            rows[index] = rows[index].with_changes(value=both)
    return into.with_changes(elements=_spaced([row for row in rows if isinstance(row, cst.DictElement)]))
