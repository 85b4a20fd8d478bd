"""Base URLs of operations: variables replaced by their values, in one spelling."""

from __future__ import annotations

import re
from itertools import islice, product
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.ir.api import Api, Operation, Server

_MOST = 64
"""Limit of combinations of variables."""
_VARIABLE = re.compile(r"\{[^{}/]*\}")
_PORTS = {"http": ":80", "https": ":443"}


def addresses(api: Api, operation: Operation) -> dict[tuple[str, str], str]:
    """Return the (origin, path) of every URL of an operation, with the server that it is from.

    Names of path parameters are ignored. The origin of a relative URL is empty: it depends on where the document is.
    Empty if the document states no server.
    """
    path = "".join(part if index % 2 == 0 else "{}" for index, part in enumerate(operation.path)).rstrip("/")
    found: dict[tuple[str, str], str] = {}
    for server in operation.servers or api.servers:
        for url in _expanded(server):
            origin, base = _split(url)
            found.setdefault((origin, base + path), server.url)
    return found


def _expanded(server: Server) -> Iterator[str]:
    """Yield the URLs for all values of the variables; the default, if the values are not listed."""
    names = [name for name, _, _ in server.variables]
    choices = [values or ((default,) if default else ("{}",)) for _, default, values in server.variables]
    for values in islice(product(*choices), _MOST):
        url = server.url
        for name, value in zip(names, values, strict=True):
            url = url.replace("{" + name + "}", value)
        yield _VARIABLE.sub("{}", url)


def _split(url: str) -> tuple[str, str]:
    """Return the origin and the path of a URL, empty for an invalid one.

    Letter case and default ports of origins are not significant.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    scheme, host = parts.scheme.lower(), parts.netloc.lower()
    origin = f"{scheme}://{host.removesuffix(_PORTS.get(scheme, ' '))}" if host else ""
    return origin, parts.path.rstrip("/")
