"""``codegen init``: write a first configuration."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

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

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console
    from codegen.config import Target
    from codegen.openapi.document import Document

_TEMPLATE = """\
{schema}# Configuration of `codegen generate`; docs/configuration.md of spec-codegen describes every key.

[targets.{name}]
spec = {spec}
output = {output}
# tables = ["reference/*.md"]          # schema tables to join with the document
# emit = ["models", "client", "server"]
# formatter = "black"                  # or "ruff", "none"

# [targets.{name}.include]             # generate only these operations
# paths = ["/v1/*"]

# [targets.{name}.client]
# env_prefix = "{prefix}"              # the client reads its key from {prefix}_API_KEY
"""
_NEXT = """\
next:
  codegen generate     # writes {folder}/
  codegen show         # lists its methods and models
  pip install {requirements}
commit {config} and {folder}/, codegen.lock included; `codegen check` in CI fails when they differ from {spec}
.gitattributes: the line `{output}/** linguist-generated` hides the package in reviews; no merge driver is needed: after
a merge of branches, `codegen generate` rebuilds a codegen.lock with conflicts"""
_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "spec", metavar="SPEC", nargs="?", help="OpenAPI document (default: the only one in this folder or below it)"
    )
    parser.add_argument("--output", metavar="DIR", default="generated", help="folder for packages (default: generated)")
    parser.add_argument("--package", metavar="NAME", help="name of the package (default: from the document's title)")
    parser.add_argument(
        "--schema", metavar="FILE", help="also write the JSON Schema of the configuration, for editors, and refer to it"
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Write ``codegen.toml`` in the current folder. Raises ``UsageError`` if one exists or there is no document."""
    existing = find_config(console.cwd)
    if existing is not None:
        msg = f"a configuration exists already: {console.display(existing)}; add a [targets.NAME] table to it"
        raise UsageError(msg)
    spec = args.spec or _only_document(console, args.output)
    copy = fetched_document(spec, console)
    document = _document(spec, console.cwd / spec if copy is None else copy)
    try:
        package = args.package or package_name(_title(document), spec if copy is None else copy.name)
        target = target_from_flags(
            spec if copy is None else CONFIG, cwd=console.cwd, output=args.output, package=package
        )
    except ValueError as error:
        raise UsageError(str(error)) from error
    _write_schema(args.schema, console)
    try:
        with (console.cwd / CONFIG).open("x", encoding="utf-8") as file:
            shown = _spec(target, console.cwd) if copy is None else spec
            file.write(_text(target, shown, args.output, _schema_line(args.schema, console.cwd)))
    except OSError as error:
        msg = f"{CONFIG} cannot be written: {error.strerror}"
        raise UsageError(msg) from error
    console.result(f"{CONFIG}: wrote the target {target.package} for {spec}")
    if copy is not None:
        console.result("run codegen fetch first, and commit sources/: other commands read the snapshot in it")
    console.result(_next_steps(target, spec, console))
    return 0


def _only_document(console: Console, output: str) -> str:
    """Return the only document in the current folder or below it. Raises ``UsageError`` for none and for several."""
    found = find_documents(console.cwd, skipped=(Path(output).name,))
    if len(found) == 1:
        return found[0]
    if not found:
        msg = "there is no OpenAPI document in this folder or below it: name one with codegen init SPEC"
        raise UsageError(msg)
    more = f", and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    msg = f"there are several documents: {', '.join(found[:_SHOWN])}{more}; name one with codegen init SPEC"
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


def _next_steps(target: Target, spec: str, console: Console) -> str:
    wanted = [*extra_requirements("client"), *extra_requirements("server")]
    return _NEXT.format(
        folder=console.display(target.folder),
        requirements=" ".join(f'"{text}"' for text in ["pydantic>=2", *wanted]),
        config=CONFIG,
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


def _text(target: Target, spec: str, output: str, schema: str) -> str:
    return _TEMPLATE.format(
        schema=schema,
        name=target.package,
        spec=toml_string(spec),
        output=toml_string(Path(output).as_posix()),
        prefix=target.package.upper(),
    )
