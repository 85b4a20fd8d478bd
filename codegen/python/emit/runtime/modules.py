"""Reads the runtime modules: their definitions, the names that each uses, and the statements of optional features."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

from codegen.core.errors import InternalError
from codegen.python.render import runtime_root

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

MARK: Final = re.compile(r" *# feature (?P<names>[a-z_]+(?:, [a-z_]+)*)")
"""A comment before a statement, or before one line of a list, that is copied only with one of these features."""
_WORD: Final = re.compile(r"[A-Za-z_]\w*")
_CODE: Final = re.compile(r"[\w.\[\], |]+")
_SENTENCE: Final = re.compile(r"\w \w")

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Uses:
    """The names and attributes in some statements."""

    names: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Piece:
    """A statement that defines names (none: it is always copied), on some lines; ``parts`` are private methods."""

    lines: range
    defines: frozenset[str]
    uses: Uses
    parts: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Import:
    """A name that a statement imports: from a runtime module, unless ``module`` is empty."""

    local: str
    module: str
    name: str


@dataclass(frozen=True, slots=True)
class ImportLine:
    """An import statement; ``start`` is its text up to the names."""

    lines: range
    start: str
    names: tuple[Import, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """An ``if TYPE_CHECKING`` or other block of imports and definitions."""

    lines: range
    statements: tuple[Piece | ImportLine, ...]


@dataclass(frozen=True, slots=True)
class Module:
    """A runtime module without the statements of features that are not copied."""

    name: str
    text: tuple[str, ...]
    statements: tuple[Piece | ImportLine | Block, ...] = field(repr=False)
    defined: dict[str, list[Piece | Import]] = field(default_factory=dict[str, "list[Piece | Import]"], repr=False)
    """The definitions and imports of runtime modules by name."""

    def __post_init__(self) -> None:
        for statement in self.flat():
            if isinstance(statement, Piece):
                for name in statement.defines:
                    self.defined.setdefault(name, []).append(statement)
            else:
                for one in statement.names:
                    if one.module:
                        self.defined.setdefault(one.local, []).append(one)

    def flat(self) -> Iterator[Piece | ImportLine]:
        """Yield the statements, those in blocks included."""
        for statement in self.statements:
            if isinstance(statement, Block):
                yield from statement.statements
            else:
                yield statement


def read_module(name: str, features: AbstractSet[str]) -> Module:
    """Return a module of the runtime with only the marked statements of these features.

    Raises ``InternalError`` if these statements cannot be left out.
    """
    return _parse(name, frozenset(features & _features(name)))


@cache
def _features(name: str) -> frozenset[str]:
    marks = map(MARK.fullmatch, _lines(name))
    return frozenset(one for mark in marks if mark is not None for one in mark["names"].split(", "))


@cache
def _lines(name: str) -> tuple[str, ...]:
    text = (runtime_root() / f"{name}.py").read_bytes().decode().replace("\r\n", "\n")
    return tuple(text.split("\n")[:-1])


@cache
def _parse(name: str, features: frozenset[str]) -> Module:
    lines = _without_features(name, features)
    try:
        tree = ast.parse("\n".join(lines))
    except SyntaxError as error:
        msg = f"the runtime module {name} cannot be copied with the features {sorted(features)}: {error}"
        raise InternalError(msg) from error
    folder = name.split("/")[:-1]
    return Module(name, lines, tuple(_statement(node, lines, folder) for node in tree.body))


def _without_features(name: str, features: frozenset[str]) -> tuple[str, ...]:
    lines = _lines(name)
    if not _features(name):
        return lines
    ends = {_first_line(node): _end(node) for node in _statements(ast.parse("\n".join(lines)))}
    kept: list[str] = []
    until = 0
    for number, line in enumerate(lines, start=1):
        mark = MARK.fullmatch(line)
        if mark is not None and features.isdisjoint(mark["names"].split(", ")):
            until = ends.get(number + 1, number + 1)
        elif mark is None and number > until:
            kept.append(line)
    return tuple(kept)


def _statements(node: ast.AST) -> Iterator[ast.stmt]:
    """Yield the statements inside a node, at any depth; expressions contain none."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
        if not isinstance(child, ast.expr):
            yield from _statements(child)


def _first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, Definition) else []
    return min([node.lineno, *(one.lineno for one in decorators)])


def _end(node: ast.stmt) -> int:
    """Return the last line of a statement; that of an ``elif`` is the last one of its branch."""
    last = node.body[-1] if isinstance(node, ast.If) else node
    return last.end_lineno or last.lineno


def _statement(node: ast.stmt, lines: tuple[str, ...], folder: list[str]) -> Piece | ImportLine | Block:
    if isinstance(node, ast.ImportFrom | ast.Import):
        return _import(node, folder)
    if isinstance(node, ast.If) and not node.orelse and ast.unparse(node.test) == "TYPE_CHECKING":
        inner = [_statement(one, lines, folder) for one in node.body]
        return Block(_range(node), tuple(one for one in inner if not isinstance(one, Block)))
    return _piece(node)


def _range(node: ast.stmt) -> range:
    return range(_first_line(node) - 1, node.end_lineno or node.lineno)


def _import(node: ast.ImportFrom | ast.Import, folder: list[str]) -> ImportLine:
    if isinstance(node, ast.Import):
        names = tuple(Import(one.asname or one.name.partition(".")[0], "", one.name) for one in node.names)
        return ImportLine(_range(node), "import ", names)
    base = folder[: len(folder) - node.level + 1] if node.level else []
    module = "/".join([*base, *(node.module or "").split(".")]) if node.level else ""
    names = tuple(Import(one.asname or one.name, module, one.name) for one in node.names)
    return ImportLine(_range(node), f"from {'.' * node.level}{node.module or ''} import ", names)


def _piece(node: ast.stmt) -> Piece:
    parts = tuple(_piece(one) for one in node.body if _is_private(one)) if isinstance(node, ast.ClassDef) else ()
    own = [one for one in ast.iter_child_nodes(node) if not (parts and _is_private(one))]
    return Piece(_range(node), frozenset(_defined(node)), _uses(own), parts)


def _is_private(node: ast.AST) -> bool:
    """Return whether a node is a private method, which only the runtime and generated code use; not ``_missing_``."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    return node.name.startswith("_") and not node.name.endswith("_")


def _defined(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case ast.Assign(targets=[ast.Name(id=name)]):
            yield name
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case _:
            return


def _is_expression(text: str) -> bool:
    """Return whether a string may be an annotation or a name; sentences are neither."""
    return _CODE.fullmatch(text) is not None and _SENTENCE.search(text) is None


def _uses(nodes: list[ast.AST]) -> Uses:
    """Return what some nodes use; the words of strings count, since they may be annotations or names of attributes."""
    names: set[str] = set()
    attributes: set[str] = set()
    for node in (one for top in nodes for one in ast.walk(top)):
        match node:
            case ast.Name(id=name):
                names.add(name)
            case ast.Attribute(attr=name):
                attributes.add(name)
            case ast.Constant(value=str(text)) if _is_expression(text):
                names.update(words := _WORD.findall(text))
                attributes.update(words)
            case _:
                pass
    return Uses(frozenset(names), frozenset(attributes))
