"""Servers as base URLs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codegen.ir.api import Server


def base_url(servers: tuple[Server, ...]) -> str:
    """Return the first server's URL with its variables at their defaults (OpenAPI, Server Object)."""
    if not servers:
        return ""
    url = servers[0].url
    for name, default, _ in servers[0].variables:
        url = url.replace("{" + name + "}", default)
    return url
