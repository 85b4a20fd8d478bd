"""``codegen generate``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from codegen.cli.progress import Progress
from codegen.cli.reporter import Reporter, add_report_arguments
from codegen.cli.targets import add_target_arguments, choose_targets
from codegen.pipeline.generate import Generator, Outcome, build, exit_code, publish_all, publishable
from codegen.pipeline.scaffold import check_scaffold, scaffold
from codegen.pipeline.steps import generate as generate_package

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from codegen.cli.console import Console

EXIT_CONFLICT = 1
EXIT_INVALID = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    add_target_arguments(parser)
    add_report_arguments(parser)
    edits = parser.add_mutually_exclusive_group()
    edits.add_argument("--force", action="store_true", help="overwrite generated files that were edited by hand")
    edits.add_argument(
        "--merge", action="store_true", help="merge edits of generated files into what comes; conflicts exit 1"
    )
    parser.add_argument(
        "--scaffold",
        metavar="DIR",
        help="write the start of a server into DIR, or list what the one that is there misses (takes one target)",
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Generate, write, and say what was written."""
    with Progress(console) as progress:
        return generate(args, console, partial(generate_package, step=progress.step))


def generate(args: argparse.Namespace, console: Console, generator: Generator) -> int:
    """Generate every target in memory, then write all of them, or none."""
    reporter = Reporter(console=console, format=args.format)
    targets = choose_targets(args, console, reporter)
    if not targets:
        reporter.flush()
        return EXIT_INVALID
    if args.scaffold is not None:
        check_scaffold(targets)
    outcomes = build(targets, generator)
    chosen = publishable(outcomes, allow_partial=args.allow_partial)
    written = publish_all(
        chosen,
        force=args.force,
        merge=args.merge,
        waiting=lambda who: console.note(f"codegen: waiting for {who}, which writes there now"),
    )
    reporter.add_outcomes(outcomes)
    refused = any(item.code == "output-unwritable" for outcome in chosen for item in outcome.found)
    reporter.flush(summary=not refused)  # the system's refusal is the one line that counts
    if not written:
        return EXIT_INVALID
    for outcome in chosen:
        reporter.add_merge(outcome.merged, reporter.console.display(outcome.target.folder))
        _announce(outcome, reporter)
        if args.scaffold is not None:
            _scaffold(outcome, console.cwd / args.scaffold, reporter)
    code = exit_code(outcomes, strict=args.strict, allow_partial=args.allow_partial)
    return max(code, EXIT_CONFLICT) if any(outcome.merged.conflicts for outcome in chosen) else code


def _announce(outcome: Outcome, reporter: Reporter) -> None:
    """Print what happened to one target."""
    done = outcome.publication
    if done is None:
        return
    folder = reporter.console.display(outcome.target.folder)
    counts = {"added": len(done.added), "changed": len(done.changed), "deleted": len(done.deleted)}
    parts = [f"{count} {what}" for what, count in counts.items() if count]
    text = ", ".join([*parts, f"{len(done.unchanged)} unchanged"] if done.unchanged else parts)
    reporter.result(
        f"{folder}: {text} ({outcome.target.name})",
        kind="target",
        target=outcome.target.name,
        folder=folder,
        added=done.added,
        changed=done.changed,
        deleted=done.deleted,
        unchanged=len(done.unchanged),
    )


def _scaffold(outcome: Outcome, folder: Path, reporter: Reporter) -> None:
    """Write the start of a server, or list what it misses."""
    done = scaffold(outcome.target, outcome.result.prepared if outcome.result else None, folder)
    shown = reporter.console.display(folder)
    for path in done.written:
        reporter.result(f"{shown}/{path}: written", kind="scaffold", path=path, written=True)
    if done.written:
        output = reporter.console.display(outcome.target.output)
        reporter.console.note(f"{shown}: serve it there with `uvicorn app:app`; PYTHONPATH has to name {output}")
    for line in done.missing:
        reporter.result(f"{shown}: {line}", kind="scaffold", missing=line)
    if not done.written and not done.missing:
        reporter.result(f"{shown}: nothing is missing", kind="scaffold", folder=shown)
