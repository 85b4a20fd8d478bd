"""The configuration model: frozen dataclasses, validated, with all defaults."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeAlias

from codegen.config.pages import NO_PAGES, PageSettings
from codegen.config.places import NO_PLACES, Place, Places
from codegen.config.source import Address
from codegen.config.tables import NO_TABLES_SETTINGS, TablesSettings
from codegen.core.options import DEFAULT_NAMES, NO_OPTIONS, NameSettings, Options

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

    ``source`` is the address of a document that is not a file; ``spec`` is then the path of its snapshot, which only
    ``fetch`` and ``update`` write. ``source_headers`` are sent with requests; ``${NAME}`` is a variable of the
    environment.

    ``spec`` is empty for a package made from tables only. ``allow_refs`` are folders, relative to ``root``, and web
    origins that references may reach in addition to the folder of the document.

    The package is written to ``output / package``. Locations and the manifest name files relative to ``root``, so
    output does not depend on the current folder. An empty ``emit`` selects the default parts; ``options`` are the
    options of the parts. ``models`` is one of ``MODEL_KINDS``. ``content`` is that of a document which is not a file;
    ``spec`` is then its name in messages. ``discovered_by`` is the pattern of ``[discover]`` that matched the document.

    ``types`` are Python types by format or JSON pointer, ``extend`` base classes by the name of a model, ``shared``
    modules of models by the name of a document, ``enums`` one of ``ENUM_KINDS`` or empty. ``runtime`` is one
    of ``RUNTIMES``, or empty for the first.
    """

    name: str
    root: Path
    spec: str
    output: Path
    package: str
    source: Address | None = None
    source_headers: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    tables: tuple[str, ...] = ()
    overlays: tuple[str, ...] = ()
    allow_refs: tuple[str, ...] = ()
    emit: tuple[str, ...] = ()
    models: str = "pydantic"
    formatter: str = "black"
    merge_base: bool = False
    authority: Authority = "document"
    authority_overrides: Mapping[str, Authority] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    arguments: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NO_ARGUMENTS)
    include: Selection = Selection()
    exclude: Selection = Selection()
    options: Options = NO_OPTIONS
    pagination: Mapping[str, PageSettings] = field(default_factory=lambda: NO_PAGES)
    naming: NameSettings = DEFAULT_NAMES
    tables_settings: TablesSettings = NO_TABLES_SETTINGS
    types: Places = field(default_factory=lambda: NO_PLACES)
    extend: Places = field(default_factory=lambda: NO_PLACES)
    shared: Places = field(default_factory=lambda: NO_PLACES)
    enums: str = ""
    runtime: str = ""
    content: bytes | None = field(default=None, repr=False)
    discovered_by: str = ""

    @property
    def folder(self) -> Path:
        """Return the folder of the package."""
        return self.output / self.package

    @property
    def settings_digest(self) -> str:
        """Return the sha256 of all settings that change the content of the output, as hex; paths of inputs do not."""
        ignored = {"root", "spec", "tables", "overlays", "allow_refs", "output", "name", "merge_base", "content"}
        ignored |= {"source", "source_headers", "discovered_by"}
        later = {"arguments", "types", "extend", "shared", "enums", "runtime"}  # no effect unless set
        settings = {
            key: value
            for key in self.__slots__
            if key not in ignored and ((value := getattr(self, key)) or key not in later)
        }
        if self.naming == DEFAULT_NAMES:
            del settings["naming"]
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
        case Place():
            return str(value)
        case Selection() | PageSettings() | NameSettings():
            return {item.name: getattr(value, item.name) for item in fields(value)}
        case _:
            raise TypeError(type(value).__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifySettings:
    """Settings of ``verify``: shell patterns of folders to skip, and folders that must be packages.

    Both are relative to the configuration.
    """

    exclude: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A configuration file: its path, its targets in file order, and the settings of tables and of ``verify``."""

    path: Path
    targets: tuple[Target, ...]
    tables: TablesSettings = NO_TABLES_SETTINGS
    verify: VerifySettings = VerifySettings()

    @property
    def packages(self) -> frozenset[Path]:
        """Return the folders that must be packages: those of targets, and those that ``verify`` names."""
        named = (Path(os.path.normpath(self.path.parent / folder)) for folder in self.verify.packages)
        return frozenset((*(target.folder for target in self.targets), *named))
