"""Encodes parameters for paths, queries, headers and cookies (OpenAPI, Style Values and Examples).

The results for paths and queries are percent-encoded, so that delimiters differ from the same characters in values.
Nested objects and lists are written as JSON, because the styles do not define them; ``deepObject`` nests at any
depth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from ..shared.jsonnumbers import numbers
from ..shared.media import is_json
from ..shared.values import is_list, is_object
from .errors import InvalidArgumentError
from .forms import RESERVED, brackets, text

if TYPE_CHECKING:
    from ..shared.operation import Param

Escape = Callable[[object], str]

RESERVED_IN_PATH: Final = "!$&'()*+,;=:@/[]"
DELIMITERS: Final[Mapping[str, str]] = {"spaceDelimited": " ", "pipeDelimited": "|"}
ENCODED: Final = re.compile("(%[0-9A-Fa-f]{2})")
CONTROLS: Final = frozenset(map(chr, (*range(32), 127)))


def encode_path(param: Param, value: object) -> str:
    """Encode a path parameter.

    :raises InvalidArgumentError: its text would be empty.
    """
    if value is None or value in ([], {}) or (value == "" and param.style not in ("label", "matrix")):
        msg = f"{param.argument}: must not be empty"
        raise InvalidArgumentError(msg)
    if param.content_type:
        return quote(content(param, value), safe="")
    esc = partial(percent, safe=RESERVED_IN_PATH if param.allow_reserved else "")
    return ",".join(tokens(value, esc, explode=param.explode))


def encode_query(param: Param, value: object) -> list[str]:
    """Encode a query parameter as ``name=value`` parts. Empty objects and lists have none.

    :raises InvalidArgumentError: a value contains the delimiter of its style.
    """
    name = quote(param.name, safe="")
    if param.content_type:
        return [f"{name}={quote(content(param, value), safe='')}"]
    safe = RESERVED if param.allow_reserved else ""
    if param.style == "deepObject":
        return [f"{quote(key, safe='')}={quote(item, safe=safe)}" for key, item in brackets(param.name, value)]
    delimiter = DELIMITERS.get(param.style)
    if delimiter is None or param.explode:
        safe = safe if param.explode else safe.replace(",", "")
        return named(name, value, partial(percent, safe=safe), ",", explode=param.explode)
    _refuse(param, delimiter, tokens(value, text, explode=False))
    safe = safe.replace(delimiter, "")
    return named(name, value, partial(percent, safe=safe), quote(delimiter), explode=False)


def encode_header(param: Param, value: object) -> str:
    """Encode a header parameter, without percent-encoding.

    :raises InvalidArgumentError: a value contains a control character, or a comma within a list or object.
    """
    if param.content_type:
        written = content(param, value)
    else:
        parts = tokens(value, text, explode=param.explode)
        if is_list(value) or is_object(value):
            _refuse(param, ",", parts)
        written = ",".join(parts)
    _refuse(param, CONTROLS, [written])
    return written


def percent(value: object, safe: str = "") -> str:
    """Percent-encode a scalar, except unreserved and ``safe`` characters (RFC 3986, section 2).

    If there are ``safe`` characters, existing percent-escapes are kept (RFC 6570, section 3.2.3).
    """
    written = text(value)
    if not safe or "%" not in written:
        return quote(written, safe=safe)
    parts = ENCODED.split(written)
    return "".join(part if index % 2 else quote(part, safe=safe) for index, part in enumerate(parts))


def content(param: Param, value: object) -> str:
    """Encode a parameter with a media type: as JSON, except strings of other media types."""
    return value if isinstance(value, str) and not is_json(param.content_type) else numbers[0].write(value).decode()


def tokens(value: object, esc: Escape, *, explode: bool) -> list[str]:
    """Return the items of a list, the keys and values of an object (``key=value`` if exploded), or the scalar."""
    if is_object(value):
        if explode:
            return [f"{esc(key)}={esc(item)}" for key, item in value.items()]
        return [esc(part) for pair in value.items() for part in pair]
    return [esc(item) for item in value] if is_list(value) else [esc(value)]


def named(name: str, value: object, esc: Escape, delimiter: str, *, explode: bool) -> list[str]:
    """Return ``name=value`` parts: one per value if exploded, else a single one."""
    if explode and is_object(value):
        return tokens(value, esc, explode=True)
    parts = tokens(value, esc, explode=False)
    if explode:
        return [f"{name}={part}" for part in parts]
    return [f"{name}={delimiter.join(parts)}"] if parts else []


def _refuse(param: Param, characters: frozenset[str] | str, parts: list[str]) -> None:
    """Raise an error for characters that the server would parse as delimiters."""
    for part in parts:
        for character in part:
            if character in characters:
                msg = f"{param.argument}: {character!r} cannot be part of a {param.style} {param.where} parameter"
                raise InvalidArgumentError(msg)
