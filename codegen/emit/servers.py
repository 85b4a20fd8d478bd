"""Servers as base URLs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

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


def own_base_url(shared: tuple[Server, ...], own: tuple[Server, ...]) -> str:
    """Return the URL of an operation's own server, empty where it has none, or none that is known.

    Relative ones are seen from the API's server: where the document itself came from is not known (RFC 3986, 5.1).
    """
    if not own or own == shared:
        return ""
    whole = urljoin(base_url(shared).rstrip("/") + "/", base_url(own))
    return whole if urlsplit(whole).netloc else ""
