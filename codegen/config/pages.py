"""Reads ``[targets.NAME.pagination]``: pagination that cannot be inferred from the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codegen.config.values import TomlTable

KINDS = ("cursor", "id", "link", "none", "offset", "page", "url")
STRING_KEYS = ("items", "param", "before", "id", "next", "previous", "more", "total", "size")
REQUIRED = {"cursor": ("param", "next"), "id": ("param",), "offset": ("param",), "page": ("param",), "url": ("next",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSettings:
    """The pagination of an operation. Paths of property names are joined with dots; unset keys are empty."""

    kind: str
    items: str = ""
    param: str = ""
    before: str = ""
    id: str = "id"
    next: str = ""
    previous: str = ""
    more: str = ""
    total: str = ""
    size: str = ""
    start: int = 1


NO_PAGES: Mapping[str, PageSettings] = MappingProxyType({})


def read_pages(target: TomlTable) -> dict[str, PageSettings]:
    """Read the table ``pagination`` of a target: settings by operation."""
    part = target.table("pagination")
    return {name: _one(part.table(name)) for name in part.value}


def _one(part: TomlTable) -> PageSettings:
    part.only("kind", "start", *STRING_KEYS)
    kind = part.choice("kind", KINDS, "none")
    if "kind" not in part.value:
        part.invalid("", "kind is required; it must be one of " + ", ".join(KINDS))
    for key in REQUIRED.get(kind, ()):
        if not part.value.get(key):
            part.invalid("", f"{key} is required for the kind {kind!r}")
    start = part.value.get("start", 1)
    if not isinstance(start, int) or isinstance(start, bool):
        part.invalid("start", "must be an integer")
        start = 1
    strings = {key: part.string(key) for key in STRING_KEYS if key in part.value}
    return PageSettings(kind=kind, start=start, **strings)
