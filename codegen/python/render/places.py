"""Locates templates and runtime modules: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

import importlib
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final

from codegen.core.errors import InternalError

SOURCES: Final = (".py", ".jinja", ".jinja2")
"""Suffixes of the files in these folders that affect the output; others, such as ``pyproject.toml``, do not."""
_RUNTIME = "codegen._runtime"
"""The runtime package in a wheel. Created in a checkout, where another ``runtime`` may precede it in the path."""


@cache
def templates_root() -> Path:
    """Return the folder of the templates. Raises ``InternalError`` when it is missing."""
    return _shipped("templates", "package/api.py.jinja")


@cache
def runtime_root() -> Path:
    """Return the folder of the runtime modules. Raises ``InternalError`` when it is missing."""
    return _shipped("runtime", "__init__.py")


@cache
def runtime_module(name: str) -> ModuleType:
    """Import a module of the runtime, such as ``shared.assertions``, for what the generator itself does with it."""
    package = ModuleType(_RUNTIME)
    package.__path__ = [str(runtime_root())]
    sys.modules.setdefault(_RUNTIME, package)
    return importlib.import_module(f"{_RUNTIME}.{name}")


def _shipped(name: str, marker: str) -> Path:
    """Return ``codegen/_NAME`` of a wheel or ``NAME/`` of a checkout, whichever holds the marker file."""
    package = Path(__file__).resolve().parents[2]
    for folder in (package / f"_{name}", package.parent / name):
        if (folder / marker).is_file():
            return folder
    msg = f"the {name} folder is missing from this installation"
    raise InternalError(msg)
