"""Addresses of requests, put together from their parts without changing any of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urljoin, urlsplit

from .errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from urllib.parse import SplitResult

LITERAL: Final = "/!$&'()*+,;=:@%~"
DOTS: Final = re.compile(r"(?:\.|%2e){1,2}", re.IGNORECASE)


def build_path(template: Sequence[str], encoded: Mapping[str, str]) -> str:
    """Fill a path template (literal text and parameter names in turn) with encoded values.

    :raises InvalidArgumentError: a segment comes out as ``.`` or ``..``, which proxies and servers resolve, even when
        they are percent-encoded (RFC 3986, section 6.2.2.3), so that the request would go elsewhere.
    """
    path = "".join(encoded[part] if index % 2 else quote(part, safe=LITERAL) for index, part in enumerate(template))
    for segment in path.split("/"):
        if DOTS.fullmatch(segment):
            msg = f"{', '.join(template[1::2])}: must not make a path segment of dots"
            raise InvalidArgumentError(msg)
    return path


def join(base_url: str, path: str, query: Sequence[str]) -> str:
    """Append path and query to a base address, which may have a path and a query of its own.

    :raises InvalidArgumentError: the base address is not an absolute http or https one.
    """
    base = urlsplit(base_url)
    if base.scheme not in ("http", "https") or not base.hostname:
        msg = "base_url: must be an absolute address, such as https://api.example.com"
        raise InvalidArgumentError(msg)
    joined = f"{base.scheme}://{base.netloc}{base.path.rstrip('/')}/{path.removeprefix('/')}"
    parts = [part for part in (base.query, *query) if part]
    return f"{joined}?{'&'.join(parts)}" if parts else joined


def origin(address: SplitResult) -> tuple[str, str | None, int | None]:
    """Return what makes two addresses lead to the same server (RFC 6454, section 4)."""
    port = address.port or {"http": 80, "https": 443}.get(address.scheme)
    return address.scheme, address.hostname, port


def follow(url: str, link: str, signature: Sequence[str]) -> str:
    """Return the address that ``link`` leads to from ``url``, with the secrets that go into queries.

    Scheme and host stay those of ``url``: APIs behind proxies often name their own addresses with another scheme.

    :raises InvalidArgumentError: the link leads to another host, which must not get the secrets, or is none.
    """
    try:
        old, new = urlsplit(url), urlsplit(urljoin(url, link.encode().decode()))
    except ValueError as error:
        msg = f"the link to the next page is no address: {error}"
        raise InvalidArgumentError(msg) from None
    if new.hostname != old.hostname or new.scheme not in ("http", "https"):
        msg = f"the link to the next page leads to another host, {new.hostname!r}"
        raise InvalidArgumentError(msg)
    names = {part.partition("=")[0] for part in new.query.split("&")}
    query = [part for part in signature if part.partition("=")[0] not in names]
    return join(f"{old.scheme}://{old.netloc}", new.path, [new.query, *query])
