"""Fetches documents over HTTP, within limits.

A host is resolved once, and every connection uses that address, which prevents DNS rebinding. ``Access`` decides which
URLs may be requested, redirects included, and which headers are sent. References may only reach allowed origins:
addresses that are not public are rejected unless the user allowed that address, or ``localhost``. Proxies and cookies
are not used.
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
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urljoin, urlsplit

from codegen.core.origin import WebOrigin, origin_of
from codegen.openapi.document.reach_error import ReachError, outside, unreachable

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_BYTES = 64 * 1024 * 1024
MAX_DOCUMENTS = 100
MAX_REDIRECTS = 5
MAX_SECONDS = 60.0
_CHUNK = 65536
_OK = 200
_NOT_MODIFIED = 304
_MOVED = frozenset({301, 302, 303, 307, 308})
_LOCAL = "localhost"
_ACCEPT = {"Accept": "application/json, application/yaml, */*"}
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Limits on all documents of a run together."""

    bytes: int = MAX_BYTES
    documents: int = MAX_DOCUMENTS
    seconds: float = MAX_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A successful response: ``url`` is the URL after redirects; the names of ``headers`` are in lower case.

    ``content`` is None for 304, which needs a conditional request.
    """

    url: str
    content: bytes | None
    headers: Mapping[str, str]


class Access(Protocol):
    """Decides what is requested."""

    def admit(self, url: str) -> tuple[WebOrigin, str]:
        """Return the origin of a URL and the address to connect to. Raises ``ReachError`` if it is not allowed."""

    def headers(self, origin: WebOrigin) -> Mapping[str, str]:
        """Return additional headers for an origin."""


@dataclass(slots=True)
class AllowedOrigins:
    """Access to a list of origins."""

    allowed: Sequence[WebOrigin]
    _pinned: dict[WebOrigin, str] = field(default_factory=dict)

    def admit(self, url: str) -> tuple[WebOrigin, str]:
        """Return the allowed origin of a URL, and its pinned address."""
        try:
            asked = origin_of(url)
        except ValueError as error:
            raise outside(str(error)) from None
        for origin in self.allowed:
            if origin == asked:
                if origin not in self._pinned:
                    self._pinned[origin] = origin.address or _public_address(origin)
                return origin, self._pinned[origin]
        hint = f"--allow-refs {asked} allows it"
        message = f"{url!r} is outside of the document's folder, and not allowed"
        raise outside(message, hint)

    def headers(self, origin: WebOrigin) -> Mapping[str, str]:
        """Return no headers: references are read without credentials."""
        del origin
        return {}


class StatusError(ReachError):
    """A response with an unexpected status."""

    def __init__(self, status: int, url: str) -> None:
        """Store the status."""
        super().__init__("ref-unreachable", f"status {status} for {shown_url(url)!r}")
        self.status = status


def shown_url(url: str) -> str:
    """Return a URL for messages: without user information, and with the query left out, which may be a signature."""
    parts = urlsplit(url)
    shown = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="…" if parts.query else "", fragment="")
    return shown.geturl()


@dataclass(slots=True)
class Fetcher:
    """Fetches documents. One per run: it counts against the limits."""

    access: Access
    bounds: Bounds = field(default_factory=Bounds)
    _bytes: int = 0
    _documents: int = 0
    _seconds: float = 0.0

    def fetch(self, url: str, headers: Mapping[str, str] = _NO_HEADERS) -> Response:
        """Return the response for a URL, after redirects.

        Raises ``ReachError`` if access is not allowed, the document does not exist, or a limit is exceeded.
        """
        self._documents += 1
        if self._documents > self.bounds.documents:
            message = f"more than {self.bounds.documents} remote documents"
            raise unreachable(message)
        start = time.monotonic()
        try:
            return _within(self.bounds.seconds - self._seconds, lambda: self._follow(url, headers), self.bounds.seconds)
        finally:
            self._seconds += time.monotonic() - start

    def _follow(self, url: str, headers: Mapping[str, str]) -> Response:
        for _ in range(MAX_REDIRECTS + 1):
            origin, address = self.access.admit(url)
            connection = _connection(origin, address, self.bounds.seconds)
            try:
                response, moved = self._get(connection, url, _merged(headers, self.access.headers(origin)))
            except TimeoutError:
                raise _exceeded(self.bounds.seconds) from None
            except (OSError, http.client.HTTPException, ValueError) as error:
                message = f"{shown_url(url)!r} cannot be read: {_reason(error)}"
                raise unreachable(message) from None
            finally:
                connection.close()
            if moved is None:
                return response
            url = _redirected(url, moved)
        message = f"more than {MAX_REDIRECTS} redirects, the last one to {shown_url(url)!r}"
        raise unreachable(message)

    def _get(
        self, connection: http.client.HTTPConnection, url: str, headers: Mapping[str, str]
    ) -> tuple[Response, str | None]:
        """Request one document; return its response, and the target of a redirect."""
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers=dict(headers))
        with closing(connection.getresponse()) as response:
            received = {name.lower(): value for name, value in response.getheaders()}
            if response.status in _MOVED and (moved := received.get("location")):
                return Response(url=url, content=None, headers=received), moved
            if response.status == _NOT_MODIFIED and "If-None-Match" in headers:
                return Response(url=url, content=None, headers=received), None
            if response.status != _OK:
                raise StatusError(response.status, url)
            if response.getheader("Content-Encoding", "identity").lower() != "identity":
                message = f"compressed response for {shown_url(url)!r}"
                raise unreachable(message)
            return Response(url=url, content=self._body(response, url), headers=received), None

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
            message = f"incomplete response for {shown_url(url)!r}"
            raise unreachable(message)
        return content


def _merged(*given: Mapping[str, str]) -> dict[str, str]:
    """Return headers over the default ones, whatever the case of their names."""
    named = {name.lower(): (name, value) for headers in (_ACCEPT, *given) for name, value in headers.items()}
    return dict(named.values())


def _redirected(url: str, moved: str) -> str:
    """Return the URL that a redirect names. Raises ``ReachError``."""
    try:
        return urljoin(url, moved).partition("#")[0]
    except ValueError:
        message = f"{shown_url(url)!r} redirects to an invalid URL"
        raise unreachable(message) from None


def resolve_host(origin: WebOrigin) -> list[str]:
    """Return the IP addresses of a host. Raises ``ReachError``."""
    try:
        found = socket.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM)
    except OSError as error:
        message = f"host {origin.host!r} cannot be resolved: {_reason(error)}"
        raise unreachable(message) from None
    return [str(entry[4][0]) for entry in found]


def _public_address(origin: WebOrigin) -> str:
    """Return an address of a host whose addresses are all public, or stated by the user."""
    addresses = resolve_host(origin)
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
    return str(plain) == host or is_public(plain)


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Return whether an address is public; an IPv4 address within an IPv6 one is checked itself."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_public(inner)
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class _Plain(http.client.HTTPConnection):
    """A connection to a pinned address; the host is only used in the request."""

    def __init__(self, origin: WebOrigin, address: str, seconds: float) -> None:
        super().__init__(origin.host, origin.port, timeout=seconds)
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


_CONNECTIONS: Mapping[str, Callable[[WebOrigin, str, float], http.client.HTTPConnection]] = {
    "http": _Plain,
    "https": _Secure,
}


def _connection(origin: WebOrigin, address: str, seconds: float) -> http.client.HTTPConnection:
    return _CONNECTIONS[origin.scheme](origin, address, seconds)


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return (text or type(error).__name__)[:200]


def _exceeded(budget: float) -> ReachError:
    return unreachable(f"fetching remote documents exceeded {budget:g} s")


def _within(seconds: float, work: Callable[[], Response], budget: float) -> Response:
    """Run work in a thread, and wait for it at most ``seconds``.

    Socket timeouts limit each wait, not their sum, and name resolution has none.
    """
    results: list[Response | Exception] = []

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
            raise _exceeded(budget)
        case [Exception() as error]:
            raise error
        case [Response() as response]:
            return response
        case _:  # pragma: no cover - one thread, one result
            raise AssertionError
