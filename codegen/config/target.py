"""Reads a ``[targets.NAME]`` table."""

from __future__ import annotations

import keyword
import os
import unicodedata
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from codegen.config.model import AUTHORITIES, FORMATTERS, Authority, Selection, Target
from codegen.config.pages import read_pages
from codegen.config.tables import NO_TABLES_SETTINGS, TablesSettings
from codegen.core.options import DATA_PART, MODEL_KINDS, Options
from codegen.core.origin import parse_origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.config.values import TomlTable
    from codegen.core.options import Option, PartSyntax, Value

KEYS = (
    "spec",
    "tables",
    "overlays",
    "allow_refs",
    "output",
    "package",
    "emit",
    "models",
    "formatter",
    "merge_base",
    "authority",
    "authority_overrides",
    "names",
    "arguments",
    "include",
    "exclude",
    "pagination",
)
SELECTION_KEYS = ("tags", "paths", "operations")
DEFAULT_OUTPUT = "generated"


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


def _emit(table: TomlTable, parts: Sequence[PartSyntax], kind: str) -> tuple[str, ...]:
    """Return the parts to generate. Models of a kind without runtime are generated alone."""
    known = [part.name for part in parts if part.selectable]
    emit = table.choices("emit", known, [part.name for part in parts if part.default])
    if kind == MODEL_KINDS[0]:
        return emit
    if "emit" in table.value and emit != ("models",):
        table.invalid("emit", f"models of the kind {kind!r} are generated without other parts", "remove emit")
    return (DATA_PART,)


def _option_tables(parts: Sequence[PartSyntax]) -> list[str]:
    return [part.name for part in parts if part.options]


def _options(table: TomlTable, parts: Sequence[PartSyntax]) -> Options:
    """Read the tables of the parts that have options; unset options are omitted."""
    values: dict[str, dict[str, Value]] = {}
    for part in parts:
        if part.options:
            own = table.table(part.name)
            own.only(*(option.name for option in part.options))
            given = {option.name: _option(own, option) for option in part.options}
            values[part.name] = {name: value for name, value in given.items() if value}
    return Options({name: given for name, given in values.items() if given})


def _option(table: TomlTable, option: Option) -> Value:
    if option.keys is None:
        return table.string(option.name, "", option.check)
    value = table.mapping(option.name, option.check)
    for key in value:
        if problem := option.keys(key):
            table.table(option.name).invalid(key, problem)
    return value


def _arguments(table: TomlTable) -> dict[str, tuple[str, ...]]:
    """Read the pinned arguments of operations: ``"wire"`` or ``"wire=name"``; ``"*"`` precedes keyword-only ones."""
    part = table.table("arguments")
    found = {operation: part.strings(operation) for operation in part.value}
    for operation, rows in found.items():
        for index, row in enumerate(rows):
            _, equals, name = row.rpartition("=")
            problem = package_problem(name) if equals else ""
            if problem or rows.index(row) != index:
                part.invalid(operation, problem.replace("package ", "") or f"{row!r} is listed twice", "", index)
    return found


def _overrides(table: TomlTable) -> dict[str, Authority]:
    part = table.table("authority_overrides")
    return {name: part.choice(name, AUTHORITIES, AUTHORITIES[0]) for name in part.value}


def read_target(
    name: str, table: TomlTable, root: Path, parts: Sequence[PartSyntax], tables: TablesSettings = NO_TABLES_SETTINGS
) -> Target | None:
    """Read a target whose paths are relative to ``root``. Returns None without an input or a valid package name."""
    table.only(*KEYS, *_option_tables(parts))
    package = table.string("package", name)
    problem = package_problem(package)
    if problem:
        table.invalid(
            "package" if "package" in table.value else "", problem, "" if "package" in table.value else "set package"
        )
    has_input = "spec" in table.value or bool(table.value.get("tables"))
    if not has_input:
        table.invalid("", f"the target {name!r} has no spec and no tables")
    kind = table.choice("models", MODEL_KINDS, MODEL_KINDS[0])
    target = Target(
        name=name,
        root=root,
        spec=relative(table.string("spec", ".", _path_problem), root) if "spec" in table.value else "",
        tables=tuple(relative(pattern, root) for pattern in table.strings("tables")),
        overlays=tuple(relative(path, root) for path in table.strings("overlays")),
        allow_refs=_allowed(table, root),
        output=Path(os.path.normpath(root / table.string("output", DEFAULT_OUTPUT, _path_problem))),
        package=package,
        emit=_emit(table, parts, kind),
        models=kind,
        merge_base=table.flag("merge_base", default=True),
        formatter=table.choice("formatter", FORMATTERS, "black"),
        authority=table.choice("authority", AUTHORITIES, "document"),
        authority_overrides=_overrides(table),
        names=table.mapping("names", _name_problem),
        arguments=_arguments(table),
        include=_selection(table, "include"),
        exclude=_selection(table, "exclude"),
        options=_options(table, parts),
        pagination=read_pages(table),
        tables_settings=tables,
    )
    return None if problem or not has_input else target
