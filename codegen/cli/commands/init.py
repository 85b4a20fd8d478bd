"""``codegen init``: write a first configuration."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from codegen.cli.ci_files import write_ci_files
from codegen.cli.remote import fetched_document
from codegen.cli.stdin import STDIN
from codegen.config import find_config, target_from_flags
from codegen.config.discover import CONFIG
from codegen.config.flags import package_name
from codegen.config.schema import config_schema
from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import UsageError
from codegen.core.printed import json_text, toml_string
from codegen.core.requirements import extra_requirements
from codegen.openapi.document import load
from codegen.openapi.find import find_documents
from codegen.openapi.formats import FORMATS, format_of
from codegen.python.parts import PARTS
from codegen.sources.find import find_apps
from codegen.tables.find import find_pages

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from codegen.cli.console import Console
    from codegen.config import Target
    from codegen.openapi.document import Document

_TEMPLATE = """\
{schema}# Configuration of `codegen generate`; docs/configuration.md of spec-codegen describes every key.

[targets.{name}]
{source}
output = {output}
# emit = ["models", "client", "server"]
# formatter = "black"                  # or "ruff", "none"

# Generate only these operations:
# [targets.{name}.include]
# paths = ["/v1/*"]

# The client reads its key from {prefix}_API_KEY:
# [targets.{name}.client]
# env_prefix = "{prefix}"
"""
_TABLES = '# tables = ["reference/*.md"]          # schema tables to join with the document'
_NEXT = """\
next:
{fetch}  codegen generate     # writes {folder}/
  codegen show         # lists its methods and models
  pip install {requirements}
