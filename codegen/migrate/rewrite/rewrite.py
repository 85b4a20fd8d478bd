"""Turn uses and moves into edits of one file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import libcst as cst

from codegen.diff.audience.callers.breaks import Effect, SymbolKind
from codegen.diff.audience.callers.surface import container, python_name
from codegen.migrate.rewrite.edits import merged, nested, quoted_like, rename
from codegen.migrate.rewrite.reads import Reads
from codegen.migrate.scan.literals import UNKNOWN, literal
from codegen.migrate.scan.uses import Form

if TYPE_CHECKING:
    from codegen.diff.audience.callers.rewrites import Move, Moves
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.migrate.rewrite.edits import Edits
    from codegen.migrate.scan.uses import Use

_Row = tuple[cst.CSTNode, "Move", list[str]]


class Rewriter:
    """Turns the uses of one file into edits."""

    def __init__(
        self,
        edits: Edits,
        parents: Mapping[cst.CSTNode, cst.CSTNode],
        moves: Moves,
        sides: tuple[ComparedApi, ComparedApi],
    ) -> None:
        self.edits = edits
        self.parents = parents
        self.moves = {(move.kind, move.within, move.old): move for move in moves.moves}
        self.renamed_package = moves.package
        self.old, self.new = sides
        self.reads = Reads(edits, parents)
        self._pending: dict[cst.CSTNode, list[_Row]] = {}
        self._given: set[tuple[cst.CSTNode, str]] = set()
        self._given_in_dicts: set[str] = set()

    def rewrite(self, uses: Iterable[Use], least: float) -> dict[Use, str]:
        """Request the edits of all uses; return why some are not rewritten."""
        reasons: dict[Use, str] = {}
        for use in uses:
            reason = self._reason(use, least)
            if reason:
                reasons[use] = reason
        for node, rows in self._pending.items():
            self._arguments(node, rows)
        return reasons

    def gives(self, use: Use) -> bool:
        """Return whether a rewrite of a call adds the argument that it requires."""
        new = use.row.new
        if new is None:
            return False
        name = new.name if use.form is Form.KEY else python_name(self.new, new)
        opened = isinstance(use.node, cst.Call) and any(arg.star for arg in use.node.args)
        return (use.node, name) in self._given or (opened and name in self._given_in_dicts)

    def _reason(self, use: Use, least: float) -> str:
        if use.row.effect is Effect.NEEDED:
            return use.words
        move = self._move(use)
        if move is None:
            removed = use.row.effect in {Effect.REMOVED, Effect.RENAMED}
            return "no move for it" if removed else "the new value cannot be derived"
        if min(use.confidence, move.confidence) < least:
            return "the confidence is too low"
        if (move.kind, move.within, move.new.partition(".")[0]) in self.moves and "." not in move.new:
            return f"{move.new} is the name of something else in the old version"
        if move.kind is SymbolKind.VALUE:
            return self._value(use, move)
        match use.form:
            case Form.ARGUMENT | Form.KEY | Form.CONSTRUCTOR:
                return self._keyed(use, move)
            case Form.ATTRIBUTE if isinstance(use.node, cst.Attribute):
                return self.reads.rewrite(use.node, move)
            case Form.METHOD | Form.SERVICE:
                return self._method(use, move)
            case Form.CLASS:
                return self._class(use, move)
            case _:
                return "it cannot be rewritten mechanically"

    def _move(self, use: Use) -> Move | None:
        row = use.row
        if row.effect is Effect.VALUES:
            value = literal(_value_of(use.node))
            return self.moves.get((SymbolKind.VALUE, use.symbol, value)) if isinstance(value, str) else None
        if use.form is Form.KEY:
            return self.moves.get((SymbolKind.KEY, container(self.old, row.old), row.old.name))
        name = python_name(self.old, row.old)
        within = use.symbol.removesuffix(name).removesuffix(".") if row.old.kind is not SymbolKind.METHOD else ""
        return self.moves.get((row.old.kind, within, name))

    def _keyed(self, use: Use, move: Move) -> str:
        """Collect an argument or key for rewriting with the others of its call or dict."""
        node, names = use.node, move.new.split(".")
        parent = self.parents.get(node)
        if isinstance(node, cst.Arg) and node.keyword is None:
            return "it is passed by position"
        if use.form is Form.CONSTRUCTOR and len(names) > 1:
            return f"build the object for {names[0]} by hand"
        if isinstance(node, cst.Subscript):
            return self._assigned(node, names, move)
        if not isinstance(parent, cst.Call | cst.Dict) or not isinstance(node, cst.Arg | cst.DictElement):
            return "the value is not a literal at the call"
        if not _free(parent, node, names, self._pending.get(parent, [])):
            return f"{names[0]} is already given"
        self._pending.setdefault(parent, []).append((node, move, names))
        self._given.add((parent, names[0]))
        self._given_in_dicts.add(names[0])
        return ""

    def _assigned(self, node: cst.Subscript, names: Sequence[str], move: Move) -> str:
        """Rewrite an assignment to a key of a dict."""
        target = self.parents.get(node)
        statement = self.parents.get(target) if target is not None else None
        if not isinstance(statement, cst.Assign) or len(statement.targets) != 1:
            return "the value is not a literal at the call"
        self.edits.add(node, lambda updated: _with_key(updated, names[0]))
        self.edits.add(statement, lambda updated: _with_value(updated, names, move))
        self._given_in_dicts.add(names[0])
        return ""

    def _arguments(self, node: cst.CSTNode, rows: Sequence[_Row]) -> None:
        if isinstance(node, cst.Call):
            plan = {index: row for index, arg in enumerate(node.args) for row in rows if row[0] is arg}
            self.edits.add(node, lambda updated: _with_arguments(updated, plan))
        elif isinstance(node, cst.Dict):
            keys = {index: row for index, item in enumerate(node.elements) for row in rows if row[0] is item}
            self.edits.add(node, lambda updated: _with_keys(updated, keys))

    def _method(self, use: Use, move: Move) -> str:
        node = use.node
        before, after = move.old.split("."), move.new.split(".")
        if isinstance(node, cst.FunctionDef):
            if before[:-1] != after[:-1]:
                return "it moved to another service"
            self.edits.add(node, rename(after[-1]))
            return ""
        chain: list[cst.Attribute] = []
        inner = node
        while isinstance(inner, cst.Attribute) and len(chain) < len(before):
            chain.append(inner)
            inner = inner.value
        same = 0
        while same < min(len(before), len(after)) - 1 and before[same] == after[same]:
            same += 1
        needed = len(before) - same
        names = [item.attr.value for item in chain[:needed]]
        if needed > use.depth or names != before[::-1][:needed]:
            return "it is called under another name"
        names = after[same:]
        self.edits.add(node, lambda updated: _rechained(updated, needed, names))
        return ""

    def _class(self, use: Use, move: Move) -> str:
        node, new = use.node, use.row.new
        before = self.old.names.models.get(use.row.old.owner) if use.row.old.owner is not None else None
        after = self.new.names.models.get(new.owner) if new is not None and new.owner is not None else None
        names = {move.old: move.new}
        if before is not None and after is not None:
            names[str(before.typed_dict)] = str(after.typed_dict)
            if isinstance(node, cst.ImportAlias) and before.module != after.module:
                self._module(self.parents.get(node), str(before.module), str(after.module))
        shown = [_shown_name(node)] if not isinstance(node, cst.SimpleString) else list(names)
        for name in shown:
            if name in names:
                self.edits.add(node, rename(names[name], name))
        return ""

    def _module(self, statement: cst.CSTNode | None, old: str, new: str) -> None:
        """Rename the module of a ``from`` import."""
        if isinstance(statement, cst.ImportFrom):
            last = statement.module.attr if isinstance(statement.module, cst.Attribute) else statement.module
            if last is not None and last.value == old:
                self.edits.add(last, rename(new))

    def _value(self, use: Use, move: Move) -> str:
        node = _value_of(use.node)
        self.edits.add(node, lambda updated: quoted_like(_expression(updated), move.new))
        return ""

    def package(self, imports: Iterable[cst.Import | cst.ImportFrom], mentions: Iterable[cst.CSTNode]) -> None:
        """Rename the package in imports and wherever its name is used."""
        old, new = self.renamed_package
        if old == new or not old or not new:
            return
        seen: set[int] = set()
        for node in imports:
            for name in _parts_of(node):
                if name.value == old and id(name) not in seen:
                    seen.add(id(name))
                    self.edits.add(name, rename(new))
        for mention in mentions:
            if isinstance(mention, cst.SimpleString) or _shown_name(mention) == old:
                self.edits.add(mention, rename(new, old))


def _parts_of(node: cst.Import | cst.ImportFrom) -> Iterable[cst.Name]:
    roots: list[cst.CSTNode] = []
    if isinstance(node, cst.ImportFrom) and node.module is not None:
        roots.append(node.module)
    if not isinstance(node.names, cst.ImportStar):
        roots += [alias.name for alias in node.names]
    while roots:
        root = roots.pop()
        if isinstance(root, cst.Name):
            yield root
        roots.extend(root.children)


def _shown_name(node: cst.CSTNode) -> str:
    match node:
        case cst.Name():
            return node.value
        case cst.Attribute():
            return node.attr.value
        case cst.ImportAlias(name=cst.Name(value=value)):
            return value
        case _:
            return ""


def _value_of(node: cst.CSTNode) -> cst.BaseExpression:
    """Return the value of an argument or key, or the expression itself."""
    return node.value if isinstance(node, cst.Arg | cst.DictElement) else _expression(node)


def _expression(node: cst.CSTNode) -> cst.BaseExpression:
    return node if isinstance(node, cst.BaseExpression) else cst.Name("None")


def _free(parent: cst.Call | cst.Dict, node: cst.CSTNode, names: Sequence[str], pending: Sequence[_Row]) -> bool:
    """Return whether a new name is not given yet, or is a dict that can take the rest of the path."""
    taken = {id(row[0]) for row in pending}
    for other in parent.args if isinstance(parent, cst.Call) else parent.elements:
        others = other is not node and id(other) not in taken
        if others and _key(other) == names[0] and not _holds(other.value, names):
            return False
    return len(names) > 1 or all(row[2][0] != names[0] for row in pending)


def _holds(value: cst.BaseExpression, names: Sequence[str]) -> bool:
    """Return whether an existing value is a dict that can take the rest of the path."""
    if len(names) == 1 or not isinstance(value, cst.Dict):
        return False
    return all(_key(item) != names[1] for item in value.elements)


def _key(node: cst.CSTNode) -> object:
    if isinstance(node, cst.Arg):
        return node.keyword.value if node.keyword is not None else UNKNOWN
    return literal(node.key) if isinstance(node, cst.DictElement) else UNKNOWN


def _with_arguments(node: cst.CSTNode, plan: Mapping[int, _Row]) -> cst.CSTNode:
    """Rewrite arguments of a call in place; several that move into one object become one argument."""
    if not isinstance(node, cst.Call):
        return node
    args: list[cst.Arg] = []
    at: dict[str, int] = {}
    for index, arg in enumerate(node.args):
        if index in plan:
            _, move, names = plan[index]
            made = arg.with_changes(keyword=cst.Name(names[0]), value=nested(names, arg.value, move.given))
        else:
            made = arg
        name = made.keyword.value if made.keyword is not None else ""
        both = merged(args[at[name]].value, made.value) if name and name in at else None
        if both is not None:
            args[at[name]] = args[at[name]].with_changes(value=both)
            if index == len(node.args) - 1:
                args[-1] = args[-1].with_changes(comma=made.comma)
            continue
        at[name] = len(args)
        args.append(made)
    return node.with_changes(args=args)


def _with_keys(node: cst.CSTNode, plan: Mapping[int, _Row]) -> cst.CSTNode:
    """Rewrite keys of a dict in the same way."""
    if not isinstance(node, cst.Dict):
        return node
    items: list[cst.BaseDictElement] = []
    at: dict[object, int] = {}
    for index, item in enumerate(node.elements):
        made: cst.BaseDictElement = item
        if index in plan and isinstance(item, cst.DictElement):
            _, move, names = plan[index]
            key = quoted_like(item.key, names[0])
            made = item.with_changes(key=key, value=nested(names, item.value, move.given))
        name = _key(made)
        both = merged(items[at[name]].value, made.value) if name in at and name is not UNKNOWN else None
        if both is not None:
            items[at[name]] = items[at[name]].with_changes(value=both)
            if index == len(node.elements) - 1:
                items[-1] = items[-1].with_changes(comma=item.comma)
            continue
        at[name] = len(items)
        items.append(made)
    return node.with_changes(elements=items)


def _with_key(node: cst.CSTNode, key: str) -> cst.CSTNode:
    """Replace the key of a subscript."""
    index = node.slice[0].slice if isinstance(node, cst.Subscript) else None
    if not isinstance(node, cst.Subscript) or not isinstance(index, cst.Index):
        return node
    made = node.slice[0].with_changes(slice=index.with_changes(value=quoted_like(index.value, key)))
    return node.with_changes(slice=[made])


def _with_value(node: cst.CSTNode, names: Sequence[str], move: Move) -> cst.CSTNode:
    return node.with_changes(value=nested(names, node.value, move.given)) if isinstance(node, cst.Assign) else node


def _rechained(node: cst.CSTNode, depth: int, names: Sequence[str]) -> cst.CSTNode:
    """Replace the last attributes of a chain."""
    if depth == 1 and len(names) == 1:
        return rename(names[0])(node)
    for _ in range(depth):
        node = node.value if isinstance(node, cst.Attribute) else node
    found = _expression(node)
    for name in names:
        found = cst.Attribute(found, cst.Name(name))
    return found
