"""Origins of the network: scheme, host and port (RFC 6454), and the address that a user may pin a host to."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PORTS = {"https": 443, "http": 80}
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?")


@dataclass(frozen=True, slots=True)
class WebOrigin:
    """Where documents may come from. ``address`` is what the host is taken for, whatever its name resolves to."""

    scheme: str
    host: str
    port: int
    address: str = field(default="", compare=False)

    def __str__(self) -> str:
        """Render as in a URL, without the port that goes without saying."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == PORTS[self.scheme] else f":{self.port}")


def parse_origin(text: str) -> WebOrigin:
    """Read ``https://host``, ``http://host:8080`` or ``https://host=10.0.0.7``.

    Raises ``ValueError`` for anything else: another scheme, a path, a user, a host that is no name and no address.
    """
    url, _, address = text.partition("=")
    if address:
        address = str(ipaddress.ip_address(address.strip("[]")))
    parts = urlsplit(url)
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        msg = f"{text!r} is no origin: write https://HOST or https://HOST:PORT"
        raise ValueError(msg)
    origin = origin_of(url)
    return WebOrigin(origin.scheme, origin.host, origin.port, address)


def origin_of(url: str) -> WebOrigin:
    """Return the origin of an address. Raises ``ValueError`` when it is none that documents can come from."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS:
        msg = f"{url!r} is no address of https or http"
        raise ValueError(msg)
    if parts.username is not None or parts.password is not None:
        msg = f"{url!r} holds a user name"
        raise ValueError(msg)
    host = _plain_host(parts.hostname or "")
    return WebOrigin(parts.scheme, host, PORTS[parts.scheme] if parts.port is None else parts.port)


def _plain_host(host: str) -> str:
    """Return a host in the form that is compared. Raises ``ValueError`` when it is no name and no address."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        name = host.encode("idna").decode("ascii").lower()  # a UnicodeError is a ValueError
        if not _HOST.fullmatch(name) or name.rstrip(".").rpartition(".")[2].isdigit():
            msg = f"{host!r} is no host"
            raise ValueError(msg) from None
        return name.rstrip(".")
