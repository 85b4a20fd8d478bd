"""Collects the headers of a request; later values replace earlier ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
UNSAFE: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class HeaderMap:
    """Headers by case-insensitive name."""

    def __init__(self) -> None:
        self._items: dict[str, tuple[str, str]] = {}

    def set(self, name: str, value: str | None) -> None:
        """Set a header, or remove it with None.

        :raises InvalidArgumentError: the name is invalid, or the value contains a control character.
        """
        if not NAME.fullmatch(name) or (value is not None and UNSAFE.search(value)):
            msg = f"headers: {name!r} or its value is invalid"
            raise InvalidArgumentError(msg)
        self._items.pop(name.lower(), None)
        if value is not None:
            # surrounding blanks are not part of a value (RFC 9110, section 5.5); HTTP libraries quote them in errors
            self._items[name.lower()] = (name, value.strip(" \t"))

    def update(self, pairs: Iterable[tuple[str, str | None]] | Iterable[tuple[str, str]]) -> None:
        """Set several headers."""
        for name, value in pairs:
            self.set(name, value)

    def get(self, name: str) -> str | None:
        """Return the value of a header."""
        return self._items.get(name.lower(), (name, None))[1]

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return all headers."""
        return tuple(self._items.values())
