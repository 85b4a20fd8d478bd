"""Locations of errors of pydantic in the validated value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .values import is_list, is_object

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def location_in(detail: ErrorDetails, sent: object) -> tuple[tuple[str | int, ...], tuple[str, ...]]:
    """Return the path of an error in the value ``sent``, and the parts that pydantic adds, such as union branches."""
    path: list[str | int] = []
    branches: list[str] = []
    loc = detail["loc"]
    for index, part in enumerate(loc):
        known, value = _step(sent, part)
        if known:
            sent = value
        elif not (index == len(loc) - 1 and detail["type"] == "missing"):
            branches.append(str(part))
            continue
        path.append(part)
    return tuple(path), tuple(branches)


def _step(value: object, part: str | int) -> tuple[bool, object]:
    """Return whether a value has an element, and the element."""
    if is_object(value) and isinstance(part, str) and part in value:
        return True, value[part]
    if is_list(value) and isinstance(part, int) and 0 <= part < len(value):
        return True, value[part]
    return False, None
