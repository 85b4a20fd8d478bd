"""Where the templates are."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from codegen.core.errors import InternalError


@cache
def templates_root() -> Path:
    """Return the folder of the templates: ``codegen/_templates`` in a wheel, ``templates/`` in a checkout.

    Raises ``InternalError`` when neither is there.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_templates", package.parent / "templates"):
        if (folder / "runtime" / "__init__.py").is_file():
            return folder
    msg = "the templates are missing from this installation"
    raise InternalError(msg)
