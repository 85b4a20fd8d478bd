"""Lazy imports of the names that a package exports."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def lazy_exports(package: str, exports: Mapping[str, str]) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` for the module ``package`` (PEP 562).

    ``exports`` maps each name to its source: ``".module"`` for the same name there, ``".module:other"`` for another
    name, ``".module:"`` for the module itself. Hide the assignment from type checkers and import the names for them::
        if TYPE_CHECKING:
            from ..client.client import Client as Client
        else:
            __getattr__, __dir__ = lazy_exports(__name__, {"Client": ".client"})
    """

    def get(name: str) -> object:
        target = exports.get(name)
        if target is None:
            msg = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(msg, name=name)
        path, colon, attribute = target.partition(":")
        module = import_module(path, package)
        value: object = module if colon and not attribute else getattr(module, attribute or name)
        setattr(sys.modules[package], name, value)  # later accesses bypass __getattr__
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *exports})

    return get, names
