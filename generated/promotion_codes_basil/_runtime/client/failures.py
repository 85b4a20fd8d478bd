"""Reads lists of validation failures in error bodies.

Known structures: FastAPI and pydantic (``detail[].loc``, ``msg``), the ``errors`` extension of RFC 9457 (``pointer``,
``detail``), JSON:API (``errors[].source``), lists of ``field`` and ``message``, lists of messages, and maps of names to
messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..shared.values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST: Final = 3
"""The number of failures in a message; more are counted."""
LONGEST: Final = 300
"""The most characters of one failure."""
_LISTS: Final = ("detail", "details", "errors", "violations", "issues", "invalid_params", "invalidParams", "message")
_PLACES: Final = ("loc", "pointer", "path", "field", "param", "parameter", "name", "property", "source")
_TEXTS: Final = ("msg", "message", "detail", "description", "reason", "title", "error")


def failures(body: object) -> str:
    """Return the failures in one line, such as ``body.payment: Field required``; empty if there are none."""
    if not is_object(body):
        return ""
    inner = body.get("error")
    for holder in (body, inner) if is_object(inner) else (body,):
        for name in _LISTS:
            value = holder.get(name)
            one = name == "detail" and is_object(value)  # an `HTTPException` of FastAPI has any value as `detail`
            found = list(_failures([value] if one else value))
            if found:
                more = f" (and {len(found) - MOST} more)" if len(found) > MOST else ""
                return "; ".join(found[:MOST]) + more
    return ""


def _failures(value: object) -> Iterator[str]:
    """Yield the failures of a list, or of a map of names to one or several messages."""
    if is_list(value) and all(isinstance(item, str) for item in value):
        yield from (str(item)[:LONGEST] for item in value)
    elif is_list(value):
        for item in value:
            if is_object(item):
                yield from _failure(item)
    elif is_object(value):
        for name, item in value.items():
            texts = item if is_list(item) else [item]
            if texts and all(isinstance(text, str) for text in texts):
                yield f"{name}: {', '.join(str(text) for text in texts)}"[:LONGEST]


def _failure(item: Mapping[str, object]) -> Iterator[str]:
    text = next((item[name] for name in _TEXTS if isinstance(item.get(name), str)), None)
    place = next((found for name in _PLACES if (found := _place(item.get(name)))), "")
    if text:
        yield (f"{place}: {text}" if place else str(text))[:LONGEST]


def _place(value: object) -> str:
    """Return a location as dotted text; JSON Pointers (RFC 6901) have a slash before each step."""
    if is_object(value):
        return next((found for found in map(_place, value.values()) if found), "")
    if is_list(value):
        return ".".join(str(step) for step in value if isinstance(step, str | int))
    if not isinstance(value, str):
        return ""
    pointer = value.removeprefix("#")
    return pointer[1:].replace("/", ".") if pointer.startswith("/") else value
