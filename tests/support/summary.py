"""Summarises a generated package: classes, fields and signatures, without docstrings, bodies and imports.

What is alike in every package is omitted: lazy exports, the top-level modules except ``client.py``, the views of a
resource, and the asynchronous variant of a class if it has no other differences.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

_WIDTH = 120
# Arguments of every method of a resource or a service, properties of every resource, constants of every module.
_EVERY_METHOD = frozenset({"self", "request_options", "context"})
_EVERY_CLASS = frozenset({"with_raw_response", "with_streaming_response", "api"})
_EVERY_MODULE = frozenset({"__all__", "ROUTES", "_DOCUMENT", "_ROUTES"})


def summary(files: Mapping[str, str]) -> str:
    """Summarise the modules of a package by path. ``files`` does not include the runtime."""
    parts: list[str] = []
    for path in sorted(files):
        if _counts(path):
            lines = list(_module(ast.parse(files[path]).body))
            parts += [path, *(f"  {line}" for line in lines)] if lines else []
    return "".join(f"{line}\n" for line in parts)


def _counts(path: str) -> bool:
    same_shape = path.endswith("/__init__.py") or path == "server/_app.py" or ("/" not in path and path != "client.py")
    return path.endswith(".py") and not same_shape


def _module(body: Iterable[ast.stmt]) -> Iterator[str]:
    seen: dict[str, list[str]] = {}
    for node in body:
        match node:
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):  # the views of a resource are classes here
                yield from _module(item for item in node.body if not isinstance(item, ast.ClassDef))
            case ast.ClassDef():
                members = list(_members(node.body))
                same = seen.get(_twin(node.name)) == _without_async(members)
                seen[node.name] = _without_async(members)
                if not same:
                    yield from _indented(_class_line(node), members)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from _signature(node)
            case _:
                yield from _value(node, _EVERY_MODULE)


def _twin(name: str) -> str:
    """Return the name of the class with the same members: of ``AsyncThings`` or ``ThingsBase``."""
    return f"{name.removesuffix('Base')}Service" if name.endswith("Base") else name.removeprefix("Async")


def _without_async(members: Iterable[str]) -> list[str]:
    return [line.replace("AsyncPager[", "SyncPage[").replace("Async", "") for line in members]


def _class_line(node: ast.ClassDef) -> str:
    bases = ", ".join(ast.unparse(base) for base in [*node.bases, *node.keywords])
    return f"class {node.name}({bases})"


def _indented(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield title
    yield from (f"  {line}" for line in lines)


def _members(body: Iterable[ast.stmt]) -> Iterator[str]:
    for node in body:
        match node:
            case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.UnaryOp(operand=ast.Name(id="TYPE_CHECKING"))):
                yield from _members(node.body)
            case ast.FunctionDef(name="__init__"):  # of clients, by the security schemes
                pass
            case ast.FunctionDef() if _is_property(node):
                if node.name not in _EVERY_CLASS:
                    yield f"{node.name}: {_annotation(node.returns)}"
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from _signature(node)
            case _:
                yield from _value(node, _EVERY_CLASS)


def _is_property(node: ast.FunctionDef) -> bool:
    return not {"property", "cached_property"}.isdisjoint(map(ast.unparse, node.decorator_list))


def _value(node: ast.stmt, left_out: frozenset[str]) -> Iterator[str]:
    match node:
        case ast.AnnAssign(target=ast.Name(id=name)) if name not in left_out:
            value = "" if node.value is None else f" = {_operation(node.value) or ast.unparse(node.value)}"
            yield f"{name}: {ast.unparse(node.annotation)}{value}"
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name not in left_out:
            yield f"{name} = {ast.unparse(value)}"
        case _:
            pass


def _operation(node: ast.expr) -> str:
    """Return method and path of a descriptor; cases about encoding compare the whole file."""
    match node:
        case ast.Call(func=ast.Name(id="Operation"), keywords=[ast.keyword(arg="id", value=value), *_]):
            return ast.unparse(value)
        case _:
            return ""


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """Return name, arguments and return type; one argument per line if one line is too short."""
    arguments = list(_arguments(node.args))
    returned = f" -> {_annotation(node.returns)}"
    line = f"{node.name}({', '.join(arguments)}){returned}"
    if len(line) <= _WIDTH:
        yield line
    else:
        yield from _indented(f"{node.name}(", arguments)
        yield f"){returned}"


def _arguments(node: ast.arguments) -> Iterator[str]:
    placed = [*node.posonlyargs, *node.args]
    defaults = [*(None for _ in range(len(placed) - len(node.defaults))), *node.defaults]
    pairs = zip(placed, defaults, strict=True)
    yield from (_argument(item, default) for item, default in pairs if item.arg not in _EVERY_METHOD)
    if node.vararg is not None:
        yield "*" + _argument(node.vararg, None)
    named = [
        _argument(item, default)
        for item, default in zip(node.kwonlyargs, node.kw_defaults, strict=True)
        if item.arg not in _EVERY_METHOD
    ]
    yield from ["*", *named] if named and node.vararg is None else named
    if node.kwarg is not None:
        yield "**" + _argument(node.kwarg, None)


def _argument(node: ast.arg, default: ast.expr | None) -> str:
    annotation = "" if node.annotation is None else f": {ast.unparse(node.annotation)}"
    return f"{node.arg}{annotation}{'' if default is None else f' = {ast.unparse(default)}'}"


def _annotation(node: ast.expr | None) -> str:
    """Return a return type; ``Awaitable[T] | T`` is shortened to ``T``."""
    first = node
    while isinstance(first, ast.BinOp):
        first = first.left
    match first:
        case None:
            return "None"
        case ast.Subscript(value=ast.Name(id="Awaitable"), slice=awaited):
            return ast.unparse(awaited)
        case _:
            return ast.unparse(node or first)
