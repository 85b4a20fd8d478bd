"""Checks that the dependencies of a part of the package are installed."""

from __future__ import annotations

import sys
from importlib.util import find_spec


def require(importer: str, module: str, *requirements: str) -> None:
    """Check that a module is installed, without importing it. ``importer`` is the module that needs it.

    :raises ModuleNotFoundError: it is not; the message says what to install.
    """
    if sys.modules.get(module) is None and find_spec(module) is None:
        package, _, part = importer.partition("._runtime.")
        named = " ".join(f"'{requirement}'" for requirement in requirements)
        msg = f"the {part or 'runtime'} of {package} needs {module}, which is not installed: pip install {named}"
        raise ModuleNotFoundError(msg, name=module)
