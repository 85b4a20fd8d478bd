"""Reads a document from standard input, for arguments that are ``-``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from codegen.config.flags import package_name
from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import UsageError
from codegen.openapi.document import LIMITS, parse

if TYPE_CHECKING:
    from codegen.cli.console import Console

STDIN = "-"
STDIN_NAME = "<stdin>"
"""The name of standard input in messages and manifests. References are relative to the current folder."""


def read_stdin(console: Console) -> bytes:
    """Return the content of standard input, at most one byte more than a document may have.

    Raises ``UsageError`` for a terminal, for an empty input, and when it was read before.
    """
    stream = sys.stdin
    if console.stdin_taken:
        msg = "only one argument can be -, because standard input is read once"
        raise UsageError(msg)
    console.stdin_taken = True
    if stream is None or stream.closed:
        msg = "standard input is closed: pipe a document into codegen, or name a file instead of -"
        raise UsageError(msg)
    if stream.isatty():
        msg = "standard input is a terminal: pipe a document into codegen, or name a file instead of -"
        raise UsageError(msg)
    try:
        content = stream.buffer.read(LIMITS.bytes + 1)
    except OSError as error:
        msg = f"standard input cannot be read: {error.strerror or error}"
        raise UsageError(msg) from error
    if not content.strip():
        msg = "standard input is empty: the command before the pipe has written no document"
        raise UsageError(msg)
    return content


def document_name(content: bytes) -> str:
    """Return the name of a package for a document without a file: its title where that is a name, else ``api``."""
    document = parse(content, name=STDIN_NAME, found=Diagnostics())
    info = document.value.get("info") if document is not None and isinstance(document.value, dict) else None
    title = info.get("title") if isinstance(info, dict) else None
    return package_name(title if isinstance(title, str) else "", "api")
