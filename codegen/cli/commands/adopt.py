"""``codegen adopt``: take over the names of an existing Python SDK into the configuration."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.adopt.read import load_sdk
from codegen.adopt.service import adopt, diagnostics, read_api
from codegen.adopt.write import require_tomlkit, updated
from codegen.cli.reporter import Reporter
from codegen.config import find_config, load_config, target_from_flags
from codegen.config.discover import CONFIG, PYPROJECT, TOOLS
from codegen.config.toml import parse_toml
from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import UsageError
from codegen.core.printed import json_text, visible_line
from codegen.output.folder import write_file
from codegen.python.parts import PARTS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from codegen.adopt.service import Adopted
    from codegen.cli.console import Console
    from codegen.config import Target

EXIT_INVALID = 2
_SHOWN = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "sdk",
        metavar="SDK",
        help="the SDK: a folder, a wheel, an sdist, an installed package, or git+https://HOST/REPOSITORY@REVISION",
    )
    parser.add_argument("--spec", metavar="FILE", help="OpenAPI document (default: that of the target)")
    parser.add_argument("--target", metavar="NAME", help="target to change or to add (default: the one with this spec)")
    parser.add_argument(
        "--config", metavar="FILE", help="configuration (default: the nearest codegen.toml or pyproject.toml)"
    )
    parser.add_argument("--dry-run", action="store_true", help="print the configuration instead of writing it")
    parser.add_argument("--all", action="store_true", help=f"list everything that is not taken over, not only {_SHOWN}")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="format (default: text)")


def run(args: argparse.Namespace, console: Console) -> int:
    """Write the names of an SDK into the configuration; 2 for an invalid document, configuration or SDK."""
    require_tomlkit()
    reporter = Reporter(console=console, format="text")
    path = Path(os.path.normpath(console.cwd / args.config)) if args.config else find_config(console.cwd)
    targets = _targets(path, reporter)
    if targets is None:
        reporter.flush()
        return EXIT_INVALID
    path = path or console.cwd / CONFIG
    target = _target(args, targets, console, path)
    preparation = read_api(target)
    errors = diagnostics(preparation)
    reporter.add(errors, target.root, preparation.documents)
    reporter.flush()
    if len(errors):
        return EXIT_INVALID
    result = adopt(load_sdk(args.sdk, console.cwd), target, preparation)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    spec = Path(os.path.relpath(target.root / target.spec, path.parent)).as_posix()
    text = updated(before, target.name, spec, result.adoption, tool=_tool(path, before))
    if args.dry_run:
        console.out.write(text)
        return 0
    try:
        write_file(path, text.encode())
    except OSError as error:
        msg = f"{console.display(path)} cannot be written: {error.strerror}"
        raise UsageError(msg) from error
    _report(args, console, result, console.display(path))
    return 0


def _targets(path: Path | None, reporter: Reporter) -> Sequence[Target] | None:
    """Return the configured targets, none without a configuration; None for an invalid one, which is reported."""
    if path is None:
        return ()
    found = Diagnostics()
    config = load_config(path, found, PARTS)
    reporter.add(found, path.parent, {})
    return config.targets if config is not None else None


def _target(args: argparse.Namespace, targets: Sequence[Target], console: Console, path: Path) -> Target:
    """Return the target to change, or a new one for ``--spec``. Raises ``UsageError``."""
    named = [target for target in targets if not args.target or target.name == args.target]
    if not args.spec:
        return _first(named, args.target)
    spec = _document(args.spec, console)
    for target in named:
        if Path(os.path.normpath(target.root / target.spec)) == spec:
            return target
    if args.target and named:
        msg = f"the target {args.target!r} has another spec than {args.spec}"
        raise UsageError(msg)
    return _new_target(spec, args.target, path.parent)


def _first(named: Sequence[Target], name: str | None) -> Target:
    """Return the first of the targets with a name. Raises ``UsageError`` if there is none."""
    if not named:
        msg = f"no target {name!r}" if name else "name the document of the API with --spec FILE"
        raise UsageError(msg)
    return named[0]


def _new_target(spec: Path, name: str | None, root: Path) -> Target:
    """Return a target for a document. Raises ``UsageError`` for an invalid name."""
    try:
        return target_from_flags(str(spec), cwd=root, package=name)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _document(name: str, console: Console) -> Path:
    """Return the path of the document that ``--spec`` names. Raises ``UsageError``."""
    path = Path(os.path.normpath(console.cwd / name))
    if not path.is_file():
        msg = f"the file {name} does not exist"
        raise UsageError(msg)
    return path


def _tool(path: Path, text: str) -> str:
    """Return the table of pyproject.toml that holds the configuration; empty for other files."""
    if path.name != PYPROJECT:
        return ""
    parsed = parse_toml(text, path.name, Diagnostics())
    tool = parsed[0].get("tool") if parsed is not None else None
    return next((name for name in TOOLS if isinstance(tool, dict) and name in tool), TOOLS[0])


def _report(args: argparse.Namespace, console: Console, result: Adopted, path: str) -> None:
    made = result.adoption
    numbers = {
        "operations": result.operations,
        "matched": result.matched,
        "equal_names": result.equal,
        "names": len(made.names),
        "arguments": len(made.arguments),
        "pagination": len(made.pagination),
        "client": sorted(made.client),
        "types": result.types,
    }
    if args.format == "json":
        console.result(json_text({"config": path, "target": result.target.name, **numbers, "open": made.open}, 2))
        return
    console.result(
        f"{path}: the target {result.target.name} has the names of {result.equal} of {result.matched} methods "
        f"({result.operations} operations in the document)"
    )
    console.result(
        f"{len(made.names)} names, arguments of {len(made.arguments)} methods, pagination of {len(made.pagination)}, "
        f"client settings: {', '.join(sorted(made.client)) or 'none'}; {result.types} classes have names of the SDK"
    )
    if made.open:
        console.result(f"not taken over ({len(made.open)}):")
    shown = made.open if args.all else made.open[:_SHOWN]
    for line in shown:
        console.result(visible_line(f"  {line}"))
    if len(shown) < len(made.open):
        console.result(f"  … and {len(made.open) - len(shown)} more; --all lists them")
