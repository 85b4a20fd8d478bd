"""Reads Server Objects and their variables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codegen.ir.api import Server

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.openapi.reader.node import Node

_VARIABLE = re.compile(r"\{([^{}]+)\}")


def read_servers(owner: Node, found: Diagnostics) -> tuple[Server, ...]:
    """Read the Server Objects of a document, path item or operation; report and skip one without a URL.

    An empty URL is relative, like "/": the address of the document (RFC 3986, section 4.4).
    """
    result: list[Server] = []
    for item in owner.nodes("servers"):
        node = item.followed()
        if node is None or not isinstance(node.value, dict):
            continue
        url = node.text("url")
        if not isinstance(node.raw("url"), str):
            found.error("missing-property", "a server needs 'url'", node.location)
            continue
        variables = _variables(node)
        _check_variables(node, url, variables)
        result.append(
            Server(
                url=url,
                description=node.words("description"),
                variables=variables,
                location=node.location,
            )
        )
    return tuple(result)


def _variables(node: Node) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    return tuple((name, child.words("default"), _texts(child)) for name, child in node.objects("variables"))


def _texts(node: Node) -> tuple[str, ...]:
    """Return the allowed values of a variable; YAML resolves ports to numbers."""
    return tuple(str(item.value) for item in node.nodes("enum") if isinstance(item.value, (str, int, float)))


def _check_variables(node: Node, url: str, variables: tuple[tuple[str, str, tuple[str, ...]], ...]) -> None:
    """Warn of a URL that cannot be completed: a variable without a definition or a default."""
    known = {name for name, _, _ in variables}
    for name in dict.fromkeys(_VARIABLE.findall(url)):
        if name not in known:
            message = f"variable {name[:60]!r} of the URL is not defined in 'variables'"
            node.found.warning("missing-property", message, node.location.child("url"))
    for name, default, values in variables:
        place = node.location.child("variables", name)
        if not default and "{" + name + "}" in url:
            node.found.warning("missing-property", "a server variable needs 'default'", place)
        elif default and values and default not in values:
            message = f"the default {default[:60]!r} is not in 'enum'"
            node.found.warning("default-mismatch", message, place.child("default"))
