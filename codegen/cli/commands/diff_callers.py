"""The part of ``codegen diff`` that looks at callers: ``--scan``, ``--fix`` and ``--witness``."""

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
_LEAST = 0.5
_FORMATS = ("text", "json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    group = parser.add_argument_group(
        "callers", "look at code that uses the generated package (--scan and --fix need the extra spec-codegen[fix])"
    )
    group.add_argument(
        "--scan", metavar="SRC", nargs="+", help="files and folders: show where they use what breaks, and nothing else"
    )
    group.add_argument(
        "--package", metavar="NAME", help="dotted name under which SRC imports the package (default: its own name)"
    )
    group.add_argument(
        "--witness",
        metavar="DIR",
        help="write a minimal caller for each finding that breaks callers",
    )
    group.add_argument(
        "--verify-witnesses",
        action="store_true",
        help="check each against both versions with mypy (extra spec-codegen[witness]); mark what it does not confirm",
    )
    group.add_argument("--fix", action="store_true", help="with --scan: print a patch that rewrites what is mechanical")
    group.add_argument("--write", action="store_true", help="with --fix: rewrite the files instead of printing a patch")
    group.add_argument("--moves", metavar="FILE", help="with --scan: what became what, as an edited file of moves")
    group.add_argument(
        "--write-moves", metavar="FILE", help="write what became what to a file (.toml or .json), for --moves"
    )


def check_arguments(args: argparse.Namespace) -> None:
    """Raise ``UsageError`` for options that do not fit together."""
    for option, needed in (("fix", "scan"), ("moves", "scan"), ("package", "scan"), ("write", "fix")):
        if getattr(args, option) and not getattr(args, needed):
            msg = f"--{option} needs --{needed}"
            raise UsageError(msg)
    if args.scan and args.format not in _FORMATS:
        msg = f"--scan prints text or json, not {args.format}"
        raise UsageError(msg)


def witnessed(
    args: argparse.Namespace, console: Console, report: Report, sides: tuple[ComparedApi, ComparedApi]
) -> Report:
    """Write and check witnesses, where that is asked for; return the report with what came of it."""
    if not args.witness and not args.verify_witnesses:
        return report
    witnesses = make_witnesses(report, *sides)
    verdicts = verify(witnesses, *sides) if args.verify_witnesses else {}
    if args.witness:
        write_witnesses(console.cwd / args.witness, args.witness, witnesses, verdicts)
    made = sum(1 for item in witnesses if item.file)
    confirmed = sum(1 for verdict in verdicts.values() if verdict.confirmed)
    checked = f"; {confirmed} confirmed, {len(verdicts) - confirmed} not" if args.verify_witnesses else ""
    console.note(f"witnesses: {made} for {len(witnesses)} findings that break callers{checked}")
    return marked(report, verdicts)


def moves_file(
    args: argparse.Namespace, console: Console, report: Report, sides: tuple[ComparedApi, ComparedApi]
) -> None:
    """Write the proposed moves, where that is asked for."""
    if args.write_moves:
        write_moves(console.cwd / args.write_moves, args.write_moves, report, sides)
        console.note(f"wrote {args.write_moves}")


def scan_callers(
    args: argparse.Namespace, console: Console, report: Report, sides: tuple[ComparedApi, ComparedApi]
) -> tuple[str, int]:
    """Return what to print, and the exit code: 1 where something that breaks is used, or left by a rewrite."""
    module = _scanner()
    roots = [console.cwd / Path(item) for item in args.scan]
    file = console.cwd / args.moves if args.moves else None
    looked = module.look(roots, console.cwd, report, sides, (args.package or "", file))
    for label, reason in looked.found.broken:
        console.note(visible_line(f"{label} is not scanned: {reason}"))
    if not looked.imported and not args.package:
        console.note(f"nothing imports {sides[0].names.package}: if code knows it by another name, give --package")
    if args.fix:
        text, failed = _fixed(args, console, looked)
    else:
        text = str(looked.as_json() if args.format == "json" else looked.as_text())
        failed = any(_counts(place.use) for place in looked.found.places)
    return text, EXIT_USED if failed and args.fail_on != Level.NONE else 0


def _fixed(args: argparse.Namespace, console: Console, looked: Any) -> tuple[str, bool]:  # noqa: ANN401 - libcst
    """Write the rewritten files, or return them as a patch; and whether a use that breaks is left."""
    for line in looked.left:
        console.note(line)
    left = any(_counts(item.place.use) for item in looked.made.left) or bool(looked.made.unasked)
    if not args.write:
        return looked.made.patch(), left
    looked.write()
    count = len(looked.made.files)
    console.note(f"rewrote {count} file{'' if count == 1 else 's'}")
    return "", left


def _counts(use: Any) -> bool:  # noqa: ANN401 - libcst, which it is made of, may not be installed
    verdicts = use.row.finding.verdicts
    return use.confidence >= _LEAST and Level.ERR in {verdicts.caller, verdicts.service}


def _scanner() -> Any:  # noqa: ANN401 - likewise
    """Load the scanner. Raises ``UsageError`` where its extra is not installed."""
    try:
        return importlib.import_module("codegen.migrate.callers")
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("libcst"):
            raise
        msg = "--scan and --fix need libcst: install spec-codegen[fix]"
        raise UsageError(msg) from error
