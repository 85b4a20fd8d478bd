"""Fetches documents over HTTP from allowed origins, within limits.

A host is resolved once, and every connection uses that address, which prevents DNS rebinding. Addresses that are not
public are rejected unless the user allowed that address, or ``localhost``. Redirects are followed to allowed origins
only. Proxies, cookies and credentials of the environment are not used.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from codegen.core.origin import WebOrigin, origin_of
from codegen.openapi.document.reach_error import outside, unreachable

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_BYTES = 64 * 1024 * 1024
MAX_DOCUMENTS = 100
MAX_REDIRECTS = 5
MAX_SECONDS = 60.0
_CHUNK = 65536
_OK = 200
_MOVED = frozenset({301, 302, 303, 307, 308})
_LOCAL = "localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Limits on all documents of a run together."""

    bytes: int = MAX_BYTES
    documents: int = MAX_DOCUMENTS
    seconds: float = MAX_SECONDS


@dataclass(slots=True)
class Fetcher:
    """Fetches documents from ``allowed`` origins. One per run: it pins addresses and counts against the limits."""

    allowed: Sequence[WebOrigin]
    bounds: Bounds = field(default_factory=Bounds)
    _pinned: dict[WebOrigin, str] = field(default_factory=dict)
    _bytes: int = 0
    _documents: int = 0
    _seconds: float = 0.0

    def fetch(self, url: str) -> tuple[bytes, str]:
        """Return the content at a URL, and the URL after redirects.

        Raises ``ReachError`` if an origin is not allowed, the document does not exist, or a limit is exceeded.
        """
        self._documents += 1
        if self._documents > self.bounds.documents:
            message = f"more than {self.bounds.documents} remote documents"
            raise unreachable(message)
        start = time.monotonic()
        try:
            return _within(self.bounds.seconds - self._seconds, lambda: self._follow(url), self.bounds.seconds)
        finally:
            self._seconds += time.monotonic() - start

    def _follow(self, url: str) -> tuple[bytes, str]:
        for _ in range(MAX_REDIRECTS + 1):
            origin = self._allowed(url)
            connection = _connection(origin, self._address(origin))
            try:
                content, moved = self._get(connection, url)
            except (OSError, http.client.HTTPException, ValueError) as error:
                message = f"{url!r} cannot be read: {_reason(error)}"
                raise unreachable(message) from None
            finally:
                connection.close()
            if moved is None:
                return content, url
            url = urljoin(url, moved).partition("#")[0]
        message = f"more than {MAX_REDIRECTS} redirects, the last one to {url!r}"
        raise unreachable(message)

    def _get(self, connection: http.client.HTTPConnection, url: str) -> tuple[bytes, str | None]:
        """Request one document; return its content, or the target of a redirect."""
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers={"Accept": "application/json, application/yaml, */*"})
        with closing(connection.getresponse()) as response:
            if response.status in _MOVED and (moved := response.getheader("Location")):
                return b"", moved
            if response.status != _OK:
                message = f"status {response.status} for {url!r}"
                raise unreachable(message)
            if response.getheader("Content-Encoding", "identity").lower() != "identity":
                message = f"compressed response for {url!r}"
                raise unreachable(message)
            return self._body(response, url), None

    def _body(self, response: http.client.HTTPResponse, url: str) -> bytes:
        chunks: list[bytes] = []
        while chunk := response.read(_CHUNK):
            chunks.append(chunk)
            self._bytes += len(chunk)
            if self._bytes > self.bounds.bytes:
                message = f"remote documents exceed {self.bounds.bytes} bytes in total"
                raise unreachable(message)
        content = b"".join(chunks)
        if response.length:
            message = f"incomplete response for {url!r}"
            raise unreachable(message)
        return content

    def _allowed(self, url: str) -> WebOrigin:
        """Return the allowed origin of a URL."""
        try:
            asked = origin_of(url)
        except ValueError as error:
            raise outside(str(error)) from None
        for origin in self.allowed:
            if origin == asked:
                return origin
        hint = f"--allow-refs {asked} allows it"
        message = f"{url!r} is outside of the document's folder, and not allowed"
        raise outside(message, hint)

    def _address(self, origin: WebOrigin) -> str:
        """Return the pinned address of a host."""
        if origin not in self._pinned:
            self._pinned[origin] = origin.address or _resolved(origin)
        return self._pinned[origin]


def _resolved(origin: WebOrigin) -> str:
    try:
        found = socket.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM)
    except OSError as error:
        message = f"host {origin.host!r} cannot be resolved: {_reason(error)}"
        raise unreachable(message) from None
    addresses = [str(entry[4][0]) for entry in found]
    strange = next((address for address in addresses if not _expected(origin.host, address)), None)
    if strange is not None or not addresses:
        message = f"the host {origin.host!r} has the address {strange}, which is not public"
        hint = f"--allow-refs {origin}={strange} allows it"
        raise outside(message, hint)
    return addresses[0]


def _expected(host: str, address: str) -> bool:
    """Return whether a host may have an address: a public one, the host itself, or loopback for ``localhost``."""
    plain = ipaddress.ip_address(address.partition("%")[0])
    if host == _LOCAL:
        return plain.is_loopback
    return str(plain) == host or _is_public(plain)


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Return whether an address is public; an IPv4 address within an IPv6 one is checked itself."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return _is_public(inner)
        if address in _NAT64:
            return _is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class _Plain(http.client.HTTPConnection):
    """A connection to a pinned address; the host is only used in the request."""

    def __init__(self, origin: WebOrigin, address: str) -> None:
        super().__init__(origin.host, origin.port, timeout=MAX_SECONDS)
        self.address = address

    def connect(self) -> None:
        """Connect to the pinned address, without resolving the host again."""
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class _Secure(_Plain):
    """A TLS connection to a pinned address; the certificate must be that of the host."""

    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        """Connect, and check the certificate against the host."""
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


_CONNECTIONS: Mapping[str, Callable[[WebOrigin, str], http.client.HTTPConnection]] = {"http": _Plain, "https": _Secure}


def _connection(origin: WebOrigin, address: str) -> http.client.HTTPConnection:
    return _CONNECTIONS[origin.scheme](origin, address)


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return (text or type(error).__name__)[:200]


def _within(seconds: float, work: Callable[[], tuple[bytes, str]], budget: float) -> tuple[bytes, str]:
    """Run work in a thread, and wait for it at most ``seconds``.

    Socket timeouts limit each wait, not their sum, and name resolution has none.
    """
    results: list[tuple[bytes, str] | Exception] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:  # noqa: BLE001 - raised again in the waiting thread
            results.append(error)

    if seconds > 0:
        thread = threading.Thread(target=run, name="fetch", daemon=True)
        thread.start()
        thread.join(seconds)
    match results:
        case []:
            message = f"fetching remote documents exceeded {budget:g} s"
            raise unreachable(message)
        case [Exception() as error]:
            raise error
        case [(content, url)]:
            return content, url
        case _:  # pragma: no cover - one thread, one result
            raise AssertionError
