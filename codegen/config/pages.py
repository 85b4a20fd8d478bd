"""The ``[targets.NAME.pagination]`` table: how lists lead to their next page, where a document does not show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codegen.config.values import TomlTable

KINDS = ("cursor", "id", "link", "none", "offset", "page", "url")
TEXTS = ("items", "param", "before", "id", "next", "previous", "more", "total", "size")
NEEDED = {"cursor": ("param", "next"), "id": ("param",), "offset": ("param",), "page": ("param",), "url": ("next",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSettings:
    """One operation's pages. Paths of property names are joined with dots; what is not said is empty."""

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
    """Read the table at the key ``pagination`` of a target: settings by operation."""
    part = target.table("pagination")
    return {name: _one(part.table(name)) for name in part.value}


def _one(part: TomlTable) -> PageSettings:
    part.only("kind", "start", *TEXTS)
    kind = part.choice("kind", KINDS, "none")
    if "kind" not in part.value:
        part.invalid("", "kind is missing; it is one of " + ", ".join(KINDS))
    for key in NEEDED.get(kind, ()):
        if not part.value.get(key):
            part.invalid("", f"{key} is missing, which pages of the kind {kind!r} need")
    start = part.value.get("start", 1)
    if not isinstance(start, int) or isinstance(start, bool):
        part.invalid("start", "must be a whole number")
        start = 1
    texts = {key: part.text(key) for key in TEXTS if key in part.value}
    return PageSettings(kind=kind, start=start, **texts)
