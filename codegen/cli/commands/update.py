"""``codegen update``: fetch documents, generate their packages, and report the changes for a pull request."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from codegen.cli.progress import Progress
from codegen.cli.reporter import Reporter, add_report_arguments
from codegen.cli.sources import add_source_arguments, choose_sources, make_request, report_failures
from codegen.core.errors import UsageError
from codegen.core.printed import visible
from codegen.pipeline.generate import exit_code
from codegen.pipeline.steps import generate
from codegen.update.report import render_update
from codegen.update.run import Effect, TargetUpdate, Update, update

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from codegen.cli.console import Console

EXIT_CONFLICT = 1
EXIT_INVALID = 2
_STATES = {Effect.UNCHANGED: "unchanged", Effect.CHANGED: "updated", Effect.BREAKING: "updated, with breaking changes"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_source_arguments(parser)
    add_report_arguments(parser)
    parser.add_argument("--output", metavar="FILE", help="write the report (Markdown) to a file, not standard output")
    parser.add_argument(
        "--merge", action="store_true", help="keep hand edits of packages: three-way merge; conflicts exit 1"
    )
    parser.add_argument(
        "--exit-code",
        action="store_true",
        help=f"exit {Effect.CHANGED:d} if a document or package changed, {Effect.BREAKING:d} for breaking changes",
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Update every target, or none; print or write the report."""
    reporter = Reporter(console=console, format=args.format)
    targets = choose_sources(args, console, reporter)
    if not targets:
        reporter.finish("update")
        return EXIT_INVALID
    output = None if args.output is None else console.output_path(args.output)
    with Progress(console) as progress:
        done = update(
            targets,
            make_request(args, console),
            partial(generate, step=progress.step),
            merge=args.merge,
            allow_partial=args.allow_partial,
        )
    report_failures(done.failures, console)
    reporter.add_outcomes(done.outcomes)
    reporter.flush()
    if not done.written:
        if not done.failures:
            console.fail("nothing was written: the snapshots are the previous ones")
        reporter.finish("update")
        return EXIT_INVALID
    for item in done.targets:
        _add(item, reporter)
    if output is not None or not reporter.is_document:
        _write(render_update(done), output, console)
    reporter.finish("update")
    return _code(done, args)


def _add(item: TargetUpdate, reporter: Reporter) -> None:
    """Report the state of a target."""
    target = item.outcome.target
    folder = reporter.console.display(target.folder)
    reporter.add_merge(item.outcome.merged, folder)
    if reporter.is_document:
        reporter.result("", kind="update", target=target.name, folder=folder, effect=item.effect.name.lower())
    else:
        reporter.console.note(visible(f"{target.name}: {_STATES[item.effect]}"))


def _code(done: Update, args: argparse.Namespace) -> int:
    """Return the exit code. With ``--exit-code``, elements that were not generated do not change it."""
    partial_output = args.allow_partial or args.exit_code
    code = exit_code(done.outcomes, strict=args.strict, allow_partial=partial_output)
    if any(item.outcome.merged.conflicts for item in done.targets):
        code = max(code, EXIT_CONFLICT)
    return code or (int(done.effect) if args.exit_code else 0)


def _write(text: str, output: Path | None, console: Console) -> None:
    """Print the report, or write it to a file. Raises ``UsageError`` when the file cannot be written."""
    if output is None:
        console.out.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        msg = f"{console.display(output)} cannot be written: {error.strerror}"
        raise UsageError(msg) from error
