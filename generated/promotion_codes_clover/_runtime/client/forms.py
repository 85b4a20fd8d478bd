"""Encodes form bodies.

Properties with style ``deepObject`` are written with nested brackets and indices (``items[0][price]=x``). Other
properties follow the OpenAPI Encoding Object: a list repeats its name; an object without a style is JSON, its default
content type.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from ..shared.jsonnumbers import numbers
from ..shared.media import is_json
from ..shared.operation import Encoding
from ..shared.values import is_list, is_object
from .errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

Pair = tuple[str, str]
RESERVED = "!$'()*,;=:@/?[]"  # without "&", "#" and "+", which would end or change the value
DELIMITERS: Mapping[str, str] = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


def text(value: object) -> str:
    """Format a scalar: ``true``, ``false``, numbers, an empty string for null; JSON for other values."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    return numbers[0].write(value).decode()


def brackets(name: str, value: object) -> Iterator[Pair]:
    """Yield the pairs of a value in bracket notation. Empty objects and lists yield none, null is an empty value."""
    if is_object(value):
        for key, item in value.items():
            yield from brackets(f"{name}[{key}]", item)
    elif is_list(value):
        for index, item in enumerate(value):
            yield from brackets(f"{name}[{index}]", item)
    else:
        yield name, text(value)


def form_body(value: Mapping[str, object], encodings: Mapping[str, Encoding]) -> bytes:
    """Encode a form body; reserved characters are not escaped if an encoding allows them.

    :raises InvalidArgumentError: a value contains the delimiter of its style.
    """
    parts: list[bytes] = []
    for name, item in value.items():
        encoding = encodings.get(name)
        reserved = RESERVED if encoding is not None and encoding.allow_reserved else "[]"
        if encoding is not None and _has_commas(encoding) and item and (is_list(item) or is_object(item)):
            parts.append(_with_commas(name, item, reserved))
        else:
            parts.append(urlencode_form(list(property_pairs(name, item, encoding)), reserved))
    return b"&".join(part for part in parts if part)


def _has_commas(encoding: Encoding) -> bool:
    """Return whether the items of a list are joined by commas."""
    return encoding.explode is False and encoding.style in ("", "form") and not is_json(encoding.content_type)


def _with_commas(name: str, value: Mapping[str, object] | Sequence[object], reserved: str) -> bytes:
    """Encode a list or an object with commas between its items; commas in items are escaped.

    :raises InvalidArgumentError: the only item contains a comma: many servers would read it as two.
    """
    written = _flat(value)
    if len(written) == 1:
        _joined(name, "form", written)
    safe = reserved.replace(",", "")
    return f"{quote_plus(name, safe='[]')}={','.join(quote_plus(part, safe=safe) for part in written)}".encode("ascii")


def property_pairs(name: str, value: object, encoding: Encoding | None) -> Iterator[Pair]:
    """Yield the pairs of one property of a form.

    :raises InvalidArgumentError: a value contains the delimiter of its style.
    """
    encoding = encoding or Encoding()
    if encoding.style == "deepObject":
        yield from brackets(name, value)
    elif is_json(encoding.content_type):
        yield name, numbers[0].write(value).decode()
    elif encoding.style == "" and encoding.explode is None:
        for item in value if is_list(value) else (value,):
            yield name, text(item)
    else:
        yield from styled(name, value, encoding.style or "form", explode=encoding.explode)


def styled(name: str, value: object, style: str, *, explode: bool | None) -> Iterator[Pair]:
    """Yield the pairs of a value in a delimited style of OpenAPI; ``explode`` defaults to true for ``form``.

    :raises InvalidArgumentError: a value contains the delimiter.
    """
    explode = style == "form" if explode is None else explode
    if not is_object(value) and not is_list(value):
        yield name, text(value)
    elif explode:
        yield from _exploded(name, value)
    elif value:
        yield name, _joined(name, style, _flat(value))


def _flat(value: Mapping[str, object] | Sequence[object]) -> list[str]:
    """Return the items of a list, or the keys and values of an object, as text."""
    return [text(part) for part in ([part for pair in value.items() for part in pair] if is_object(value) else value)]


def _exploded(name: str, value: Mapping[str, object] | Sequence[object]) -> Iterator[Pair]:
    if is_object(value):
        yield from ((key, text(item)) for key, item in value.items())
    else:
        yield from ((name, text(item)) for item in value)


def _joined(name: str, style: str, parts: Sequence[str]) -> str:
    delimiter = DELIMITERS[style]
    if any(delimiter in part for part in parts):
        msg = f"{name}: {delimiter!r} cannot be part of a {style} value"
        raise InvalidArgumentError(msg)
    return delimiter.join(parts)


def urlencode_form(pairs: Sequence[Pair], safe: str = "[]") -> bytes:
    """Encode pairs as ``application/x-www-form-urlencoded``; brackets, and ``safe`` in values, are not escaped."""
    return "&".join(f"{quote_plus(name, safe='[]')}={quote_plus(value, safe=safe)}" for name, value in pairs).encode(
        "ascii"
    )
