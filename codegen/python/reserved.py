"""Reserved names of generated modules, by scope."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """Names that generated modules use, by the scope in which a name from the document would shadow them.

    ``resource_classes`` are imported by modules with resource classes, ``resource_modules`` by packages with a module
    per resource. ``arguments`` are used in signatures and bodies of methods; ``methods`` and ``children`` in
    annotations, defaults and decorators of a class with methods or with attributes that hold other resources.
    """

    model_classes: frozenset[str] = frozenset()
    model_modules: frozenset[str] = frozenset()
    resource_classes: frozenset[str] = frozenset()
    resource_modules: frozenset[str] = frozenset()
    arguments: frozenset[str] = frozenset()
    client_attributes: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()


NO_NAMES = Reserved()


def merged(parts: Iterable[Reserved]) -> Reserved:
    """Return the union of all scopes."""
    all_parts = list(parts)
    unions = {
        scope.name: frozenset[str]().union(*(getattr(part, scope.name) for part in all_parts))
        for scope in fields(Reserved)
    }
    return Reserved(**unions)
