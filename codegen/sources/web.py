"""Fetches a document at a URL.

The user states the host, so it may have any address. A redirect may lead to public addresses, and to other addresses
only of the kind that the stated host has; it never changes from https to http, and other origins get no credentials.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from codegen.core.origin import WebOrigin, origin_of
from codegen.openapi.document.fetch import Bounds, Fetcher, StatusError, is_public, resolve_host
from codegen.openapi.document.reach_error import ReachError, outside
from codegen.sources.credentials import is_loopback, token_variable
from codegen.sources.gather import gather
from codegen.sources.model import Fetched, SourceError
from codegen.sources.times import utc_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.config import WebAddress
    from codegen.openapi.document.fetch import Response
    from codegen.sources.credentials import Credentials

_NOT_FOUND = frozenset({404, 410})
_UNAUTHORIZED = frozenset({401, 403})
_MAX_ETAG = 200


@dataclass(slots=True, kw_only=True)
class SourceAccess:
    """Access to the stated origin, and to what its redirects lead to."""

    stated: WebOrigin
    stated_headers: Mapping[str, str]
    secret: bool
    _pinned: dict[WebOrigin, str] = field(default_factory=dict)

    def admit(self, url: str) -> tuple[WebOrigin, str]:
        """Return the origin of a URL and the address to connect to. Raises ``ReachError``."""
        try:
            origin = origin_of(url)
        except ValueError:
            message = "it redirects to an address that is not a plain http or https URL"
            raise outside(message) from None
        if origin.scheme == "http" and self.stated.scheme == "https":
            message = f"it redirects from https to http, to {origin}"
            raise outside(message)
        if origin not in self._pinned:
            self._pinned[origin] = self._address(origin)
        return origin, self._pinned[origin]

    def headers(self, origin: WebOrigin) -> Mapping[str, str]:
        """Return the headers for the stated origin. Raises ``ReachError`` where others could read credentials."""
        if origin != self.stated:
            return {}
        if self.secret and origin.scheme == "http" and not is_loopback(self._pinned[origin]):
            message = f"credentials are sent over https only, and {origin} is not"
            raise outside(message)
        return self.stated_headers

    def _address(self, origin: WebOrigin) -> str:
        addresses = resolve_host(origin)
        if origin != self.stated:
            expected = _kind(self.admit(str(self.stated))[1])
            strange = next((item for item in addresses if _kind(item) not in {"public", expected}), None)
            if strange is not None:
                message = f"it redirects to {origin}, whose address {strange} is not public"
                raise outside(message)
        return min(addresses, key=lambda item: ":" in item)  # local servers often listen on IPv4 only


def _kind(address: str) -> str:
    plain = ipaddress.ip_address(address.partition("%")[0])
    if is_public(plain):
        return "public"
    if plain.is_loopback:
        return "loopback"
    return "private" if plain.is_private and not plain.is_link_local else "special"


@dataclass(slots=True)
class _Site:
    """Reads files below one URL."""

    fetcher: Fetcher
    sent: bool
    host: str

    def get(self, url: str, headers: Mapping[str, str]) -> Response:
        """Request a URL. Raises ``SourceError``, except for a document that does not exist: ``StatusError``."""
        try:
            return self.fetcher.fetch(url, headers)
        except StatusError as error:
            if error.status in _NOT_FOUND:
                raise
            raise SourceError(self._status(error)) from None
        except ReachError as error:
            raise SourceError(error.message) from None

    def read(self, url: str) -> bytes | None:
        """Return the content at a URL, or None if it does not exist."""
        try:
            return self.get(url, {}).content
        except StatusError:
            return None

    def _status(self, error: StatusError) -> str:
        if error.status not in _UNAUTHORIZED:
            return error.message
        if self.sent:
            return f"{error.message}: the credentials for {self.host} are not accepted, or have expired"
        return f"{error.message}: set {token_variable(self.host)}, source_headers, or an entry of netrc"


def fetch_web(address: WebAddress, credentials: Credentials, seconds: float, etag: str) -> Fetched:
    """Fetch a document and the files that it refers to. ``etag`` is that of the pinned document, if it is complete.

    Raises ``SourceError``.
    """
    stated = origin_of(address.text)
    headers = credentials.headers(stated.host)
    access = SourceAccess(stated=stated, stated_headers=headers, secret=credentials.used)
    site = _Site(Fetcher(access, Bounds(seconds=seconds)), credentials.used, stated.host)
    try:
        response = site.get(address.text, {"If-None-Match": etag} if etag else {})
    except StatusError as error:
        raise SourceError(error.message) from None
    if response.content is None:
        return Fetched(files={})
    files = gather(address.document, response.content, lambda path: site.read(urljoin(response.url, quote(path))))
    return Fetched(files=files, facts=_facts(response.headers))


def _facts(headers: Mapping[str, str]) -> dict[str, str]:
    facts = {"etag": headers.get("etag", ""), "time": _time(headers.get("last-modified", ""))}
    return {key: text for key, text in facts.items() if text and text.isprintable() and len(text) <= _MAX_ETAG}


def _time(text: str) -> str:
    try:
        return utc_text(parsedate_to_datetime(text).timestamp())
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
