"""Loads a TOML file as ``Config``; every error is reported with its line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.config.discover import PYPROJECT, TOOLS
from codegen.config.discovered import read_discovered
from codegen.config.model import Config, Target, VerifySettings
from codegen.config.places import read_types
from codegen.config.tables import read_tables_settings
from codegen.config.target import read_target, relative
from codegen.config.toml import parse_toml
from codegen.config.values import TomlTable
from codegen.core.location import Location

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from codegen.config.positions import KeyPath
    from codegen.core.diagnostic import Diagnostics
    from codegen.core.options import PartSyntax


def load_config(path: Path, found: Diagnostics, parts: Sequence[PartSyntax]) -> Config | None:
    """Read a configuration file (absolute path); ``parts`` are the known parts of the output.

    Returns None, with diagnostics in ``found``, when it is invalid.
    """
    text = _read(path, found)
    parsed = None if text is None else parse_toml(text, path.name, found)
    if parsed is None:
        return None
    return read_config(*parsed, path, found, parts)


def read_config(
    value: Mapping[str, object],
    positions: Mapping[KeyPath, tuple[int, int]],
    path: Path,
    found: Diagnostics,
    parts: Sequence[PartSyntax],
) -> Config | None:
    """Read a parsed configuration. Returns None, with diagnostics in ``found``, when it is invalid."""
    before = len(found)
    root = TomlTable(value=value, path=(), file=path.name, positions=positions, found=found)
    if path.name == PYPROJECT:
        root = _tool_table(root)
    root.only("discover", "targets", "tables", "types", "verify")
    tables = read_tables_settings(root, path.parent)
    types = read_types(root)
    names = root.table("targets")
    targets = [read_target(name, names.table(name), path.parent, parts, tables, types) for name in names.value]
    verify = _read_verify(root, path.parent)
    intact = [target for target in targets if target is not None]
    intact += read_discovered(root, path.parent, parts, tables, types, intact)
    if not intact and not verify.packages and len(found) == before:
        root.invalid("", "no target is configured", "add a [targets.NAME] table with a spec")
    _refuse_shared_folders(intact, names)
    _refuse_shared_snapshots(intact, names)
    config = Config(path=path, targets=tuple(intact), tables=tables, verify=verify)
    return config if len(found) == before else None


def _tool_table(root: TomlTable) -> TomlTable:
    """Return the table of this tool in pyproject.toml."""
    tool = root.table("tool")
    return tool.table(next((name for name in TOOLS if name in tool.value), TOOLS[0]))


def _read_verify(root: TomlTable, folder: Path) -> VerifySettings:
    table = root.table("verify")
    table.only("exclude", "packages")
    return VerifySettings(
        exclude=table.strings("exclude"),
        packages=tuple(relative(path, folder) for path in table.strings("packages")),
    )


def _read(path: Path, found: Diagnostics) -> str | None:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        found.error("file-not-found", "the file does not exist", Location(path.name))
    except OSError as error:
        found.error("file-unreadable", f"the file cannot be read: {error.strerror}", Location(path.name))
    except UnicodeDecodeError:
        found.error("not-text", "the file is not UTF-8", Location(path.name))
    return None


def _refuse_shared_folders(targets: list[Target], names: TomlTable) -> None:
    """Report targets that write to the same folder: they would delete each other's files."""
    owners: dict[Path, str] = {}
    for target in targets:
        owner = owners.setdefault(target.folder, target.name)
        if owner != target.name:
            names.invalid(
                target.name, f"writes to the same folder as the target {owner!r}", "set another output or package"
            )


def _refuse_shared_snapshots(targets: list[Target], names: TomlTable) -> None:
    """Report targets whose different sources have the same snapshot, or whose snapshot folder has another document."""
    owners: dict[str, Target] = {}
    for target in targets:
        if target.source is None:
            continue
        folder = target.spec.rpartition("/")[0]
        owner = owners.setdefault(folder, target)
        if (owner.source, owner.source_headers) != (target.source, target.source_headers):
            message = f"has the same snapshot folder as the target {owner.name!r}, and another source"
            names.invalid(target.name, message, "set another snapshot")
