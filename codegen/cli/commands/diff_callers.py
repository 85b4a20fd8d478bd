"""The options of ``codegen diff`` for code that uses the package: ``--scan``, ``--fix`` and ``--witness``."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codegen.core.errors import UsageError
from codegen.core.printed import visible_line
from codegen.diff.model.changes import Level
from codegen.migrate.reproducers.service import make_witnesses, write_witnesses
from codegen.migrate.reproducers.verdict import marked
from codegen.migrate.reproducers.verify import verify
from codegen.migrate.rewrite.propose import write_moves

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.model.changes import Report

EXIT_USED = 1
_MIN_CONFIDENCE = 0.5
_FORMATS = ("text", "json")
_ACTIONS = ("scan", "fix")
_LEAST = 2
OPTIONS = ("scan", "package", "witness", "verify_witnesses", "fix", "write", "moves", "write_moves")
"""The options of the group."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the group ``callers``."""
    group = parser.add_argument_group(
        "callers", "analyse code that uses the generated package (--scan and --fix need the extra spec-codegen[fix])"
    )
    group.add_argument(
        "--scan", metavar="SRC", nargs="+", help="files and folders: report only their uses of what breaks"
    )
    group.add_argument(
        "--package", metavar="NAME", help="dotted name under which SRC imports the package (default: its own name)"
    )
    group.add_argument(
        "--witness",
        metavar="DIR",
        help="write a reproducer (a minimal caller) for each change that breaks callers",
    )
    group.add_argument(
        "--verify-witnesses",
        action="store_true",
        help="run mypy on reproducers with both versions (extra spec-codegen[witness]); mark unconfirmed changes",
    )
    group.add_argument("--fix", action="store_true", help="with --scan: print a patch with the mechanical changes")
    group.add_argument("--write", action="store_true", help="with --fix: rewrite the files instead of printing a patch")
    group.add_argument(
        "--moves", metavar="FILE", help="with --scan: use this file of moves (renames and new locations)"
    )
    group.add_argument(
        "--write-moves", metavar="FILE", help="write the proposed moves to a file (.toml or .json), for --moves"
    )


def apply_action(args: argparse.Namespace, console: Console) -> None:
    """Read ``scan OLD NEW SRC ...`` and ``fix OLD NEW SRC ...`` as their options. Raises ``UsageError``.

    A file or folder of that name is an input.
    """
    action = args.old if args.old in _ACTIONS and not (console.cwd / args.old).exists() else ""
    if not action:
        if args.sources:
            msg = f"unexpected {args.sources[0]!r}: codegen diff compares OLD and NEW"
            raise UsageError(msg)
        return
    if len(args.sources) < _LEAST:
        msg = f"codegen diff {action} needs OLD, NEW and at least one file or folder"
        raise UsageError(msg)
    args.old, args.new, args.scan = args.new, args.sources[0], [*(args.scan or ()), *args.sources[1:]]
    args.fix = args.fix or action == "fix"


def check_arguments(args: argparse.Namespace) -> None:
    """Raise ``UsageError`` for options that cannot be combined."""
    for option, needed in (("fix", "scan"), ("moves", "scan"), ("package", "scan"), ("write", "fix")):
        if getattr(args, option) and not getattr(args, needed):
            msg = f"--{option} needs --{needed}"
            raise UsageError(msg)
    if args.scan and args.format not in _FORMATS:
        msg = f"--scan supports the formats text and json, not {args.format}"
        raise UsageError(msg)


def with_reproducers(
    args: argparse.Namespace, console: Console, report: Report, apis: tuple[ComparedApi, ComparedApi]
) -> Report:
    """Write and verify reproducers, if requested; return the report, marked with the results."""
    if not args.witness and not args.verify_witnesses:
        return report
    reproducers = make_witnesses(report, *apis)
    results = verify(reproducers, *apis) if args.verify_witnesses else {}
    if args.witness:
        write_witnesses(console.output_path(args.witness), args.witness, reproducers, results)
    written = sum(1 for item in reproducers if item.file)
    confirmed = sum(1 for result in results.values() if result.confirmed)
    checked = f"; {confirmed} confirmed, {len(results) - confirmed} not" if args.verify_witnesses else ""
    console.note(f"reproducers: {written} for {len(reproducers)} changes that break callers{checked}")
    return marked(report, results)


def moves_file(
    args: argparse.Namespace, console: Console, report: Report, apis: tuple[ComparedApi, ComparedApi]
) -> None:
    """Write the proposed moves, if requested."""
    if args.write_moves:
        write_moves(console.output_path(args.write_moves), args.write_moves, report, apis)
        console.note(f"wrote {args.write_moves}")


def scan_callers(
    args: argparse.Namespace, console: Console, report: Report, apis: tuple[ComparedApi, ComparedApi]
) -> tuple[str, int]:
    """Return the output and the exit code: 1 if callers use what breaks, or a rewrite leaves such uses."""
    module = _scanner()
    roots = [console.cwd / Path(item) for item in args.scan]
    file = console.cwd / args.moves if args.moves else None
    scan = module.look(roots, console.cwd, report, apis, (args.package or "", file))
    for label, reason in scan.found.broken:
        console.note(visible_line(f"{label} is not scanned: {reason}"))
    if not scan.imported and not args.package:
        console.note(f"no file imports {apis[0].names.package}: if the package has another name there, give --package")
    if args.fix:
        text, failed = _fixed(args, console, scan)
    else:
        text = str(scan.as_json() if args.format == "json" else scan.as_text())
        failed = any(_breaks(place.use) for place in scan.found.places)
    return text, EXIT_USED if failed and args.fail_on != Level.NONE else 0


def _fixed(args: argparse.Namespace, console: Console, scan: Any) -> tuple[str, bool]:  # noqa: ANN401 - libcst
    """Write the rewritten files or return a patch; also return whether uses of what breaks remain."""
    for line in scan.left:
        console.note(line)
    remaining = any(_breaks(item.place.use) for item in scan.made.left) or bool(scan.made.unasked)
    if not args.write:
        return scan.made.patch(), remaining
    scan.write()
    count = len(scan.made.files)
    console.note(f"rewrote {count} file{'' if count == 1 else 's'}")
    return "", remaining


def _breaks(use: Any) -> bool:  # noqa: ANN401 - needs libcst, which may not be installed
    verdicts = use.row.finding.verdicts
    return use.confidence >= _MIN_CONFIDENCE and Level.ERR in {verdicts.caller, verdicts.service}


def _scanner() -> Any:  # noqa: ANN401 - needs libcst, which may not be installed
    """Import the scanner. Raises ``UsageError`` if its extra is not installed."""
    try:
        return importlib.import_module("codegen.migrate.callers")
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("libcst"):
            raise
        msg = "--scan and --fix need libcst: install spec-codegen[fix]"
        raise UsageError(msg) from error
