"""Form bodies: JSON values to pairs of names and values.

A property whose encoding says ``deepObject`` is written with nested brackets, lists with their indices
(``items[0][price]=x``). Other properties follow the OpenAPI Encoding Object: a list repeats its name, and an object
without a declared style is JSON text, its default content type.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from pydantic_core import to_json

from .media import is_json
from .operation import Encoding
from .values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator

Pair = tuple[str, str]
DELIMITERS: Mapping[str, str] = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


def text(value: object) -> str:
    """Write a scalar: ``true`` and ``false``, numbers as Python writes them, null as nothing; JSON for the rest."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    return to_json(value).decode()


def brackets(name: str, value: object) -> Iterator[Pair]:
    """Write a value with nested brackets. Empty objects and lists vanish, null is an empty value."""
    if is_object(value):
        for key, item in value.items():
            yield from brackets(f"{name}[{key}]", item)
    elif is_list(value):
        for index, item in enumerate(value):
            yield from brackets(f"{name}[{index}]", item)
    else:
        yield name, text(value)


def encode_form(value: Mapping[str, object], encodings: Mapping[str, Encoding]) -> list[Pair]:
    """Give the pairs of a form body in the order of ``value``; ``encodings`` are those of the document."""
    pairs: list[Pair] = []
    for name, item in value.items():
        pairs.extend(_property(name, item, encodings.get(name, Encoding())))
    return pairs


def _property(name: str, value: object, encoding: Encoding) -> Iterator[Pair]:
    if encoding.style == "deepObject":
        yield from brackets(name, value)
    elif is_json(encoding.content_type):
        yield name, to_json(value).decode()
    elif encoding.style == "" and encoding.explode is None:
        for item in value if is_list(value) else (value,):
            yield name, text(item)
    else:
        yield from styled(name, value, encoding.style or "form", explode=encoding.explode)


def styled(name: str, value: object, style: str, *, explode: bool | None) -> Iterator[Pair]:
    """Write a value in one of the delimited styles of OpenAPI; ``form`` explodes unless told otherwise."""
    explode = style == "form" if explode is None else explode
    if is_object(value):
        if explode:
            yield from ((key, text(item)) for key, item in value.items())
        elif value:
            yield name, DELIMITERS[style].join(part for key, item in value.items() for part in (key, text(item)))
    elif is_list(value):
        if explode:
            yield from ((name, text(item)) for item in value)
        elif value:
            yield name, DELIMITERS[style].join(text(item) for item in value)
    else:
        yield name, text(value)


def urlencode_form(pairs: Sequence[Pair]) -> bytes:
    """Write pairs as ``application/x-www-form-urlencoded``, with brackets as they are."""
    return "&".join(f"{quote_plus(name, safe='[]')}={quote_plus(value, safe='[]')}" for name, value in pairs).encode(
        "ascii"
    )
