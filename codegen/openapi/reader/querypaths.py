"""Path templates that hold a query: ``/search?q={text}``, ``/search{?q,limit}`` (RFC 6570, section 3.2.8)."""

from __future__ import annotations

import re
from dataclasses import replace

from codegen.ir.api import In, Param

_EXPANSION = re.compile(r"\{[?&][^{}]*\}$")
_PIECE = re.compile(r"([^={}]+)=\{([^{}]+)\}")


def without_query(template: str, params: list[Param]) -> tuple[str, list[Param]]:
    """Return a template without the parameters of its query, and the parameters with these among the query's.

    Fixed pieces of the query stay in the template.
    """
    template = _EXPANSION.sub("", template)
    path, mark, query = template.partition("?")
    if not mark or "#" in query:
        return template, params
    found = {piece: match for piece in query.split("&") if (match := _PIECE.fullmatch(piece))}
    names = {match[2]: match[1] for match in found.values()}
    if any("{" + name + "}" in path for name in names):
        return template, params
    fixed = "&".join(piece for piece in query.split("&") if piece and piece not in found)
    taken = {param.name for param in params if param.where is In.QUERY}
    moved = [
        replace(param, where=In.QUERY, name=names[param.name], style="form", explode=True)
        if param.where is In.PATH and param.name in names
        else param
        for param in params
        if not (param.where is In.PATH and names.get(param.name) in taken)
    ]
    return f"{path}?{fixed}" if fixed else path, moved
