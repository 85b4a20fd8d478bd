"""Builds URLs of requests from encoded parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from .errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from urllib.parse import SplitResult

LITERAL: Final = "/!$&'()*+,;=:@%~"
DOTS: Final = re.compile(r"(?:\.|%2e){1,2}", re.IGNORECASE)


def build_path(template: Sequence[str], encoded: Mapping[str, str]) -> str:
    """Fill a path template (alternating literal text and parameter names) with encoded values.

    :raises InvalidArgumentError: a segment would be ``.`` or ``..``, which proxies and servers resolve even if
        percent-encoded (RFC 3986, section 6.2.2.3), so that the request would reach another path.
    """
    path = "".join(encoded[part] if index % 2 else quote(part, safe=LITERAL) for index, part in enumerate(template))
    for segment in path.split("/"):
        if DOTS.fullmatch(segment):
            msg = f"{', '.join(template[1::2])}: must not result in the path segment . or .."
            raise InvalidArgumentError(msg)
    return path


def join(base_url: str, path: str, query: Sequence[str]) -> str:
    """Append path and query to a base URL, which may have a path and a query.

    :raises InvalidArgumentError: the base URL is not an absolute http or https URL.
    """
    base = urlsplit(base_url)
    if base.scheme not in ("http", "https") or not base.hostname:
        msg = "base_url: must be an absolute URL, such as https://api.example.com"
        raise InvalidArgumentError(msg)
    joined = f"{base.scheme}://{base.netloc}{base.path.rstrip('/')}/{path.removeprefix('/')}"
    parts = [part for part in (base.query, *query) if part]
    return f"{joined}?{'&'.join(parts)}" if parts else joined


def origin(address: SplitResult) -> tuple[str, str | None, int | None]:
    """Return the origin of a URL: scheme, host and port (RFC 6454, section 4)."""
    port = address.port or {"http": 80, "https": 443}.get(address.scheme)
    return address.scheme, address.hostname, port
