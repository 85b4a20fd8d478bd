"""The surface of a package as one HTML page with a search field. It loads no resources."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from codegen.cli.show.data import surface_value
from codegen.core.printed import script_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.python.emit.surface import Surface

_PAGE = Path(__file__).with_name("page.html")
_MARK = "__SURFACES__"


def render_page(surfaces: Sequence[Surface]) -> str:
    """Return the page of one or several packages."""
    text = script_json([surface_value(surface) for surface in surfaces])
    return _PAGE.read_text(encoding="utf-8").replace(_MARK, text)
