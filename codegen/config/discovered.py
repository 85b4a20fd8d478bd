"""``[discover]``: a target per document that matches a pattern, with shared settings."""

from __future__ import annotations

import glob
import os
import re
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Final

from codegen.config.target import KEYS, option_tables, package_problem, read_target

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codegen.config.model import Target
    from codegen.config.places import Places
    from codegen.config.tables import TablesSettings
    from codegen.config.values import TomlTable
    from codegen.core.options import PartSyntax

OWN_KEYS: Final = ("glob", "ignore")
_OF_ONE_TARGET = frozenset({"spec", "package", "snapshot", "source_headers"})
SHARED_KEYS: Final = tuple(key for key in KEYS if key not in _OF_ONE_TARGET)
MOST: Final = 2_000
"""Documents that a pattern may match."""
_LOCK = "codegen.lock"
_WILDCARD = re.compile(r"\*\*/|\*|\?|\[[^\]]*\]")
_GROUPS = {"**/": "(?:(.*)/)?", "*": "([^/]*)", "?": "([^/])"}
_LARGEST_SUFFIX = re.compile(r"\.(?:json|ya?ml)$", re.IGNORECASE)


def read_discovered(
    root: TomlTable,
    folder: Path,
    parts: Sequence[PartSyntax],
    tables: TablesSettings,
    types: Places,
    explicit: Sequence[Target],
) -> list[Target]:
    """Read the targets of the documents that ``glob`` matches, sorted by path.

    Documents of ``explicit`` targets are left out. The settings of ``[discover]`` are those of each target.
    """
    if "discover" not in root.value:
        return []
    table = root.table("discover")
    table.only(*OWN_KEYS, *SHARED_KEYS, *option_tables(parts))
    patterns = (table.string("glob"),) if isinstance(table.value.get("glob"), str) else table.strings("glob")
    if not all(_is_inside(pattern) for pattern in patterns) or not patterns:
        table.invalid("glob" if "glob" in table.value else "", "set glob to patterns of paths below this folder")
        return []
    taken = {target.spec for target in explicit}
    documents = [item for item in _documents(folder, patterns, table.strings("ignore")) if item[0] not in taken]
    if not documents and not explicit:
        table.invalid("glob", "matches no document")
    if len(documents) > MOST:
        table.invalid("glob", f"matches more than {MOST} documents")
        return []
    owners = {target.name: target.spec for target in explicit}
    targets = []
    for path, pattern in documents:
        name = target_name(path, pattern)
        owner = owners.setdefault(name, path)
        if owner != path:
            table.invalid("glob", f"{owner} and {path} both give the name {name!r}", f"add [targets.NAME] for {path}")
            continue
        shared = {key: value for key, value in table.value.items() if key not in OWN_KEYS}
        one = replace(table, value={**shared, "spec": path})
        target = read_target(name, one, folder, parts, tables, types)
        if target is not None:
            targets.append(replace(target, discovered_by=pattern))
    return targets


def target_name(path: str, pattern: str) -> str:
    """Return the name of a target: the parts of the path that wildcards matched, as a Python name."""
    expression, at = "", 0
    for found in _WILDCARD.finditer(pattern):
        expression += re.escape(pattern[at : found.start()]) + _GROUPS.get(
            found[0], f"({found[0].replace('[!', '[^')})"
        )
        at = found.end()
    match = re.fullmatch(expression + re.escape(pattern[at:]), path)
    groups = [group for group in (match.groups() if match else ()) if group]
    text = "/".join(groups) or Path(path).parent.name or Path(path).stem
    name = re.sub(r"\W+", "_", _LARGEST_SUFFIX.sub("", text)).strip("_").lower()
    return name if not package_problem(name) else f"api_{name}"


def _is_inside(pattern: str) -> bool:
    parts = pattern.split("/")
    return bool(pattern.strip()) and not os.path.isabs(pattern) and ".." not in parts and "\0" not in pattern  # noqa: PTH117


def _documents(folder: Path, patterns: Sequence[str], ignored: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the files that match, each with its first pattern; not those of hidden folders and packages."""
    seen: set[str] = set()
    for pattern in patterns:
        for found in sorted(glob.iglob(pattern, root_dir=folder, recursive=True)):  # noqa: PTH207 - without hidden files
            path = Path(os.path.normpath(found)).as_posix()
            is_ignored = any(fnmatchcase(path, item) for item in ignored)
            if path not in seen and not is_ignored and (folder / path).is_file() and not _is_generated(folder, path):
                seen.add(path)
                yield path, pattern


def _is_generated(folder: Path, path: str) -> bool:
    return any((folder / parent / _LOCK).is_file() for parent in Path(path).parents)
