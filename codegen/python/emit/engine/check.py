"""Checks the output of the models engine against an allow-list: classes with annotated fields, and aliases.

The engine is third-party code that converts a document to source text. Every node of the syntax tree of its output must
be on the list: no functions, comprehensions, attributes or f-strings, no decorator but ``dataclass``, no calls but
those of model libraries, no unknown names. Strings in annotations are code to type checkers, and checked as such.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, Never

from codegen.core.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

_MODULES: Final = {
    "__future__": frozenset({"annotations"}),
    "collections.abc": frozenset({"Mapping", "Sequence"}),
    "dataclasses": frozenset({"dataclass", "field"}),
    "datetime": frozenset({"date", "datetime", "time", "timedelta"}),
    "decimal": frozenset({"Decimal"}),
    "msgspec": frozenset({"Meta", "Struct", "UNSET", "UnsetType", "field"}),
    "pydantic": frozenset({"AwareDatetime", "BaseModel", "ConfigDict", "Field", "RootModel"}),
    "typing": frozenset(
        {"Annotated", "Any", "Literal", "NotRequired", "Optional", "TypeAlias", "TypedDict", "Union"},
    ),
    "typing_extensions": frozenset({"NotRequired", "TypeAliasType", "TypedDict"}),
    "uuid": frozenset({"UUID"}),
}
_BASES: Final = frozenset({"BaseModel", "Struct", "TypedDict"})
_CALLS: Final = frozenset({"ConfigDict", "Field", "Meta", "TypeAliasType", "TypedDict", "field"})
_BUILTINS: Final = frozenset({"bool", "bytes", "dict", "float", "int", "list", "str", "tuple"})
_QUOTING: Final = frozenset({"Literal"})
_MAX_DEPTH: Final = 200


def check_module(text: str, expected: AbstractSet[str]) -> frozenset[str]:
    """Check a module that must define the expected names; return them.

    Raises ``InternalError`` for any node that is not on the list, and for missing or unexpected names.
    """
    tree = ast.parse(text)
    known = set(_BUILTINS) | set(expected)
    defined: list[str] = []
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom):
            known.update(_imported(statement))
    for statement in tree.body:
        if not isinstance(statement, ast.ImportFrom):
            defined += _Module(frozenset(known)).defines(statement)
    if sorted(defined) != sorted(expected):
        _refuse(f"other names than expected: {sorted(set(defined) ^ set(expected))[:5]}")
    return frozenset(defined)


def _imported(statement: ast.ImportFrom) -> Iterator[str]:
    allowed = _MODULES.get(statement.module or "", frozenset()) if not statement.level else frozenset()
    for alias in statement.names:
        name = alias.asname or alias.name
        if alias.name not in allowed or not _is_plain(name):
            _refuse(f"the import of {alias.name!r} from {statement.module!r}")
        yield name


def _is_plain(name: str) -> bool:
    return name.isidentifier() and not name.startswith("__")


def _refuse(what: str) -> Never:
    msg = f"the models engine wrote {what}"
    raise InternalError(msg)


def _refuse_node(node: ast.AST) -> Never:
    _refuse(f"something that is not allowed: {ast.unparse(node)[:80]!r}")


class _Module:
    """Checks the statements of one module; ``known`` are the names that its code may use."""

    def __init__(self, known: frozenset[str]) -> None:
        self._known = known

    def defines(self, statement: ast.stmt) -> list[str]:
        """Return the names that a statement defines."""
        match statement:
            case ast.Expr(value=ast.Constant(value=str())):
                return []
            case ast.ClassDef(name=name, bases=[ast.Name(id=base)], body=body) if base in _BASES:
                self._class(statement, body)
                return [name]
            case ast.ClassDef(name=name, bases=[], decorator_list=[ast.Name(id="dataclass")], keywords=[], body=body):
                self._body(body)
                return [name]
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as value):
                self._expression(value)
                return [name]
            case ast.AnnAssign(
                target=ast.Name(id=name), annotation=ast.Name(id="TypeAlias"), value=ast.expr() as value
            ):
                self._expression(value)
                return [name]
            case _:
                _refuse_node(statement)

    def _class(self, statement: ast.ClassDef, body: list[ast.stmt]) -> None:
        if statement.decorator_list or getattr(statement, "type_params", None):
            _refuse_node(statement)
        for keyword in statement.keywords:
            self._constant(keyword.value)
        self._body(body)

    def _body(self, body: list[ast.stmt]) -> None:
        for statement in body:
            match statement:
                case ast.Pass() | ast.Expr(value=ast.Constant(value=str())):
                    pass
                case ast.Assign(targets=[ast.Name(id="model_config")], value=ast.Call(func=ast.Name(id="ConfigDict"))):
                    self._expression(statement.value)
                case ast.AnnAssign(target=ast.Name(id=name), simple=1) if _is_plain(name):
                    self._expression(statement.annotation)
                    if statement.value is not None:
                        self._value(statement.value)
                case _:
                    _refuse_node(statement)

    def _expression(self, top: ast.expr, depth: int = 0) -> None:
        """Check an annotation or the value of an alias. Unions nest deeply to the left, so they are split in a loop."""
        waiting = [top]
        while waiting:
            match waiting.pop():
                case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                    waiting += [left, right]
                case ast.Name(id=name) if name in self._known:
                    pass
                case ast.Constant(value=None):
                    pass
                case ast.Constant(value=str(text)) if depth < _MAX_DEPTH:
                    self._expression(_quoted(text), depth + 1)
                case ast.Subscript(value=ast.Name(id=name), slice=values) if name in _QUOTING:
                    self._constants(values)
                case ast.Subscript(value=ast.Name(id=name), slice=inner) if name in self._known:
                    waiting += inner.elts if isinstance(inner, ast.Tuple) else [inner]
                case ast.List(elts=items):
                    waiting += items
                case ast.Call(func=ast.Name(id=name)) as call if name in _CALLS and name in self._known:
                    waiting += self._call(call, name)
                case node:
                    _refuse_node(node)

    def _call(self, call: ast.Call, name: str) -> list[ast.expr]:
        """Check a call, and return the arguments that are annotations."""
        match name, call.args, call.keywords:
            case "TypeAliasType", [ast.Constant(value=str()), value], []:
                return [value]
            case "TypedDict", [ast.Constant(value=str()), ast.Dict(keys=keys, values=values)], keywords:
                for key in (*keys, *(keyword.value for keyword in keywords)):
                    self._constant(key)
                return values
            case (("TypeAliasType" | "TypedDict"), _, _):
                _refuse_node(call)
            case _:
                self._value(call)
                return []

    def _value(self, node: ast.expr) -> None:
        """Check a default, or a call that describes a field."""
        match node:
            case ast.Name(id="UNSET"):
                pass
            case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if (
                name in _CALLS and name in self._known
            ):
                for value in (*args, *(keyword.value for keyword in keywords)):
                    self._value(value)
            case ast.Lambda(args=arguments, body=body) if not ast.unparse(arguments):
                self._constant(body)
            case ast.Name(id=name) if name in _BUILTINS:  # default_factory=list
                pass
            case _:
                self._constant(node)

    def _constants(self, node: ast.expr) -> None:
        for value in node.elts if isinstance(node, ast.Tuple) else [node]:
            self._constant(value)

    def _constant(self, node: ast.expr | None) -> None:
        match node:
            case ast.Constant(value=None | bool() | int() | float() | str()):
                pass
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float())):
                pass
            case ast.List(elts=items) | ast.Tuple(elts=items):
                for item in items:
                    self._constant(item)
            case ast.Dict(keys=keys, values=values) if all(isinstance(key, ast.Constant) for key in keys):
                for value in values:
                    self._constant(value)
            case _:
                _refuse_node(node or ast.Constant(None))


def _quoted(text: str) -> ast.expr:
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        msg = f"the models engine wrote an annotation that cannot be parsed: {text[:80]!r}"
        raise InternalError(msg) from error
