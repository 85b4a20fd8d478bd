"""Emits what a package needs to import the runtime from its distribution instead of from a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen import __version__
from codegen.python.code import literal
from codegen.python.render import render

if TYPE_CHECKING:
    from codegen.python.code import Code


def build_runtime_version(package: str, distribution: str) -> Code:
    """Return ``_runtime_version.py``, which refuses a missing runtime, or one of another version, at import."""
    return render(
        "package/runtime_version.py.jinja",
        package=literal(package),
        distribution=literal(distribution),
        version=literal(__version__),
    )
