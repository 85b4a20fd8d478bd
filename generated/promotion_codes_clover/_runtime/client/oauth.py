"""OAuth2 client credentials (RFC 6749, section 4.4)."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import quote_plus, urlencode

import httpx2

from .tokens import Extensions, Tokens


class ClientCredentials:
    """The id and secret of a client, and the tokens requested with them.

    :param scopes: The requested scopes; default: those of the server.
    :param token_url: The token endpoint; default: that of the document.
    :param in_body: Send id and secret as form fields, for servers without HTTP basic.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        *,
        scopes: Sequence[str] = (),
        token_url: str = "",
        in_body: bool = False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._id, self._secret = client_id, client_secret
        self._scopes = " ".join(scopes)
        self._token_url = token_url
        self._in_body = in_body
        self._now = now
        self._at: dict[str, Tokens] = {}

    def __repr__(self) -> str:
        return f"{type(self).__name__}(client_id={self._id!r})"

    def at(self, token_url: str) -> Tokens:
        """Return the tokens of one authorisation server."""
        url = self._token_url or token_url
        return self._at.setdefault(url, Tokens(partial(self._request, url), self._now))

    def _request(self, url: str, extensions: Extensions) -> httpx2.Request:
        fields = {"grant_type": "client_credentials", **({"scope": self._scopes} if self._scopes else {})}
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        if self._in_body:
            fields |= {"client_id": self._id, "client_secret": self._secret}
        else:  # both are form-encoded before they are joined (RFC 6749, section 2.3.1)
            pair = f"{quote_plus(self._id)}:{quote_plus(self._secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        content = urlencode(fields).encode()
        return httpx2.Request("POST", url, headers=headers, content=content, extensions=dict(extensions))
