"""Splits path templates with a query: ``/search?q={text}``, ``/search{?q,limit}`` (RFC 6570, section 3.2.8)."""

from __future__ import annotations

import re
from dataclasses import replace

from codegen.ir.api import In, Param

_EXPANSION = re.compile(r"\{[?&][^{}]*\}$")
_PIECE = re.compile(r"([^={}]+)=\{([^{}]+)\}")


def without_query(template: str, params: list[Param]) -> tuple[str, list[Param]]:
    """Return a template without the parameters of its query, and the parameters with these moved to the query.

    Literal parts of the query stay in the template.
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
    return f"{path}?{fixed}" if fixed else path, _moved(params, names)


def _moved(params: list[Param], names: dict[str, str]) -> list[Param]:
    """Return the parameters with those of ``names`` moved to the query, without duplicates."""
    taken = {param.name for param in params if param.where is In.QUERY}
    moved: list[Param] = []
    for param in params:
        name = names.get(param.name) if param.where is In.PATH else None
        if name is None:
            moved.append(param)
        elif name not in taken:
            moved.append(replace(param, where=In.QUERY, name=name, style="form", explode=True))
    return moved
