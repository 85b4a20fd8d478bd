"""``codegen init``: write a first configuration."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.config import find_config, target_from_flags
from codegen.config.discover import CONFIG
from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import UsageError
from codegen.openapi.document import load
from codegen.openapi.formats import FORMATS, format_of

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console
    from codegen.config import Target

_TEMPLATE = """\
# Configuration of `codegen generate`; docs/configuration.md of spec-codegen describes every key.

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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("spec", metavar="SPEC", help="OpenAPI document to generate from")
    parser.add_argument("--output", metavar="DIR", default="generated", help="folder for packages (default: generated)")
    parser.add_argument("--package", metavar="NAME", help="name of the package (default: the document's)")


def run(args: argparse.Namespace, console: Console) -> int:
    """Write ``codegen.toml`` in the current folder. Raises ``UsageError`` if one exists or the document is invalid."""
    existing = find_config(console.cwd)
    if existing is not None:
        msg = f"a configuration exists already: {console.display(existing)}"
        raise UsageError(msg)
    if not (console.cwd / args.spec).is_file():
        msg = f"the file {args.spec} does not exist"
        raise UsageError(msg)
    document = load(console.cwd / args.spec, name=args.spec, found=Diagnostics())
    if document is None or format_of(document) is None:
        msg = f"{args.spec} is not a document of a supported format: {', '.join(row.name for row in FORMATS)}"
        raise UsageError(msg)
    try:
        target = target_from_flags(args.spec, cwd=console.cwd, output=args.output, package=args.package)
    except ValueError as error:
        raise UsageError(str(error)) from error
    try:
        with (console.cwd / CONFIG).open("x", encoding="utf-8") as file:
            file.write(_text(target, console.cwd, args.output))
    except OSError as error:
        msg = f"{CONFIG} cannot be written: {error.strerror}"
        raise UsageError(msg) from error
    console.result(f"{CONFIG}: wrote the target {target.package}; next, run codegen generate")
    return 0


def _text(target: Target, cwd: Path, output: str) -> str:
    spec = Path(os.path.relpath(target.root / target.spec, cwd)).as_posix()
    return _TEMPLATE.format(
        name=target.package, spec=_toml(spec), output=_toml(Path(output).as_posix()), prefix=target.package.upper()
    )


def _toml(text: str) -> str:
    """Return a TOML basic string."""
    escaped = "".join(
        f"\\u{ord(char):04X}" if ord(char) < ord(" ") or char == "\x7f" else char
        for char in text.replace("\\", "\\\\").replace('"', '\\"')
    )
    return f'"{escaped}"'
