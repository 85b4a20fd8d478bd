"""Where the templates and the runtime modules are: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from codegen.core.errors import InternalError

SOURCES: Final = (".py", ".jinja", ".jinja2")
"""The suffixes of the files in these folders that shape the output. Others, such as ``pyproject.toml``, do not."""


@cache
def templates_root() -> Path:
    """Return the folder of the templates. Raises ``InternalError`` when it is missing."""
    return _shipped("templates", "package/api.py.jinja")


@cache
def runtime_root() -> Path:
    """Return the folder of the runtime modules. Raises ``InternalError`` when it is missing."""
    return _shipped("runtime", "__init__.py")


def _shipped(name: str, marker: str) -> Path:
    """Return ``codegen/_NAME`` of a wheel or ``NAME/`` of a checkout, whichever holds the marker file."""
    package = Path(__file__).resolve().parents[2]
    for folder in (package / f"_{name}", package.parent / name):
        if (folder / marker).is_file():
            return folder
    msg = f"the {name} folder is missing from this installation"
    raise InternalError(msg)
