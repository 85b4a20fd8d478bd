"""Parameters: JSON values to text for paths, queries, headers and cookies (OpenAPI, Style Values and Examples).

What is written for paths and queries is percent-encoded already, so that delimiters stay apart from the same characters
inside of values. An object or list inside of another one has no form in those styles, it is written as JSON text;
``deepObject`` nests without limits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from pydantic_core import to_json

from ..shared.media import FORM, is_json
from ..shared.values import is_list, is_object
from .errors import InvalidArgumentError
from .forms import RESERVED, brackets, encode_form, text

if TYPE_CHECKING:
    from ..shared.operation import Param

Escape = Callable[[object], str]

RESERVED_IN_PATH: Final = "!$&'()*+,;=:@/[]"
DELIMITERS: Final[Mapping[str, str]] = {"spaceDelimited": " ", "pipeDelimited": "|"}
ENCODED: Final = re.compile("(%[0-9A-Fa-f]{2})")
CONTROLS: Final = frozenset(map(chr, (*range(32), 127)))
NOT_IN_COOKIES: Final = CONTROLS | frozenset(' ",;\\')


def encode_path(param: Param, value: object) -> str:
    """Write a path parameter.

    :raises InvalidArgumentError: nothing would be left of it.
    """
    if value is None or value in ([], {}) or (value == "" and param.style not in ("label", "matrix")):
        msg = f"{param.argument}: must not be empty"
        raise InvalidArgumentError(msg)
    if param.content_type:
        return quote(content(param, value), safe="")
    esc = partial(percent, safe=RESERVED_IN_PATH if param.allow_reserved else "")
    if param.style == "label":
        return _label(value, esc, explode=param.explode)
    if param.style == "matrix":
        name = quote(param.name, safe="")
        parts = [name] if value == "" else named(name, value, esc, ",", explode=param.explode)
        return "".join(f";{part}" for part in parts)
    return ",".join(tokens(value, esc, explode=param.explode))


def encode_query(param: Param, value: object) -> list[str]:
    """Write a query parameter as the parts between the ``&``. Empty objects and lists vanish.

    :raises InvalidArgumentError: a value holds the delimiter of its style.
    """
    if param.where == "querystring":
        return _querystring(param, value)
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
    """Write a header, which is never percent-encoded.

    :raises InvalidArgumentError: a value holds a control character, or a comma inside of a list or object.
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


def encode_cookie(param: Param, value: object) -> list[str]:
    """Write a cookie parameter as the parts between the ``;``. The style ``cookie`` is not percent-encoded.

    :raises InvalidArgumentError: a value holds what a cookie cannot.
    """
    if param.content_type:
        return [f"{quote(param.name, safe='')}={quote(content(param, value), safe='')}"]
    if param.style == "cookie":
        _refuse(param, NOT_IN_COOKIES, tokens(value, text, explode=param.explode))
        return named(param.name, value, text, ",", explode=param.explode)
    return named(quote(param.name, safe=""), value, percent, ",", explode=param.explode)


def percent(value: object, safe: str = "") -> str:
    """Write a scalar, percent-encoded but for what is unreserved or ``safe`` (RFC 3986, section 2).

    Where reserved characters are safe, so is what is percent-encoded already (RFC 6570, section 3.2.3).
    """
    written = text(value)
    if not safe or "%" not in written:
        return quote(written, safe=safe)
    parts = ENCODED.split(written)
    return "".join(part if index % 2 else quote(part, safe=safe) for index, part in enumerate(parts))


def content(param: Param, value: object) -> str:
    """Write a parameter that is described by a media type: as JSON, but text as it is where that is not JSON."""
    return value if isinstance(value, str) and not is_json(param.content_type) else to_json(value).decode()


def tokens(value: object, esc: Escape, *, explode: bool) -> list[str]:
    """Return the values of a list, the keys and values of an object (as ``key=value`` if exploded), or the scalar."""
    if is_object(value):
        if explode:
            return [f"{esc(key)}={esc(item)}" for key, item in value.items()]
        return [esc(part) for pair in value.items() for part in pair]
    return [esc(item) for item in value] if is_list(value) else [esc(value)]


def named(name: str, value: object, esc: Escape, delimiter: str, *, explode: bool) -> list[str]:
    """Return ``name=value`` parts: one for each value if exploded, or else one with all of them."""
    if explode and is_object(value):
        return tokens(value, esc, explode=True)
    parts = tokens(value, esc, explode=False)
    if explode:
        return [f"{name}={part}" for part in parts]
    return [f"{name}={delimiter.join(parts)}"] if parts else []


def _label(value: object, esc: Escape, *, explode: bool) -> str:
    if not explode:
        return "." + ",".join(tokens(value, esc, explode=explode))
    # A dot inside of a value is encoded, or it would read as the start of the next value.
    return "." + ".".join(tokens(value, lambda item: esc(item).replace(".", "%2E"), explode=explode))


def _querystring(param: Param, value: object) -> list[str]:
    if param.content_type == FORM and is_object(value):
        return [f"{quote(name, safe='')}={quote(item, safe='')}" for name, item in encode_form(value, {})]
    return [quote(content(param, value), safe="")]


def _refuse(param: Param, characters: frozenset[str] | str, parts: list[str]) -> None:
    """Refuse characters that the other side would take for a delimiter: a clear error instead of other values."""
    for part in parts:
        for character in part:
            if character in characters:
                msg = f"{param.argument}: {character!r} cannot be part of a {param.style} {param.where} parameter"
                raise InvalidArgumentError(msg)
