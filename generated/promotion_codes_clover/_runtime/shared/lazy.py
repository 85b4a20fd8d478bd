"""Packages whose names are imported when they are first used."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def lazy_exports(package: str, exports: Mapping[str, str]) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make the ``__getattr__`` and ``__dir__`` of the module ``package`` (PEP 562).

    A value of ``exports`` says where the name lives: ``".module"`` under the same name, ``".module:other"`` under
    another one, ``".module:"`` is the module itself. Assign them where type checkers do not look, and import the names
    for those::

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
        setattr(sys.modules[package], name, value)  # the next access does not come here
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *exports})

    return get, names
