"""Resolves base URLs from Server Objects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from codegen.ir.api import Server

_VARIABLE = re.compile(r"\{([^{}]*)\}")


def base_url(servers: tuple[Server, ...]) -> str:
    """Return the first server's URL with its variables at their defaults (OpenAPI, Server Object)."""
    if not servers:
        return ""
    defaults = {name: default for name, default, _ in servers[0].variables}
    return _VARIABLE.sub(lambda found: defaults.get(found[1], found[0]), servers[0].url)


def own_base_url(shared: tuple[Server, ...], own: tuple[Server, ...]) -> str:
    """Return the URL of an operation's own server, empty if it has none or the URL is not absolute.

    Relative URLs are resolved against the API's server, since the URL of the document is unknown (RFC 3986, 5.1).
    """
    if not own or own == shared:
        return ""
    try:
        whole = urljoin(base_url(shared).rstrip("/") + "/", base_url(own))
        return whole if urlsplit(whole).netloc else ""
    except ValueError:  # invalid URL: brackets without an IPv6 address
        return ""
