"""Typed access to TOML tables; every invalid key or value is reported with its location."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from codegen.core.location import Location, pointer
from codegen.core.suggest import closest

if TYPE_CHECKING:
    from codegen.config.positions import KeyPath
    from codegen.core.diagnostic import Diagnostics
    from codegen.core.options import Check

Choice = TypeVar("Choice", bound=str)


def accept(text: str) -> str:
    """Accept every string."""
    del text
    return ""


@dataclass(frozen=True, kw_only=True)
class TomlTable:
    """The table at the key path ``path`` of ``file``. ``value`` is the value from ``tomllib``."""

    value: Mapping[str, object]
    path: KeyPath
    file: str
    positions: Mapping[KeyPath, tuple[int, int]]
    found: Diagnostics

    def location(self, *keys: str | int) -> Location:
        """Return the location of a key, or of the nearest table around it."""
        path = (*self.path, *keys)
        line, column = next(
            (self.positions[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.positions), (1, 1)
        )
        return Location(self.file, pointer(*path), line, column)

    def invalid(self, key: str, message: str, hint: str = "", *index: int) -> None:
        """Report an invalid value."""
        keys: tuple[str | int, ...] = (key, *index) if key else ()
        text = f"{key!r}: {message}" if key else message
        self.found.error("config-invalid", text, self.location(*keys), hint)

    def only(self, *known: str) -> None:
        """Report every key that is not listed."""
        for key in self.value:
            if key not in known:
                self.found.error("unknown-config-key", f"unknown key {key!r}", self.location(key), closest(key, known))

    def table(self, key: str) -> TomlTable:
        """Return the table at a key; an empty one if it is absent or invalid."""
        value = self.value.get(key, {})
        if not isinstance(value, dict):
            self.invalid(key, "must be a table")
            value = {}
        return replace(self, value=value, path=(*self.path, key))

    def string(self, key: str, default: str = "", check: Check = accept) -> str:
        """Return the string at a key; the default if it is absent or not a string."""
        value = self.value.get(key, default)
        if not isinstance(value, str):
            self.invalid(key, "must be a string")
            return default
        if key in self.value and (problem := check(value)):
            self.invalid(key, problem)
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Return the boolean at a key; the default if it is absent or invalid."""
        value = self.value.get(key, default)
        if not isinstance(value, bool):
            self.invalid(key, "must be true or false")
            return default
        return value

    def strings(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the list of strings at a key; the default if it is absent or not a list."""
        value = self.value.get(key)
        if value is None:
            return default
        if not isinstance(value, list):
            self.invalid(key, "must be a list of strings")
            return default
        for index, item in enumerate(value):
            if not isinstance(item, str):
                self.invalid(key, "must contain strings only", "", index)
        return tuple(item for item in value if isinstance(item, str))

    def choice(self, key: str, known: Sequence[Choice], default: Choice) -> Choice:
        """Return the value at a key if it is one of ``known``, else the default."""
        if key not in self.value:
            return default
        found = next((word for word in known if word == self.value[key]), None)
        if found is None:
            self.invalid(key, "must be one of " + ", ".join(known), closest(str(self.value[key]), known))
        return found or default

    def choices(self, key: str, known: Sequence[str], default: Sequence[str]) -> tuple[str, ...]:
        """Return the listed members of ``known`` in the order of ``known``; the default when the key is absent."""
        values = self.strings(key, tuple(default))
        for index, word in enumerate(values):
            if word not in known:
                self.invalid(key, f"unknown value {word!r}", closest(word, known), index)
        if key in self.value and not values:
            self.invalid(key, "must not be empty")
        return tuple(word for word in known if word in values)

    def mapping(self, key: str, check: Check = accept) -> dict[str, str]:
        """Return the table of strings at a key."""
        table = self.table(key)
        return {name: table.string(name, "", check) for name in table.value}
