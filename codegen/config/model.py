"""The configuration model: frozen dataclasses, validated, with all defaults."""

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
"""The source that wins where a schema table and the document contradict each other."""

AUTHORITIES: tuple[Authority, ...] = ("document", "tables")
FORMATTERS: tuple[str, ...] = ("black", "ruff", "none")

_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_ARGUMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Shell patterns that select operations; without patterns, ``include`` selects all and ``exclude`` none.

    ``paths`` are matched with path templates, ``operations`` with ``METHOD path`` and with operationIds.
    """

    tags: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there are patterns."""
        return bool(self.tags or self.paths or self.operations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A package to generate. ``spec`` and ``tables`` (shell patterns) are POSIX paths relative to ``root``.

    ``spec`` is empty for a package made from tables only. ``allow_refs`` are folders, relative to ``root``, and web
    origins that references may reach in addition to the folder of the document.

    The package is written to ``output / package``. Locations and the manifest name files relative to ``root``, so
    output does not depend on the current folder. An empty ``emit`` selects the default parts; ``options`` are the
    options of the parts. ``models`` is one of ``MODEL_KINDS``.
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
    models: str = "pydantic"
    formatter: str = "black"
    merge_base: bool = True
    authority: Authority = "document"
    authority_overrides: Mapping[str, Authority] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    arguments: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NO_ARGUMENTS)
    include: Selection = Selection()
    exclude: Selection = Selection()
    options: Options = NO_OPTIONS
    pagination: Mapping[str, PageSettings] = field(default_factory=lambda: NO_PAGES)
    tables_settings: TablesSettings = NO_TABLES_SETTINGS

    @property
    def folder(self) -> Path:
        """Return the folder of the package."""
        return self.output / self.package

    @property
    def settings_digest(self) -> str:
        """Return the sha256 of all settings that change the content of the output, as hex; paths of inputs do not."""
        ignored = {"root", "spec", "tables", "overlays", "allow_refs", "output", "name", "merge_base"}
        settings = {key: getattr(self, key) for key in self.__slots__ if key not in ignored}
        if not self.arguments:
            del settings["arguments"]
        text = json.dumps(settings, default=_plain, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    """Convert a setting to a value that ``json`` can serialise."""
    match value:
        case Options():
            return dict(value.values)
        case Mapping():
            return dict(value)
        case TablesSettings():  # accepted differences do not change the output
            settings = {"operations": value.operations, "inferred": value.inferred, "body": value.body}
            return settings | ({"dialect": value.dialect} if value.dialect else {})
        case Selection() | PageSettings():
            return {item.name: getattr(value, item.name) for item in fields(value)}
        case _:
            raise TypeError(type(value).__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A configuration file: its path, its targets in file order, and the settings of all schema tables."""

    path: Path
    targets: tuple[Target, ...]
    tables: TablesSettings = NO_TABLES_SETTINGS
