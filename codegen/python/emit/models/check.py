"""Checks the output of the models engine against an allow-list: only classes with annotated fields.

The engine is third-party code that converts a document to source text. Its input holds structure only, and every node
of the syntax tree of its output must be on the list: no decorators, methods, comprehensions, attributes or f-strings,
no calls but those of our own template, no unknown names, and strings only in ``Literal``, arguments of ``Field`` and
defaults.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Never

from codegen.core.errors import InternalError
from codegen.python.emit.formats import BY_FORMAT, RUNTIME
from codegen.python.emit.marks import MARKS, MODEL_ASSERTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

BASE = "Model"
_SPECIAL = {
    "model_config": "ConfigDict(extra='forbid')",
    "__pydantic_extra__": "Field(init=False)",
}
_NAME_SETS = frozenset({"__filled__", "__nullable__", "__required__"})
_CALLS = frozenset({"UUID", "bytes.fromhex", "date.fromisoformat", "datetime.fromisoformat"})
"""The calls with a string that make defaults."""
_BUILTINS = frozenset({"bool", "bytes", "dict", "float", "int", "list", "str", "tuple"})
_GENERIC = frozenset({"dict", "list", "tuple"})
_CONSTRAINTS = frozenset(
    {"alias", "ge", "gt", "le", "lt", "max_length", "min_length", "multiple_of", "pattern"},
)
_ABSOLUTE = {
    "pydantic": frozenset({"ConfigDict", "Field"}),
    "typing": frozenset({"Annotated", "Any", "ClassVar", "Literal", "cast"}),
    **{
        module: frozenset(kind.name for kind in BY_FORMAT.values() if kind.module == module)
        for module in {kind.module for kind in BY_FORMAT.values()}
        if not module.startswith("@")
    },
}
_RUNTIME = {
    f"..{RUNTIME}.model": frozenset({BASE}),
    **{f"..{RUNTIME}.{module}": frozenset({name}) for module, name in MARKS.items() if module != "assertions"},
    f"..{RUNTIME}.assertions": frozenset({MARKS["assertions"], MODEL_ASSERTION}),
    **{
        f"..{RUNTIME}.{module[1:]}": frozenset(kind.name for kind in BY_FORMAT.values() if kind.module == module)
        for module in {kind.module for kind in BY_FORMAT.values()}
        if module.startswith("@")
    },
}


def check_imports(pairs: Iterable[tuple[str, str]], modules: Mapping[str, AbstractSet[str]]) -> None:
    """Check the (module, name) pairs that a models module imports.

    ``modules`` maps modules (``.coupon``) to their names. Raises ``InternalError`` for a module or name that is neither
    there nor in the lists above.
    """
    for module, entry in pairs:
        name, _, alias = entry.partition(" as ")
        allowed = _ABSOLUTE.get(module) or _RUNTIME.get(module) or modules.get(module, frozenset())
        if name not in allowed or (alias and not _plain(alias)):
            _refuse(f"the import of {entry!r} from {module!r}")


def check_classes(tree: ast.Module, fields: Mapping[str, AbstractSet[str]], known: AbstractSet[str]) -> None:
    """Check a module that holds classes only.

    ``fields`` maps each class to its expected fields, ``known`` holds every name that an annotation may use. Raises
    ``InternalError`` for any node that is not on the list, and for missing or unexpected fields.
    """
    for statement in tree.body:
        match statement:
            case ast.ClassDef(name=name, bases=[ast.Name(id=base)], keywords=[], decorator_list=[], body=body) if (
                base == BASE and name in fields and not getattr(statement, "type_params", None)
            ):
                written = _Class(known).members(body)
            case _:
                _refuse_node("a statement", statement)
        if set(written) != fields[name] or len(written) != len(fields[name]):
            _refuse(f"{name} without the expected fields: {sorted(set(written) ^ fields[name])[:5]}")


def _plain(name: str) -> bool:
    return name.isidentifier() and not name.startswith("__")


def _refuse(what: str) -> Never:
    msg = f"the models engine wrote {what}"
    raise InternalError(msg)


def _refuse_node(what: str, node: ast.AST) -> Never:
    _refuse(f"{what} that is not allowed: {ast.unparse(node)[:80]!r}")


class _Class:
    """Checks the statements of one class."""

    def __init__(self, known: AbstractSet[str]) -> None:
        self._known = known | _BUILTINS

    def members(self, body: list[ast.stmt]) -> list[str]:
        """Return the names of the fields."""
        names: list[str] = []
        for statement in body:
            match statement:
                case ast.Pass() | ast.Expr(value=ast.Constant(value=str())):
                    pass
                case ast.Assign(targets=[ast.Name(id="model_config")], value=value):
                    self._special("model_config", value)
                case ast.Assign(
                    targets=[ast.Name(id="__assertion__")],
                    value=ast.Call(func=ast.Name(id=made), args=[rule], keywords=[]),
                ) if made == MODEL_ASSERTION:
                    self._json(rule)
                case ast.AnnAssign(target=ast.Name(id=name), simple=1):
                    if not self._own(statement):
                        names.append(name)
                case _:
                    _refuse_node("a statement in a class", statement)
        return names

    def _own(self, statement: ast.AnnAssign) -> bool:
        """Check an annotated name; return whether it is an attribute of the template, not a field."""
        match statement:
            case ast.AnnAssign(
                target=ast.Name(id="__pydantic_extra__"),
                annotation=ast.Subscript(value=ast.Name(id="dict"), slice=ast.Tuple(elts=[ast.Name(id="str"), inner])),
                value=ast.expr() as value,
            ):
                self._annotation(inner)
                self._special("__pydantic_extra__", value)
                return True
            case ast.AnnAssign(
                target=ast.Name(id=name),
                annotation=annotation,
                value=ast.Call(func=ast.Name(id="frozenset"), args=[ast.Set(elts=items)], keywords=[]),
            ) if name in _NAME_SETS and ast.unparse(annotation) == "ClassVar[frozenset[str]]":
                for item in items:
                    self._text(item)
                return True
            case ast.AnnAssign(
                target=ast.Name(id="__withheld__"), annotation=annotation, value=ast.Dict(keys=keys, values=values)
            ) if ast.unparse(annotation) == "ClassVar[dict[str, str]]":
                for part in (*keys, *values):
                    self._text(part)
                return True
            case ast.AnnAssign(target=ast.Name(id=name)) if not _plain(name):
                _refuse_node("a name", statement)
            case _:
                self._annotation(statement.annotation)
                if statement.value is not None:
                    self._default(statement.value)
                return False

    @staticmethod
    def _special(name: str, value: ast.expr) -> None:
        if ast.unparse(value) != _SPECIAL[name]:
            _refuse_node("a value", value)

    @staticmethod
    def _text(node: ast.expr | None) -> None:
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            _refuse_node("a value", node or ast.Constant(None))

    def _annotation(self, top: ast.expr) -> None:
        """Check a type hint. Unions nest deeply to the left, so they are split in a loop."""
        waiting = [top]
        while waiting:
            match waiting.pop():
                case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                    waiting += [left, right]
                case ast.Name(id=name) if name in self._known:
                    pass
                case ast.Constant(value=None):
                    pass
                case ast.Subscript(value=ast.Name(id="Literal"), slice=values):
                    for value in values.elts if isinstance(values, ast.Tuple) else [values]:
                        self._scalar(value)
                case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[inner, *made])):
                    for mark in made:
                        self._mark(mark)
                    waiting.append(inner)
                case ast.Subscript(value=ast.Name(id=name), slice=inner) if name in _GENERIC:
                    waiting += inner.elts if isinstance(inner, ast.Tuple) else [inner]
                case node:
                    _refuse_node("a type hint", node)

    def _mark(self, node: ast.expr) -> None:
        """Check ``Annotated`` metadata: ``Field(…)`` with constraints, or a call with constants only."""
        match node:
            case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if name in MARKS.values():
                for value in (*args, *(keyword.value for keyword in keywords)):
                    self._json(value)
            case ast.Call(func=ast.Name(id="Field"), args=[], keywords=keywords):
                for keyword in keywords:
                    if keyword.arg not in _CONSTRAINTS:
                        _refuse_node("an argument of Field", node)
                    self._scalar(keyword.value)
            case _:
                _refuse_node("a call", node)

    def _default(self, node: ast.expr) -> None:
        match node:
            case ast.Call(
                func=ast.Name(id="Field"),
                args=[],
                keywords=[ast.keyword(arg="default_factory", value=ast.Lambda(args=arguments, body=body))],
            ) if not ast.unparse(arguments):
                self._made(body)
            case _:
                self._scalar(node)

    def _made(self, node: ast.expr) -> None:
        """Check the value of a default that is made for each object; lists and objects may be converted to ``Any``."""
        match node:
            case ast.Call(func=ast.Name(id="cast"), args=[ast.Name(id="Any"), inner], keywords=[]):
                self._made(inner)
            case ast.List(elts=items) | ast.Tuple(elts=items):
                for item in items:
                    self._made(item)
            case ast.Dict(keys=keys, values=values):
                for key in keys:
                    self._text(key)
                for value in values:
                    self._made(value)
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="model_validate"),
                args=[ast.Dict() as value],
                keywords=[],
            ) if name in self._known:
                self._json(value)
            case _:
                self._value(node)

    def _value(self, node: ast.expr) -> None:
        """Check a scalar, which may be made from its text."""
        match node:
            case ast.Call(func=func, args=[text], keywords=[]) if ast.unparse(func) in _CALLS:
                self._text(text)
            case _:
                self._scalar(node)

    @staticmethod
    def _scalar(node: ast.expr) -> None:
        match node:
            case ast.Constant(value=None | bool() | int() | float() | str()):
                pass
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float())):
                pass
            case _:
                _refuse_node("a value", node)

    def _json(self, node: ast.expr) -> None:
        match node:
            case ast.List(elts=items) | ast.Tuple(elts=items):
                for item in items:
                    self._json(item)
            case ast.Dict(keys=keys, values=values):
                for key in keys:
                    if key is None:
                        _refuse_node("a value", node)
                    self._text(key)
                for value in values:
                    self._json(value)
            case _:
                self._scalar(node)
