"""Finds the attributes of an SDK's client that hold its resources, and the class of each."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from codegen.adopt.index import Class, Index, annotation_names, dotted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from codegen.adopt.index import Function

_MOST_DEPTH = 8
_LEAST_SHARE = 8
"""A class is the client if at least one of so many classes that send requests is a resource of it."""
_PROPERTIES = frozenset({"property", "cached_property", "functools.cached_property"})
_VIEWS = ("with_", "without_")
"""Attributes such as ``with_raw_response``, which repeat a resource in another form."""


@dataclass(slots=True)
class Groups:
    """Resources by class: the shortest chain of attributes from the client. ``root`` is the class of the client."""

    root: Class | None = None
    chains: dict[Class, tuple[str, ...]] = field(default_factory=dict)


class Attributes:
    """The attributes of classes that hold instances of other classes of the SDK."""

    def __init__(self, index: Index) -> None:
        """Prepare an empty cache."""
        self.index = index
        self.of: Callable[[Class], dict[str, Class]] = cache(self._of)
        self.declared: Callable[[Class], list[tuple[str, list[str]]]] = cache(lambda item: list(_declared(item)))

    def _of(self, item: Class) -> dict[str, Class]:
        """Return the attributes of a class and of its base classes, by name."""
        found: dict[str, Class] = {}
        for owner in self.index.lineage(item):
            for name, names in self.declared(owner):
                target = next(filter(None, (self.index.find(owner.module, text) for text in names)), None)
                if target is not None:
                    found.setdefault(name, target)
        return found


def _declared(item: Class) -> Iterator[tuple[str, list[str]]]:
    """Yield attributes with the names of the classes that they may have."""
    for node in item.node.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, annotation_names(node.annotation)
    properties = {name: method for name, method in item.methods.items() if _is_plain_property(method)}
    for name, method in properties.items():
        yield name, [*annotation_names(method.returns), *_created(method)]
    for method in properties.values():
        yield from _assigned(method)
    if "__init__" in item.methods:
        yield from _assigned(item.methods["__init__"])


def _is_plain_property(function: Function) -> bool:
    return any(dotted(part) in _PROPERTIES for part in function.decorator_list)


def _assigned(function: Function) -> Iterator[tuple[str, list[str]]]:
    """Yield the attributes of ``self`` that a function assigns, with the names of the classes they may have."""
    for node in ast.walk(function):
        if isinstance(node, ast.AnnAssign) and (name := _own(node.target)):
            yield name, [*annotation_names(node.annotation), *_called(node.value)]
        elif isinstance(node, ast.Assign) and len(node.targets) == 1 and (name := _own(node.targets[0])):
            yield name, _called(node.value)


def _own(node: ast.expr) -> str:
    """Return the attribute of ``self`` that is assigned."""
    is_own = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    return node.attr if is_own and isinstance(node, ast.Attribute) else ""


def _called(node: ast.expr | None) -> list[str]:
    return [dotted(node.func)] if isinstance(node, ast.Call) else []


def _created(function: Function) -> list[str]:
    """Return the names of the classes that a property may create."""
    return [name for node in ast.walk(function) if isinstance(node, ast.Call) and (name := dotted(node.func))]


def find_groups(attributes: Attributes, carriers: set[Class]) -> Groups:
    """Return the client and its resources; ``carriers`` are the classes whose methods send requests."""
    best = Groups()
    rank = (0, False, 0)
    for item in _candidates(attributes, carriers):
        chains = _reach(attributes, item)
        groups = sum(1 for other, chain in chains.items() if chain and other in carriers)
        found = (groups, not item.name.startswith("_"), -len(item.key))
        if groups and found > rank:
            best, rank = Groups(item, chains), found
    known = sum(1 for item in carriers if not is_asynchronous(item.name))
    return best if rank[0] * _LEAST_SHARE >= known else Groups()


def _candidates(attributes: Attributes, carriers: set[Class]) -> Iterator[Class]:
    """Yield the classes that may be the client: those that hold other classes or send requests."""
    for item in attributes.index.classes():
        if not is_asynchronous(item.name) and (attributes.of(item) or item in carriers):
            yield item


def is_asynchronous(name: str) -> bool:
    """Return whether a name belongs to the asynchronous half of an SDK."""
    return name.startswith(("Async", "_Async", "RawAsync", "AsyncRaw")) or name.endswith(("Async", "_async"))


def _reach(attributes: Attributes, root: Class) -> dict[Class, tuple[str, ...]]:
    """Return the classes that are reachable by public attributes, nearest first."""
    chains: dict[Class, tuple[str, ...]] = {root: ()}
    waiting = [root]
    while waiting:
        item = waiting.pop(0)
        if len(chains[item]) >= _MOST_DEPTH:
            continue
        for name, target in attributes.of(item).items():
            hidden = name.startswith(("_", *_VIEWS)) or is_asynchronous(target.name)
            if not hidden and target not in chains:
                chains[target] = (*chains[item], name)
                waiting.append(target)
    return chains
