"""Loads a TOML file as ``Config``; every error is reported with its line and column."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from codegen.config.discover import PYPROJECT, TOOLS
from codegen.config.model import Config, Target
from codegen.config.positions import KeyPath, key_positions
from codegen.config.tables import read_tables_settings
from codegen.config.target import read_target
from codegen.config.values import TomlTable
from codegen.core.location import Location

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.options import PartSyntax

_AT = re.compile(r"^(.*) \(at line (\d+), column (\d+)\)$", re.DOTALL)


def load_config(path: Path, found: Diagnostics, parts: Sequence[PartSyntax]) -> Config | None:
    """Read a configuration file (absolute path); ``parts`` are the known parts of the output.

    Returns None, with diagnostics in ``found``, when it is invalid.
    """
    text = _read(path, found)
    parsed = None if text is None else _parse(text, path, found)
    if parsed is None:
        return None
    value, positions = parsed
    before = len(found)
    root = TomlTable(value=value, path=(), file=path.name, positions=positions, found=found)
    if path.name == PYPROJECT:
        tool = root.table("tool")
        root = tool.table(next((name for name in TOOLS if name in tool.value), TOOLS[0]))
    root.only("targets", "tables")
    tables = read_tables_settings(root)
    names = root.table("targets")
    targets = [read_target(name, names.table(name), path.parent, parts, tables) for name in names.value]
    if not targets and len(found) == before:
        root.invalid("", "no target is configured", "add a [targets.NAME] table with a spec")
    intact = [target for target in targets if target is not None]
    _refuse_shared_folders(intact, names)
    return Config(path=path, targets=tuple(intact), tables=tables) if len(found) == before else None


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


def _parse(
    text: str, path: Path, found: Diagnostics
) -> tuple[dict[str, object], dict[KeyPath, tuple[int, int]]] | None:
    try:
        return tomllib.loads(text), key_positions(text)
    except tomllib.TOMLDecodeError as error:
        match = _AT.match(str(error))
        if match:
            message, line, column = match[1], int(match[2]), int(match[3])
        else:
            before = text.rstrip("\r\n")
            message = str(error).removesuffix(" (at end of document)")
            line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        found.error("config-syntax", message[:1].lower() + message[1:], Location(path.name, "", line, column))
    except RecursionError:
        found.error("config-syntax", "values are nested too deeply", Location(path.name))
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
