"""Reads a ``[targets.NAME]`` table."""

from __future__ import annotations

import keyword
import os
import re
import unicodedata
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from codegen.config.model import AUTHORITIES, FORMATTERS, Authority, Selection, Target
from codegen.config.pages import read_pages
from codegen.config.places import ENUM_KINDS, NO_PLACES, Places, read_extend, read_shared, read_types
from codegen.config.source import SNAPSHOTS, Address, parse_address
from codegen.config.tables import NO_TABLES_SETTINGS, TablesSettings
from codegen.core.options import (
    DATA_PART,
    GROUPINGS,
    MODEL_KINDS,
    NAMINGS,
    POSITIONALS,
    RUNTIMES,
    NameSettings,
    Options,
)
from codegen.core.origin import parse_origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.config.values import TomlTable
    from codegen.core.options import Option, PartSyntax, Value

KEYS = (
    "spec",
    "snapshot",
    "source_headers",
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
    "grouping",
    "naming",
    "positional",
    "arguments",
    "include",
    "exclude",
    "pagination",
    "types",
    "extend",
    "shared",
    "enums",
    "runtime",
)
SELECTION_KEYS = ("tags", "paths", "operations")
DEFAULT_OUTPUT = "generated"
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")


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


def _source(table: TomlTable, root: Path) -> Address | None:
    """Return the address in ``spec``; None for a path."""
    try:
        source = parse_address(str(table.value.get("spec", "")), root)
    except ValueError as error:
        if "@" in str(table.value["spec"]):  # the line in the file could show a password
            table.found.error("config-invalid", f"'spec': {error}", replace(table.location("spec"), line=0, column=0))
        else:
            table.invalid("spec", str(error))
        return None
    for key in ("snapshot", "source_headers"):
        if source is None and key in table.value:
            table.invalid(key, "needs an address as spec: a file has no snapshot", f"remove {key}")
    return source


def _header_problem(value: str) -> str:
    return "" if value.isascii() and value.isprintable() else "a header value has printable ASCII characters only"


def _headers(table: TomlTable) -> dict[str, str]:
    headers = table.mapping("source_headers", _header_problem)
    for name in headers:
        if not _HEADER.fullmatch(name):
            table.table("source_headers").invalid(name, "is not a name of an HTTP header")
    return headers


def _document(table: TomlTable, root: Path, source: Address | None, package: str) -> str:
    """Return the path of the document: a file, or the snapshot of a source."""
    if "spec" not in table.value:
        return ""
    spec = table.string("spec", ".", _path_problem)
    if source is None:
        return relative(spec, root)
    folder = table.string("snapshot", f"{SNAPSHOTS}/{package}", _path_problem)
    return relative(f"{folder}/{source.document}", root)


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


def option_tables(parts: Sequence[PartSyntax]) -> list[str]:
    """Return the names of the parts that have options."""
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
    if option.choices:
        return table.choice(option.name, option.choices, "")
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


def _types(table: TomlTable, kind: str, types: Places) -> Places:
    """Return the types of a target and of all targets; models without runtime have no such settings."""
    own = read_types(table)
    if kind == MODEL_KINDS[0]:
        return {**types, **own}
    for key in ("types", "extend", "shared", "enums", "runtime"):
        if key in table.value:
            table.invalid(key, f"models of the kind {kind!r} do not have this setting", f"remove {key}")
    return NO_PLACES


def read_target(
    name: str,
    table: TomlTable,
    root: Path,
    parts: Sequence[PartSyntax],
    tables: TablesSettings = NO_TABLES_SETTINGS,
    types: Places = NO_PLACES,
) -> Target | None:
    """Read a target whose paths are relative to ``root``. Returns None without an input or a valid package name.

    ``tables`` and ``types`` are the settings of all targets.
    """
    known = (*KEYS, *option_tables(parts))
    table.only(*known)
    package = table.string("package", name)
    problem = package_problem(package)
    if problem:
        table.invalid(
            "package" if "package" in table.value else "", problem, "" if "package" in table.value else "set package"
        )
    has_input = "spec" in table.value or bool(table.value.get("tables"))
    if not has_input and table.value.keys() <= {*known}:  # an unknown key may be a misspelled one
        table.invalid("", f"the target {name!r} has no spec and no tables", "set spec, tables, or both")
    kind = table.choice("models", MODEL_KINDS, MODEL_KINDS[0])
    source = _source(table, root)
    target = Target(
        name=name,
        root=root,
        spec=_document(table, root, source, package),
        source=source,
        source_headers=_headers(table),
        tables=tuple(relative(pattern, root) for pattern in table.strings("tables")),
        overlays=tuple(relative(path, root) for path in table.strings("overlays")),
        allow_refs=_allowed(table, root),
        output=Path(os.path.normpath(root / table.string("output", DEFAULT_OUTPUT, _path_problem))),
        package=package,
        emit=_emit(table, parts, kind),
        models=kind,
        merge_base=table.flag("merge_base", default=False),
        formatter=table.choice("formatter", FORMATTERS, "black"),
        authority=table.choice("authority", AUTHORITIES, "document"),
        authority_overrides=_overrides(table),
        names=table.mapping("names", _name_problem),
        arguments=_arguments(table),
        include=_selection(table, "include"),
        exclude=_selection(table, "exclude"),
        options=_options(table, parts),
        pagination=read_pages(table),
        naming=NameSettings(
            grouping=table.choice("grouping", GROUPINGS, GROUPINGS[0]),
            naming=table.choice("naming", NAMINGS, NAMINGS[0]),
            positional=table.choice("positional", POSITIONALS, POSITIONALS[0]),
        ),
        tables_settings=tables,
        types=_types(table, kind, types),
        extend=read_extend(table),
        shared=read_shared(table),
        enums=table.choice("enums", ENUM_KINDS, "literal") if "enums" in table.value else "",
        runtime=table.choice("runtime", RUNTIMES, RUNTIMES[0]) if "runtime" in table.value else "",
    )
    return None if problem or not has_input else target
