"""Web origins (RFC 6454): scheme, host and port, optionally with a pinned IP address."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PORTS = {"https": 443, "http": 80}
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?")


@dataclass(frozen=True, slots=True)
class WebOrigin:
    """An origin that documents may be loaded from. ``address`` pins the host to an IP address; DNS is not asked."""

    scheme: str
    host: str
    port: int
    address: str = field(default="", compare=False)

    def __str__(self) -> str:
        """Render as in a URL, without the default port of the scheme."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == PORTS[self.scheme] else f":{self.port}")


def parse_origin(text: str) -> WebOrigin:
    """Parse ``https://host``, ``http://host:8080`` or ``https://host=10.0.0.7``.

    Raises ``ValueError`` for anything else: another scheme, a path, credentials, an invalid host.
    """
    url, _, address = text.partition("=")
    if address:
        address = str(ipaddress.ip_address(address.strip("[]")))
    parts = urlsplit(url)
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        msg = f"{text!r} is not an origin: write https://HOST or https://HOST:PORT"
        raise ValueError(msg)
    origin = origin_of(url)
    return WebOrigin(origin.scheme, origin.host, origin.port, address)


def origin_of(url: str) -> WebOrigin:
    """Return the origin of a URL. Raises ``ValueError`` for another scheme, credentials and invalid hosts."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS:
        msg = f"{url!r} is not an https or http URL"
        raise ValueError(msg)
    if parts.username is not None or parts.password is not None:
        msg = f"{parts.scheme}://…@{parts.hostname} contains credentials: send them with variables of the environment"
        raise ValueError(msg)
    host = _plain_host(parts.hostname or "")
    return WebOrigin(parts.scheme, host, PORTS[parts.scheme] if parts.port is None else parts.port)


def _plain_host(host: str) -> str:
    """Return a host in lower case and IDNA form, without a final dot. Raises ``ValueError`` for an invalid host."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        name = host.encode("idna").decode("ascii").lower()  # a UnicodeError is a ValueError
        if not _HOST.fullmatch(name) or name.rstrip(".").rpartition(".")[2].isdigit():
            msg = f"{host!r} is not a valid host"
            raise ValueError(msg) from None
        return name.rstrip(".")
