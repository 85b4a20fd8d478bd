"""``codegen fetch``: write snapshots of documents, and the locks that pin them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.cli.reporter import Reporter
from codegen.cli.sources import add_source_arguments, choose_sources, make_request, report_failures
from codegen.core.errors import UsageError
from codegen.core.printed import visible
from codegen.sources.refresh import find_pinned, plan_refresh, write_all

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console
    from codegen.config import Target
    from codegen.sources.snapshot import Change

EXIT_CHANGED = 1
EXIT_INVALID = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_source_arguments(parser)
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument("--force", action="store_true", help="overwrite snapshots that were edited")
    modes.add_argument("--check", action="store_true", help="write nothing; exit 1 if a source has another version")
    modes.add_argument(
        "--pinned", metavar="FILE", help="write the document that sources.lock pins to a file (one target only)"
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Fetch every source, then write all snapshots, or none."""
    reporter = Reporter(console=console, format="text")
    targets = choose_sources(args, console, reporter)
    reporter.flush()
    if not targets:
        return EXIT_INVALID
    if args.pinned:
        return _write_pinned(args, targets, console)
    changes, failures = plan_refresh(targets, make_request(args, console, force=args.force))
    report_failures(failures, console)
    if failures:
        return EXIT_INVALID
    if not args.check:
        write_all(changes)
    for change in changes:
        console.result(visible(_line(change, console, written=not args.check)))
    return EXIT_CHANGED if args.check and any(changes) else 0


def _line(change: Change, console: Console, *, written: bool) -> str:
    target = change.target
    source = target.source.shown if target.source is not None else ""
    if not change:
        state = "unchanged"
    elif not written:
        state = "the source has another version: run codegen update" if change.new_document else "the lock is outdated"
    elif not change.snapshot.files:
        state = "added"
    else:
        state = "updated" if change.new_document else "lock updated"
    return f"{console.display(target.root / target.spec)}: {state} ({source})"


def _write_pinned(args: argparse.Namespace, targets: list[Target], console: Console) -> int:
    """Write the pinned document of one target. Raises ``UsageError``."""
    if len(targets) != 1:
        msg = f"--pinned needs one of the targets {', '.join(target.name for target in targets)}"
        raise UsageError(msg)
    content = find_pinned(targets[0], make_request(args, console))
    try:
        console.output_path(args.pinned).write_bytes(content)
    except OSError as error:
        msg = f"{args.pinned} cannot be written: {error.strerror}"
        raise UsageError(msg) from error
    console.note(f"wrote {args.pinned}")
    return 0
