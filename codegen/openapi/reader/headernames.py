"""Names of headers (RFC 9110, section 5.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codegen.openapi.reader.node import Node

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def check_header_name(node: Node, name: str) -> None:
    """Warn of a header that no request can hold, which is named at ``node``."""
    if name and not _TOKEN.fullmatch(name):
        node.found.warning(
            "invalid-header-name",
            f"{name!r} is no name of a header: calls that send it fail",
            node.location.child("name"),
            hint="names of headers are letters, digits and dashes",
        )
