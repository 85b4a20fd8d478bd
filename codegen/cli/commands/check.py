"""``codegen check``: compare packages with what their inputs generate."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from codegen.cli import replay
from codegen.cli.pool import build_targets
from codegen.cli.report import CI_FORMATS
from codegen.cli.report.github import annotation
from codegen.cli.reporter import Reporter, add_report_arguments
from codegen.cli.targets import add_shard_argument, add_target_arguments, choose_targets
from codegen.cli.work import add_work_arguments, open_formatting
from codegen.core.printed import visible, visible_line
from codegen.output.manifest import MANIFEST
from codegen.pipeline.check import expected, file_diffs, find_drift, settle
from codegen.pipeline.generate import Outcome, exit_code, publishable
from codegen.pipeline.steps import generate

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from codegen.cli.console import Console
    from codegen.cli.pool import Builder
    from codegen.cli.replay import Packages
    from codegen.pipeline.check import Drift, FileDiff

EXIT_DRIFT = 1
EXIT_INVALID = 2
_MOST_FILES = 20
_MOST_LINES = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_target_arguments(parser)
    add_shard_argument(parser)
    add_report_arguments(parser, CI_FORMATS)
    add_work_arguments(parser)
    parser.add_argument("--full", action="store_true", help="generate and compare although nothing has changed")
    parser.add_argument(
        "--diff",
        choices=("python", "full", "stat", "none"),
        default="python",
        help="show the files and the first lines of the diff of Python modules (python, default), the files and the "
        "whole diff (full), the files only (stat), or neither (none)",
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Generate in memory, and compare with the files on disk."""
    with open_formatting(args, console) as formatting:
        generator = partial(generate, formatting=formatting)
        step = console.detail
        return check(args, console, partial(build_targets, generator=generator, formatting=formatting, step=step))


def check(args: argparse.Namespace, console: Console, builder: Builder) -> int:
    """Return 1, after printing a diff, when the package of a target is not up to date; write nothing."""
    reporter = Reporter(console=console, format=args.format)
    code, packages = _check(args, reporter, builder)
    reporter.finish("check")
    if packages:
        replay.remember(console, code, packages, console.printed)
    return code


def _check(args: argparse.Namespace, reporter: Reporter, builder: Builder) -> tuple[int, Packages]:
    """Return the exit code, and the packages if all of them are up to date."""
    targets = choose_targets(args, reporter.console, reporter)
    outcomes = builder(targets)
    reporter.add_outcomes(outcomes)
    reporter.flush()
    chosen = publishable(outcomes, allow_partial=args.allow_partial)
    drifted = [_compare(outcome, reporter, args.diff) for outcome in chosen]
    if not chosen:
        return (EXIT_INVALID if reporter.failed else 0), ()
    code = exit_code(outcomes, strict=args.strict, allow_partial=args.allow_partial)
    return (max(code, EXIT_DRIFT), ()) if any(drifted) else (code, expected(chosen))


def _compare(outcome: Outcome, reporter: Reporter, shown: str) -> bool:
    """Print the differences of one target; return whether there are any. Raises ``OSError`` for unreadable files."""
    if outcome.tree is None:
        return True
    folder = outcome.target.folder
    tree = settle(outcome.tree, folder)
    label = reporter.console.display(folder)
    drift = find_drift(tree, folder)
    files = list(file_diffs(drift, tree, folder, label))
    result = f"{label}: {_verdict(files)}: {_remedy(drift)}" if drift else f"{label}: up to date"
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
        diff=[visible_line(line) for line in _diff(files, shown)],
    )
    if reporter.format == "text":
        for cause in drift.causes:
            reporter.console.result(visible(f"{label}: {cause.message}"))
        for line in [*_summary(files, shown), *_diff(files, shown)]:
            reporter.console.result(visible_line(line))
    return bool(drift)


def _remedy(drift: Drift) -> str:
    """Return the command that brings a package up to date; hand edits need a decision."""
    if any(cause.kind == "edited" for cause in drift.causes):
        return "run codegen generate --merge to keep the edits, or --force to set them aside"
    return "run codegen generate"


def _verdict(files: Sequence[FileDiff]) -> str:
    """Return the number of files that are not up to date, in all and by change."""
    counts = Counter(item.change for item in files)
    parts = ", ".join(
        f"{counts[change]} {change}" for change in ("added", "changed", "removed", "blocked") if counts[change]
    )
    return f"{len(files)} file{' is' if len(files) == 1 else 's are'} not up to date ({parts})"


def _summary(files: Sequence[FileDiff], shown: str) -> Iterator[str]:
    """Yield a line per file."""
    if shown == "none":
        return
    most = len(files) if shown in {"full", "stat"} else _MOST_FILES
    width = max((len(item.path) for item in files[:most]), default=0)
    for item in files[:most]:
        if item.change == "blocked":
            text = "not a regular file or folder, or differs from a generated name only in letter case"
        elif _is_python(item):
            text = f"+{item.added} -{item.removed}"
        else:
            text = item.change
        yield f"  {item.path:{width}}  {text}"
    if len(files) > most:
        yield f"  and {len(files) - most} more files: use --diff stat"


def _diff(files: Sequence[FileDiff], shown: str) -> Iterator[str]:
    """Yield the diff: by default of Python modules only, and a limited number of lines."""
    if shown == "full":
        for item in files:
            yield from item.lines
    elif shown == "python":
        lines = [line for item in files if _is_python(item) for line in item.lines]
        yield from lines[:_MOST_LINES]
        if len(lines) > _MOST_LINES:
            yield f"{len(lines) - _MOST_LINES} more lines: use --diff full"


def _is_python(item: FileDiff) -> bool:
    return item.path.endswith(".py")