commit {committed}, codegen.lock included; `codegen check` in CI fails when they differ from {spec}
.gitattributes: the line `{output}/** linguist-generated` hides the package in reviews; no merge driver is needed: after
a merge of branches, `codegen generate` rebuilds a codegen.lock with conflicts"""
_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "spec",
        metavar="SPEC",
        nargs="?",
        help="OpenAPI document or its address (default: what is found in this folder or below it: the only document, "
        "else the only FastAPI application, else schema tables)",
    )
    parser.add_argument("--output", metavar="DIR", default="generated", help="folder for packages (default: generated)")
    parser.add_argument("--package", metavar="NAME", help="name of the package (default: from the document's title)")
    parser.add_argument(
        "--schema", metavar="FILE", help="also write the JSON Schema of the configuration, for editors, and refer to it"
    )
    parser.add_argument("--ci", action="store_true", help="also write a GitHub workflow and a pre-commit hook")


def run(args: argparse.Namespace, console: Console) -> int:
    """Write ``codegen.toml`` in the current folder. Raises ``UsageError`` if one exists or there is no document."""
    existing = find_config(console.cwd)
    if existing is not None:
        msg = f"a configuration exists already: {console.display(existing)}; add a [targets.NAME] table to it"
        raise UsageError(msg)
    if args.spec is None:
        spec, tables = _found_source(console, args.output)
        if tables:
            return _init_tables(args, tables, console)
    else:
        spec = args.spec
    copy = fetched_document(spec, console)
    document = _document(spec, console.cwd / spec if copy is None else copy)
    try:
        package = args.package or package_name(_title(document), spec if copy is None else copy.name)
        target = target_from_flags(
            spec if copy is None else CONFIG, cwd=console.cwd, output=args.output, package=package
        )
    except ValueError as error:
        raise UsageError(str(error)) from error
    shown = _spec(target, console.cwd) if copy is None else spec
    _write(args, target, f"spec = {toml_string(shown)}\n{_TABLES}", console)
    console.result(f"{CONFIG}: wrote the target {target.package} for {spec}")
    console.result(_next_steps(target, spec, console, fetches=copy is not None))
    return 0


def _init_tables(args: argparse.Namespace, tables: Sequence[str], console: Console) -> int:
    """Write a configuration whose only source are schema tables. Raises ``UsageError``."""
    try:
        package = args.package or package_name(console.cwd.name, tables[0])
        target = target_from_flags("", cwd=console.cwd, tables=tables, output=args.output, package=package)
    except ValueError as error:
        raise UsageError(str(error)) from error
    patterns = ", ".join(map(toml_string, tables))
    _write(args, target, f"tables = [{patterns}]", console)
    shown = ", ".join(tables)
    console.result(f"{CONFIG}: wrote the target {target.package} for the schema tables of {shown}")
    console.result(_next_steps(target, shown, console))
    return 0


def _write(args: argparse.Namespace, target: Target, source: str, console: Console) -> None:
    """Write the configuration, and the JSON Schema if it is asked for. Raises ``UsageError``."""
    _write_schema(args.schema, console)
    try:
        with (console.cwd / CONFIG).open("x", encoding="utf-8") as file:
            file.write(_text(target, source, args.output, _schema_line(args.schema, console.cwd)))
    except OSError as error:
        msg = f"{CONFIG} cannot be written: {error.strerror}"
        raise UsageError(msg) from error
    if args.ci:
        write_ci_files(console)


def _found_source(console: Console, output: str) -> tuple[str, list[str]]:
    """Return the only document in the current folder or below it, else the only application, else patterns of pages.

    Raises ``UsageError`` for none and for several.
    """
    skipped = (Path(output).name,)
    for find, what in ((find_documents, "documents"), (find_apps, "applications")):
        found = find(console.cwd, skipped=skipped)
        if len(found) == 1:
            return found[0], []
        if found:
            more = f", and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
            msg = f"there are several {what}: {', '.join(found[:_SHOWN])}{more}; name one with codegen init SPEC"
            raise UsageError(msg)
    pages = find_pages(console.cwd, skipped=skipped)
    if pages:
        return "", pages
    msg = "no OpenAPI document, FastAPI application or schema table in this folder or below it: run codegen init SPEC"
    raise UsageError(msg)


def _document(spec: str, path: Path) -> Document:
    """Load a document. Raises ``UsageError`` if it is missing or of no supported format."""
    if spec == STDIN:
        msg = "a configuration names a file, so codegen init cannot read standard input (-)"
        raise UsageError(msg)
    if not path.is_file():
        msg = f"the file {spec} does not exist"
        raise UsageError(msg)
    document = load(path, name=spec, found=Diagnostics())
    if document is None or format_of(document) is None:
        msg = f"{spec} is not a document of a supported format: {', '.join(row.name for row in FORMATS)}"
        raise UsageError(msg)
    return document


def _title(document: Document) -> str:
    info = document.value.get("info") if isinstance(document.value, dict) else None
    title = info.get("title") if isinstance(info, dict) else None
    return title if isinstance(title, str) else ""


def _write_schema(name: str | None, console: Console) -> None:
    """Write the JSON Schema of the configuration, if a file is named. Raises ``UsageError`` if that is not possible."""
    if name is None:
        return
    path = console.output_path(name)
    try:
        path.write_text(json_text(config_schema(PARTS), indent=2) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        msg = f"{name} cannot be written: {error.strerror}"
        raise UsageError(msg) from error


def _next_steps(target: Target, spec: str, console: Console, *, fetches: bool = False) -> str:
    folder = console.display(target.folder)
    committed = [CONFIG, *(["sources/"] if fetches else []), f"{folder}/"]
    wanted = [*extra_requirements("client"), *extra_requirements("server")]
    return _NEXT.format(
        fetch="  codegen fetch        # writes sources/, the snapshot that other commands read\n" if fetches else "",
        folder=folder,
        requirements=" ".join(f'"{text}"' for text in ["pydantic>=2", *wanted]),
        committed=f"{', '.join(committed[:-1])} and {committed[-1]}",
        spec=spec,
        output=console.display(target.output),
    )


def _spec(target: Target, cwd: Path) -> str:
    """Return the path of the document relative to the current folder."""
    return Path(os.path.relpath(target.root / target.spec, cwd)).as_posix()


def _schema_line(schema: str | None, cwd: Path) -> str:
    """Return the line that names the JSON Schema of the configuration, empty without one."""
    place = "" if schema is None else Path(os.path.relpath(cwd / schema, cwd)).as_posix()
    return f"#:schema ./{quote(place)}\n\n" if place else ""


def _text(target: Target, source: str, output: str, schema: str) -> str:
    return _TEMPLATE.format(
        schema=schema,
        name=target.package,
        source=source,
        output=toml_string(Path(output).as_posix()),
        prefix=target.package.upper(),
    )
