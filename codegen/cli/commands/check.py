"""``codegen check``: compare packages with what their inputs generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.cli.report.github import annotation
from codegen.cli.reporter import Reporter, add_report_arguments
from codegen.cli.targets import add_target_arguments, choose_targets
from codegen.core.printed import visible, visible_line
from codegen.output.manifest import MANIFEST
from codegen.pipeline.check import drift_diff, find_drift, settle
from codegen.pipeline.generate import Generator, Outcome, build, exit_code, publishable
from codegen.pipeline.steps import generate

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console

EXIT_DRIFT = 1
EXIT_INVALID = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_target_arguments(parser)
    add_report_arguments(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """Generate in memory, and compare with the files on disk."""
    return check(args, console, generate)


def check(args: argparse.Namespace, console: Console, generator: Generator) -> int:
    """Return 1, after printing a diff, when the package of a target is not up to date; write nothing."""
    reporter = Reporter(console=console, format=args.format)
    targets = choose_targets(args, console, reporter)
    outcomes = build(targets, generator)
    reporter.add_outcomes(outcomes)
    reporter.flush()
    chosen = publishable(outcomes, allow_partial=args.allow_partial)
    drifted = [_compare(outcome, reporter) for outcome in chosen]
    if not targets or not chosen:
        return EXIT_INVALID
    code = exit_code(outcomes, strict=args.strict, allow_partial=args.allow_partial)
    return max(code, EXIT_DRIFT) if any(drifted) else code


def _compare(outcome: Outcome, reporter: Reporter) -> bool:
    """Print the differences of one target; return whether there are any. Raises ``OSError`` for unreadable files."""
    if outcome.tree is None:
        return True
    folder = outcome.target.folder
    tree = settle(outcome.tree, folder)
    label = reporter.console.display(folder)
    drift = find_drift(tree, folder)
    diff = [visible_line(line) for line in drift_diff(drift, tree, folder, label)]
    count = len({*drift.missing, *drift.changed, *drift.stale, *drift.blocked})
    files = "1 file is" if count == 1 else f"{count} files are"
    result = f"{label}: {files} not up to date: run codegen generate" if drift else f"{label}: up to date"
    if reporter.format == "text":
        for line in diff:
            reporter.console.result(line)
        for cause in drift.causes:
            reporter.console.result(visible(f"{label}: {cause.message}"))
    if reporter.format == "github" and drift:
        result = annotation(
            f"{label}/{MANIFEST}", "codegen check", "; ".join([result, *(cause.message for cause in drift.causes)])
        )
    reporter.result(
        result,
        kind="target",
        target=outcome.target.name,
        folder=label,
        fresh=not drift,
        missing=drift.missing,
        changed=drift.changed,
        stale=drift.stale,
        blocked=drift.blocked,
        causes=[{"kind": cause.kind, "what": cause.what, "message": cause.message} for cause in drift.causes],
        diff=diff,
    )
    return bool(drift)
