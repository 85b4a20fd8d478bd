"""Server objects and their variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.ir.api import Server

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.read.openapi.node import Node


def read_servers(servers: Node, found: Diagnostics) -> tuple[Server, ...]:
    """Read a list of Server Objects; one without a URL is reported and left out."""
    result: list[Server] = []
    for node in servers.items():
        url = node.text("url")
        if not url:
            found.error("missing-property", "a server needs 'url'", node.location)
            continue
        variables = node.get("variables")
        result.append(
            Server(
                url=url,
                description=node.words("description"),
                variables=tuple(
                    (name, child.words("default"), child.strings("enum"))
                    for name, child in (variables.members() if variables is not None else ())
                ),
                location=node.location,
            )
        )
    return tuple(result)
