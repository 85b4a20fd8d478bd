"""The configuration as data: frozen, checked, with every default filled in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeAlias

from codegen.config.pages import NO_PAGES, PageSettings
from codegen.config.tables import NO_TABLES_SETTINGS, TablesSettings
from codegen.core.options import NO_OPTIONS, Options

Authority: TypeAlias = Literal["document", "tables"]
"""Which source wins where a schema table and the document contradict each other."""

AUTHORITIES: tuple[Authority, ...] = ("document", "tables")
FORMATTERS: tuple[str, ...] = ("black", "ruff", "none")

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Shell patterns; an empty selection matches nothing (as ``exclude``) or is absent (as ``include``).

    ``paths`` are compared with path templates, ``operations`` with ``METHOD path`` and with operationIds.
    """

    tags: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is selected by it."""
        return bool(self.tags or self.paths or self.operations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One package to generate. ``spec`` and ``tables`` (shell patterns) are posix paths relative to ``root``.

    ``spec`` is empty for a package that is made of tables alone. ``allow_refs`` are folders, relative to ``root``, and
    origins of the network that references may reach beside the folder of the document.

    The package is written to ``output / package``. Locations and the manifest name files relative to ``root``, so what
    is written does not depend on the current folder. An empty ``emit`` stands for the parts that are written by
    default; ``options`` holds the options of the parts.
    """

    name: str
    root: Path
    spec: str
    output: Path
    package: str
    tables: tuple[str, ...] = ()
    overlays: tuple[str, ...] = ()
    allow_refs: tuple[str, ...] = ()
    emit: tuple[str, ...] = ()
    formatter: str = "black"
    merge_base: bool = True
    authority: Authority = "document"
    authority_overrides: Mapping[str, Authority] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    include: Selection = Selection()
    exclude: Selection = Selection()
    options: Options = NO_OPTIONS
    pagination: Mapping[str, PageSettings] = field(default_factory=lambda: NO_PAGES)
    tables_settings: TablesSettings = NO_TABLES_SETTINGS

    @property
    def folder(self) -> Path:
        """The folder of the package."""
        return self.output / self.package

    @property
    def settings_digest(self) -> str:
        """The sha256 of every setting that shapes the content of the output; where things are does not count."""
        elsewhere = {"root", "spec", "tables", "overlays", "allow_refs", "output", "name", "merge_base"}
        shaping = {key: getattr(self, key) for key in self.__slots__ if key not in elsewhere}
        text = json.dumps(shaping, default=_plain, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    """Return what ``json`` can write of the values of a target."""
    match value:
        case Options():
            return dict(value.values)
        case Mapping():
            return dict(value)
        case TablesSettings():  # accepted differences shape a report, not the output
            return {"operations": value.operations, "inferred": value.inferred, "body": value.body}
        case Selection() | PageSettings():
            return {item.name: getattr(value, item.name) for item in fields(value)}
        case _:
            raise TypeError(type(value).__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A configuration file: its path, its targets in the order of the file, and what holds for all schema tables."""

    path: Path
    targets: tuple[Target, ...]
    tables: TablesSettings = NO_TABLES_SETTINGS
