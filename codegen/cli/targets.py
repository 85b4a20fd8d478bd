"""Selects the targets of a run: targets of a configuration file, or one target described by flags."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.cli.remote import fetched_document
from codegen.cli.stdin import STDIN, STDIN_NAME, document_name, read_stdin
from codegen.config import FORMATTERS, Target, allowed_refs, find_config, load_config, target_from_flags
from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import UsageError
from codegen.core.location import Location
from codegen.core.options import DATA_PART, MODEL_KINDS
from codegen.core.suggest import closest
from codegen.output.verify import find_orphans
from codegen.python.parts import PARTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.cli.console import Console
    from codegen.cli.reporter import Reporter
    from codegen.config import Config

_PARTS = tuple(row.name for row in PARTS if row.selectable)
_DEFAULT_PARTS = tuple(row.name for row in PARTS if row.default)
_PAGES = frozenset({".md", ".markdown", ".html", ".htm", ".csv", ".tsv"})
_ONLY_WITH_INPUT = ("overlay", "allow_refs", "output", "package", "emit", "models", "formatter")


def add_target_arguments(parser: argparse.ArgumentParser, *, documents: bool = False) -> None:
    """Add the arguments that select targets; with ``documents``, a single argument may also be a document."""
    metavar, also = ("TARGET|SPEC", ", or one document") if documents else ("TARGET", "")
    parser.add_argument(
        "targets", nargs="*", metavar=metavar, help=f"targets of the configuration (default: all){also}"
    )
    parser.add_argument(
        "--config", metavar="FILE", help="configuration (default: the nearest codegen.toml or pyproject.toml)"
    )
    group = parser.add_argument_group("without a configuration")
    group.add_argument(
        "--spec", metavar="FILE", help="OpenAPI document, its address (fetched for this run), or - for standard input"
    )
    group.add_argument(
        "--tables", metavar="GLOB", nargs="+", action="extend", help="schema tables (alone, they are the source)"
    )
    group.add_argument("--overlay", metavar="FILE", action="append", help="OpenAPI Overlay to apply (may be repeated)")
    group.add_argument(
        "--allow-refs",
        metavar="WHERE",
        nargs="+",
        action="extend",
        help="folders, or origins such as https://example.com, that $ref may reach besides the document's folder",
    )
    group.add_argument("--output", metavar="DIR", help="folder that holds the package (default: generated)")
    group.add_argument("--package", metavar="NAME", help="name of the package (default: the document's)")
    group.add_argument(
        "--emit",
        metavar="PARTS",
        nargs="+",
        action="extend",
        type=_parts,
        help=f"parts to generate, of {','.join(_PARTS)} (default: {','.join(_DEFAULT_PARTS)})",
    )
    group.add_argument("--models", choices=MODEL_KINDS, help=f"kind of the models (default: {MODEL_KINDS[0]})")
    group.add_argument("--formatter", choices=FORMATTERS, help="formatter of the output (default: black)")


def add_shard_argument(parser: argparse.ArgumentParser) -> None:
    """Add the argument that selects a share of the targets."""
    parser.add_argument(
        "--shard",
        metavar="I/N",
        type=_shard,
        help="the I-th of N shares of the targets, for builds on several machines",
    )


def _shard(text: str) -> tuple[int, int]:
    """Parse a share. Raises ``ArgumentTypeError``."""
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        msg = f"{text!r} is not I/N with 1 <= I <= N"
        raise argparse.ArgumentTypeError(msg)
    return int(number), int(count)


def _parts(text: str) -> tuple[str, ...]:
    """Parse a comma-separated list of parts. Raises ``ArgumentTypeError`` for an unknown part."""
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    for part in parts:
        if part not in _PARTS:
            msg = f"unknown part {part!r}: {closest(part, _PARTS)}"
            raise argparse.ArgumentTypeError(msg)
    return parts


def _chosen(given: Sequence[tuple[str, ...]] | None) -> tuple[str, ...]:
    """Return the given parts, or the default ones, in the order of the table."""
    wanted = {part for parts in given for part in parts} if given else set(_DEFAULT_PARTS)
    return tuple(part for part in _PARTS if part in wanted)


def choose_targets(args: argparse.Namespace, console: Console, reporter: Reporter) -> list[Target]:
    """Return the selected targets; an empty list when the configuration is invalid, which is reported.

    Raises ``UsageError`` for flags that cannot be combined, unknown targets, and a missing configuration.
    """
    if args.spec is not None or args.tables:
        if args.config or args.targets:
            flag = "--spec" if args.spec else "--tables"
            msg = f"{flag} cannot be combined with --config or TARGET"
            raise UsageError(msg)
        return [_from_flags(args, console)]
    for name in _ONLY_WITH_INPUT:
        if getattr(args, name) is not None:
            flag = name.replace("_", "-")
            msg = f"--{flag} needs --spec or --tables; in a configuration file, set the key"
            raise UsageError(msg)
    return configured_targets(args, console, reporter)


def _models(args: argparse.Namespace) -> str:
    """Return the kind of the models. Raises ``UsageError`` if other parts are selected as well."""
    kind = args.models or MODEL_KINDS[0]
    if kind != MODEL_KINDS[0] and args.emit and _chosen(args.emit) != ("models",):
        msg = f"--models {kind} cannot be combined with --emit: these models are generated without other parts"
        raise UsageError(msg)
    return kind


def _from_flags(args: argparse.Namespace, console: Console) -> Target:
    """Return the target that flags describe; an address is fetched for this run. Raises ``UsageError``."""
    spec, content = _given_document(args, console)
    try:
        target = target_from_flags(
            spec,
            cwd=console.cwd,
            tables=args.tables or (),
            overlays=args.overlay or (),
            output=args.output,
            package=args.package or (None if content is None else document_name(content)),
            emit=_chosen(args.emit),
            formatter=args.formatter or "black",
        )
        allow_refs = allowed_refs(args.allow_refs or (), console.cwd, target.root)
    except ValueError as error:
        raise UsageError(str(error)) from error
    kind = _models(args)
    emit = target.emit if kind == MODEL_KINDS[0] else (DATA_PART,)
    return replace(target, allow_refs=allow_refs, models=kind, emit=emit, content=content)


def _given_document(args: argparse.Namespace, console: Console) -> tuple[str, bytes | None]:
    """Return the path of ``--spec`` or of its copy, or a name and the content. Raises ``UsageError``."""
    if args.spec == STDIN:
        return STDIN_NAME, read_stdin(console)
    copy = fetched_document(args.spec, console) if args.spec else None
    if copy is not None and (args.tables or args.overlay):
        msg = "--tables and --overlay need a file as --spec: set an address in codegen.toml and run codegen fetch"
        raise UsageError(msg)
    if copy is None and args.spec and Path(args.spec).suffix.lower() in _PAGES:
        msg = f"--spec {args.spec}: reference pages are schema tables, read them with --tables"
        raise UsageError(msg)
    return str(copy or args.spec or ""), None


def _report_orphans(config: Config, console: Console, found: Diagnostics) -> None:
    """Warn about packages in the output folders that no target writes any more."""
    for folder in find_orphans({target.output for target in config.targets}, config.packages):
        at = Location(os.path.relpath(folder, config.path.parent).replace(os.sep, "/"))
        hint = "delete it, or list it in packages of [verify]"
        found.warning("output-orphan", f"no target of {console.display(config.path)} writes this package", at, hint)


def configuration(args: argparse.Namespace, console: Console) -> Path:
    """Return the path of the configuration. Raises ``UsageError`` if there is none."""
    path = Path(os.path.normpath(console.cwd / args.config)) if args.config else find_config(console.cwd)
    if path is None:
        msg = "no codegen.toml in this folder or above: run codegen init, or use --spec FILE"
        raise UsageError(msg)
    return path


def configured_targets(args: argparse.Namespace, console: Console, reporter: Reporter) -> list[Target]:
    """Return the targets of the configuration that ``args.targets`` names, or all; an empty list if it is invalid.

    With ``args.shard``, a share of them, which may be empty.

    Raises ``UsageError`` for unknown targets and a missing configuration.
    """
    path = configuration(args, console)
    found = Diagnostics()
    config = load_config(path, found, PARTS)
    if config is not None and not args.targets:
        _report_orphans(config, console, found)
    reporter.add(found, path.parent, {})
    if config is None:
        return []
    console.detail(f"configuration: {console.display(path)}")
    if not config.targets:
        msg = f"no target is configured in {console.display(path)}: add a [targets.NAME] table with a spec"
        raise UsageError(msg)
    shard: tuple[int, int] | None = getattr(args, "shard", None)
    targets = _named(config, args.targets, console)
    chosen = targets if shard is None else targets[shard[0] - 1 :: shard[1]]
    if not chosen:
        console.note(f"codegen: no target is in this share of {len(targets)}")
    return chosen


def _named(config: Config, names: Sequence[str], console: Console) -> list[Target]:
    """Return the targets of the given names, all without any. Raises ``UsageError`` for an unknown name."""
    known = [target.name for target in config.targets]
    for name in names:
        if name not in known:
            msg = f"no target {name!r} in {console.display(config.path)}: {closest(name, known)}"
            raise UsageError(msg)
    return [target for target in config.targets if not names or target.name in names]
