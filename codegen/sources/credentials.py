"""Takes the credentials of a source from the environment, headers of the configuration, or netrc.

They are sent to the origin of the address only, over https or to loopback addresses, and never printed or stored.
"""

from __future__ import annotations

import base64
import ipaddress
import netrc
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.sources.model import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

_VARIABLE = re.compile(r"\$\{(\w{1,100})\}")
_MIN_SECRET = 6
_HIDDEN = "***"
PREFIX = "CODEGEN_TOKEN_"


def token_variable(host: str) -> str:
    """Return the name of the variable for a host: ``CODEGEN_TOKEN_API_EXAMPLE_COM``."""
    return PREFIX + re.sub(r"\W", "_", host, flags=re.ASCII).upper()


@dataclass(slots=True)
class Credentials:
    """The credentials of one source. ``secrets`` collects what was read, so that it can be kept out of all output.

    ``used`` is set once anything was read; headers of the configuration without variables are no credentials.
    """

    environ: Mapping[str, str]
    templates: Mapping[str, str]
    secrets: set[str] = field(default_factory=set)
    used: bool = False

    def headers(self, host: str) -> dict[str, str]:
        """Return the headers for a host. Raises ``SourceError`` for an unset variable."""
        headers = {name: self._expanded(name, template) for name, template in self.templates.items()}
        if any(name.lower() == "authorization" for name in headers):
            return headers
        if token := self.token(host):
            return {**headers, "Authorization": f"Bearer {token}"}
        if login := self._login(host):
            return {**headers, "Authorization": self._basic(*login)}
        return headers

    def git_header(self, host: str) -> str:
        """Return the value of ``Authorization`` for git over https; empty without a token (git reads netrc itself)."""
        token = self.token(host)
        return self._basic("x-access-token", token) if token else ""

    def token(self, host: str) -> str:
        """Return the token of a host. Raises ``SourceError`` if it cannot be sent."""
        name = token_variable(host)
        token = self.environ.get(name, "").strip()
        if not token.isascii() or not (token.isprintable() or not token):
            msg = f"{name} has characters that a header cannot have"
            raise SourceError(msg)
        self._keep(token)
        return token

    def redacted(self, text: str) -> str:
        """Return a text without secrets."""
        for secret in sorted(self.secrets, key=len, reverse=True):
            text = text.replace(secret, _HIDDEN)
        return text

    def echoed(self, *texts: bytes) -> bool:
        """Return whether a response contains a secret that was sent."""
        return any(secret.encode() in text for secret in self.secrets for text in texts)

    def _expanded(self, name: str, template: str) -> str:
        values: dict[str, str] = {}
        for variable in _VARIABLE.findall(template):
            value = self.environ.get(variable, "").strip()
            if not value:
                msg = f"the environment variable {variable} is not set, which the header {name} needs"
                raise SourceError(msg)
            if not value.isascii() or not value.isprintable():
                msg = f"{variable} has characters that a header cannot have"
                raise SourceError(msg)
            self._keep(value)
            values[variable] = value
        return _VARIABLE.sub(lambda match: values[match[1]], template)

    def _login(self, host: str) -> tuple[str, str] | None:
        """Return user and password of a host in netrc. Raises ``SourceError`` for an invalid file."""
        given = self.environ.get("NETRC")
        path = Path(given) if given else Path(self.environ.get("HOME") or "/") / ".netrc"
        try:
            entry = netrc.netrc(path).hosts.get(host)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, netrc.NetrcParseError):
            msg = f"{'the file of NETRC' if given else '~/.netrc'} cannot be read"
            raise SourceError(msg) from None
        return (entry[0], entry[2]) if entry is not None else None

    def _basic(self, user: str, password: str) -> str:
        self._keep(password)
        pair = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._keep(pair)
        return f"Basic {pair}"

    def _keep(self, secret: str) -> None:
        self.used = self.used or bool(secret)
        if len(secret) >= _MIN_SECRET:
            self.secrets.add(secret)


def is_loopback(address: str) -> bool:
    """Return whether an IP address is a loopback address."""
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback
