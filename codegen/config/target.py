"""Reads a ``[targets.NAME]`` table."""

from __future__ import annotations

import keyword
import os
import re
import unicodedata
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from codegen.config.model import AUTHORITIES, EMITTERS, FORMATTERS, Authority, ClientSettings, Selection, Target
from codegen.config.pages import read_pages
from codegen.config.tables import NO_TABLES_SETTINGS, TablesSettings
from codegen.core.origin import parse_origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.config.values import TomlTable

KEYS = (
    "spec",
    "tables",
    "overlays",
    "allow_refs",
    "output",
    "package",
    "emit",
    "formatter",
    "merge_base",
    "authority",
    "authority_overrides",
    "names",
    "include",
    "exclude",
    "client",
    "pagination",
)
SELECTION_KEYS = ("tags", "paths", "operations")
CLIENT_KEYS = ("version_header", "idempotency_header", "env_prefix", "headers")
DEFAULT_OUTPUT = "generated"

_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_ENV = re.compile(r"[A-Z][A-Z0-9_]*")


def relative(path: str, root: Path) -> str:
    """Return a path as a normalised POSIX path relative to the root; patterns keep their wildcards."""
    return PurePath(os.path.relpath(root / path, root)).as_posix()


def package_problem(name: str) -> str:
    """Return why a string is not a valid package name, or an empty string (PEP 3131 compares names in form NFKC)."""
    valid = name.isidentifier() and not keyword.iskeyword(name) and unicodedata.normalize("NFKC", name) == name
    return "" if valid else f"{name!r} is not a valid Python package name"


def _name_problem(name: str) -> str:
    wrong = [part for part in name.split(".") if package_problem(part)]
    return f"{wrong[0]!r} is not a valid Python name" if wrong else ""


def _header_problem(name: str) -> str:
    return "" if _HEADER.fullmatch(name) else "is not a valid header name"


def _header_value_problem(value: str) -> str:
    return "" if value.isprintable() and value.isascii() else "must be printable ASCII"


def _env_problem(name: str) -> str:
    return "" if _ENV.fullmatch(name) else "must be upper-case letters, digits and underscores"


def _path_problem(path: str) -> str:
    return "" if path.strip() and "\0" not in path else "must be a path"


def allowed_refs(entries: Sequence[str], base: Path, root: Path) -> tuple[str, ...]:
    """Return origins unchanged and folders (relative to ``base``) relative to ``root``.

    Raises ``ValueError`` for an invalid origin.
    """
    for entry in entries:
        if "://" in entry:
            parse_origin(entry)
    return tuple(entry if "://" in entry else relative(str(base / entry), root) for entry in entries)


def _allowed(table: TomlTable, root: Path) -> tuple[str, ...]:
    entries = table.strings("allow_refs")
    try:
        return allowed_refs(entries, root, root)
    except ValueError as error:
        table.invalid("allow_refs", str(error))
        return ()


def _selection(table: TomlTable, key: str) -> Selection:
    part = table.table(key)
    part.only(*SELECTION_KEYS)
    return Selection(tags=part.strings("tags"), paths=part.strings("paths"), operations=part.strings("operations"))


def _client(table: TomlTable) -> ClientSettings:
    part = table.table("client")
    part.only(*CLIENT_KEYS)
    headers = part.mapping("headers", _header_value_problem)
    for name in headers:
        if problem := _header_problem(name):
            part.table("headers").invalid(name, problem)
    return ClientSettings(
        version_header=part.string("version_header", "", _header_problem),
        idempotency_header=part.string("idempotency_header", "", _header_problem),
        env_prefix=part.string("env_prefix", "", _env_problem),
        headers=headers,
    )


def _overrides(table: TomlTable) -> dict[str, Authority]:
    part = table.table("authority_overrides")
    return {name: part.choice(name, AUTHORITIES, AUTHORITIES[0]) for name in part.value}


def read_target(name: str, table: TomlTable, root: Path, tables: TablesSettings = NO_TABLES_SETTINGS) -> Target | None:
    """Read a target whose paths are relative to ``root``. Returns None without an input or a valid package name."""
    table.only(*KEYS)
    package = table.string("package", name)
    problem = package_problem(package)
    if problem:
        table.invalid(
            "package" if "package" in table.value else "", problem, "" if "package" in table.value else "set package"
        )
    has_input = "spec" in table.value or bool(table.value.get("tables"))
    if not has_input:
        table.invalid("", f"the target {name!r} has no spec and no tables")
    target = Target(
        name=name,
        root=root,
        spec=relative(table.string("spec", ".", _path_problem), root) if "spec" in table.value else "",
        tables=tuple(relative(pattern, root) for pattern in table.strings("tables")),
        overlays=tuple(relative(path, root) for path in table.strings("overlays")),
        allow_refs=_allowed(table, root),
        output=Path(os.path.normpath(root / table.string("output", DEFAULT_OUTPUT, _path_problem))),
        package=package,
        emit=table.choices("emit", EMITTERS),
        merge_base=table.flag("merge_base", default=True),
        formatter=table.choice("formatter", FORMATTERS, "black"),
        authority=table.choice("authority", AUTHORITIES, "document"),
        authority_overrides=_overrides(table),
        names=table.mapping("names", _name_problem),
        include=_selection(table, "include"),
        exclude=_selection(table, "exclude"),
        client=_client(table),
        pagination=read_pages(table),
        tables_settings=tables,
    )
    return None if problem or not has_input else target
