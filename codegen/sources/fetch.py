"""Fetches the document of a target from its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from codegen.config import AppAddress, GitAddress, PackageAddress, WebAddress
from codegen.sources.app import fetch_app
from codegen.sources.credentials import Credentials
from codegen.sources.git import fetch_git
from codegen.sources.model import SECONDS, Fetched, SourceError
from codegen.sources.package import fetch_package
from codegen.sources.web import fetch_web

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from codegen.config import Address


def fetch(
    address: Address,
    root: Path,
    environ: Mapping[str, str],
    *,
    headers: Mapping[str, str],
    seconds: float = SECONDS,
    etag: str = "",
) -> Fetched:
    """Fetch a document; ``root`` is the folder of the configuration. ``etag`` makes the request conditional.

    Raises ``SourceError``, whose message has the address and no credentials.
    """
    credentials = Credentials(environ, headers)
    try:
        fetched = _fetch(address, root, credentials, seconds, etag)
    except SourceError as error:
        text = credentials.redacted(str(error))
        raise SourceError(text if address.shown in text else f"{address.shown}: {text}") from None
    texts = (*fetched.files.values(), *(text.encode() for text in fetched.facts.values()))
    if credentials.echoed(*texts):
        msg = f"{address.shown}: the response contains the credentials that were sent; it is not stored"
        raise SourceError(msg)
    return fetched


def _fetch(address: Address, root: Path, credentials: Credentials, seconds: float, etag: str) -> Fetched:
    match address:
        case WebAddress():
            return fetch_web(address, credentials, seconds, etag)
        case GitAddress():
            return fetch_git(address, root, credentials, seconds)
        case AppAddress():
            return fetch_app(address, root, credentials.environ, seconds)
        case PackageAddress():
            return fetch_package(address)
        case _:
            assert_never(address)
