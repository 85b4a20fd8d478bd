"""Addresses of requests, put together from their parts without changing any of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from .errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    joined = f"{base.scheme}://{base.netloc}{base.path.rstrip('/')}/{path.lstrip('/')}"
    parts = [part for part in (base.query, *query) if part]
    return f"{joined}?{'&'.join(parts)}" if parts else joined
