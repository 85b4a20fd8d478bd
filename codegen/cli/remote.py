"""Fetches a document whose address is an argument, for one run; nothing is pinned."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.config import GitAddress, parse_address
from codegen.core.errors import UsageError
from codegen.sources.fetch import fetch

if TYPE_CHECKING:
    from codegen.cli.console import Console


def fetched_document(text: str, console: Console) -> Path | None:
    """Return the path of a copy of the document at an address, deleted at exit; None for the path of a file.

    Messages name the copy by its address. Raises ``UsageError``.
    """
    try:
        address = parse_address(text, console.cwd)
    except ValueError as error:
        msg = f"{text.partition('?')[0] if '@' not in text else 'the address'}: {error}"
        raise UsageError(msg) from None
    if address is None:
        return None
    fetched = fetch(address, console.cwd, console.environ, headers={})
    folder = Path(tempfile.mkdtemp(prefix="codegen-spec-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name, content in fetched.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    document = folder / address.document
    console.aliases[document] = address.shown
    return document


def is_address(text: str, console: Console) -> bool:
    """Return whether an argument is an address, also an invalid one, and not ``REVISION:PATH``."""
    try:
        address = parse_address(text, console.cwd)
    except ValueError:
        return "://" in text
    return address is not None and not (isinstance(address, GitAddress) and not address.repository)
