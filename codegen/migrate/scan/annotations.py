"""Evaluate annotations of scanned code."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import libcst as cst

from codegen.ir.types import RefTo
from codegen.migrate.scan.known import (
    Awaitable,
    Client,
    ClientClass,
    Instance,
    Items,
    ModelClass,
    OwnClass,
    Page,
    Typed,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_COLLECTIONS = {
    *("list", "List", "Sequence", "Iterable", "Iterator", "Collection", "set", "frozenset", "deque"),
    *("AsyncIterator", "AsyncIterable", "AsyncGenerator", "Generator", "MutableSequence", "Set"),
}
_MAPS = {"dict", "Dict", "Mapping", "MutableMapping", "defaultdict"}
_WRAPPERS = {"Optional", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "Type", "type"}
_PAGES = {"SyncPage", "AsyncPage", "AsyncPager"}
_AWAITABLES = {"Awaitable", "Coroutine"}


Resolve: TypeAlias = "Callable[[cst.BaseExpression, cst.CSTNode | None], Typed | None]"
"""Looks a name up; the second argument is the string that contains it, if any."""


def annotated(node: cst.BaseExpression, resolve: Resolve) -> Typed | None:
    """Return the type of a value with an annotation; ``resolve`` looks names up."""
    match node:
        case cst.SimpleString() | cst.ConcatenatedString():
            return _quoted(node, resolve)
        case cst.BinaryOperation(operator=cst.BitOr()):
            both = annotated(node.left, resolve), annotated(node.right, resolve)
            return both[0] or both[1]
        case cst.Subscript():
            return _generic(node, resolve)
        case cst.Name() | cst.Attribute():
            return instance(resolve(node, None))
        case _:
            return None


def instance(found: Typed | None) -> Typed | None:
    """Return an instance of a class."""
    if found is None:
        return None
    match found.known:
        case ClientClass(is_async=is_async):
            return found.but(Client(is_async))
        case ModelClass(owner=owner, is_dict=is_dict):
            return found.but(Value(RefTo(target=owner), is_dict))
        case OwnClass() as of:
            return found.but(Instance(of))
        case _:
            return found


def _quoted(node: cst.SimpleString | cst.ConcatenatedString, resolve: Resolve) -> Typed | None:
    text = node.evaluated_value
    if not isinstance(text, str):
        return None
    try:
        parsed = cst.parse_expression(text)
    except cst.ParserSyntaxError:
        return None
    return annotated(parsed, lambda inner, _: resolve(inner, node))


def _generic(node: cst.Subscript, resolve: Resolve) -> Typed | None:
    name = _last(node.value)
    parts = [item.slice.value for item in node.slice if isinstance(item.slice, cst.Index)]
    if not parts or name == "Literal":
        return None
    found = [annotated(part, resolve) for part in parts]
    if name in _WRAPPERS:
        return found[0]
    if name == "Union":
        return next((item for item in found if item is not None), None)
    inner = found[-1 if name in _MAPS | {"Coroutine"} else 0]
    return _held_by(name, inner) if inner is not None else None


def _held_by(name: str, inner: Typed) -> Typed | None:
    """Return the generic class of this name with items ``inner``."""
    if name in _PAGES and isinstance(inner.known, Value):
        return inner.but(Page(inner.known.type))
    if name in _AWAITABLES:
        return inner.but(Awaitable(inner.known))
    return inner.but(Items(inner.known)) if name in _COLLECTIONS | _MAPS | {"tuple", "Tuple"} else None


def _last(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""
