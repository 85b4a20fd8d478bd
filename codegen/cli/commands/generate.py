"""``codegen generate``: write packages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from codegen.cli import replay
from codegen.cli.pool import build_targets
from codegen.cli.progress import Progress
from codegen.cli.remote import is_address
from codegen.cli.reporter import Reporter, add_report_arguments
from codegen.cli.stdin import STDIN
from codegen.cli.targets import add_shard_argument, add_target_arguments, choose_targets
from codegen.cli.watching import watch
from codegen.cli.work import add_work_arguments, open_formatting
from codegen.core.errors import UsageError
from codegen.core.printed import visible
from codegen.pipeline.check import expected
from codegen.pipeline.generate import Outcome, exit_code, publish_all, publishable, try_objects
from codegen.pipeline.scaffold import check_scaffold, scaffold
from codegen.pipeline.steps import generate as generate_package
from codegen.pipeline.summary import Summary, summarize

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from codegen.cli.console import Console
    from codegen.cli.pool import Builder
    from codegen.output.publish import Publication

EXIT_CONFLICT = 1
EXIT_INVALID = 2
_MOST_PAGES = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_target_arguments(parser)
    add_shard_argument(parser)
    add_report_arguments(parser)
    add_work_arguments(parser)
    parser.add_argument("--watch", action="store_true", help="generate again whenever an input changes, until Ctrl-C")
    parser.add_argument("--no-skip", action="store_true", help="generate although nothing has changed")
    edits = parser.add_mutually_exclusive_group()
    edits.add_argument(
        "--force",
        action="store_true",
        help="overwrite edited files; their content is first copied to .PACKAGE.edits beside the package",
    )
    edits.add_argument(
        "--merge",
        action="store_true",
        help="keep hand edits: three-way merge with the new output; conflicts exit 1",
    )
    parser.add_argument(
        "--scaffold",
        metavar="DIR",
        help="write a server scaffold to DIR; if there is one, list the methods that it lacks (one target only)",
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Generate the packages, write them, and print a summary; with ``--watch``, after each change. See ``watch``."""
    if not args.watch:
        return _run(args, console)
    _check_watchable(args, console)
    return watch(partial(_run, args, console), console)


def _run(args: argparse.Namespace, console: Console) -> int:
    with Progress(console) as progress, open_formatting(args, console) as formatting:
        generator = partial(generate_package, step=progress.step, formatting=formatting)
        builder = partial(build_targets, generator=generator, formatting=formatting, step=progress.step)
        return generate(args, console, builder)


def _check_watchable(args: argparse.Namespace, console: Console) -> None:
    """Raise ``UsageError`` for a report for tools, and for a document that is no file."""
    if args.format != "text":
        msg = f"--watch cannot be combined with --format {args.format}"
        raise UsageError(msg)
    if args.spec is not None and (args.spec == STDIN or is_address(args.spec, console)):
        msg = f"--watch needs a file as --spec, not {args.spec}"
        raise UsageError(msg)


def generate(args: argparse.Namespace, console: Console, builder: Builder) -> int:
    """Generate every target in memory, then write all of them, or none."""
    reporter = Reporter(console=console, format=args.format)
    code, outcomes, before = _generate(args, reporter, builder)
    reporter.finish("generate")
    if outcomes and _is_repeatable(args, outcomes) and not reporter.is_document:
        lines = [*console.printed[:before], *_unchanged(outcomes, console)]
        replay.remember(console, code, expected(outcomes), lines)
    return code


def _generate(args: argparse.Namespace, reporter: Reporter, builder: Builder) -> tuple[int, Sequence[Outcome], int]:
    """Return the exit code, the written packages, and the number of lines printed before those about packages."""
    console = reporter.console
    targets = choose_targets(args, console, reporter)
    if not targets:
        reporter.flush()
        return EXIT_INVALID if reporter.failed else 0, (), 0
    scaffold_folder = None if args.scaffold is None else console.output_path(args.scaffold)
    if scaffold_folder is not None:
        check_scaffold(targets)
    outcomes = builder(targets)
    try_objects(outcomes)
    chosen = publishable(outcomes, allow_partial=args.allow_partial)
    written = publish_all(
        chosen,
        force=args.force,
        merge=args.merge,
        waiting=lambda owner: console.note(f"codegen: waiting for {owner}, which writes to the same folder"),
    )
    reporter.add_outcomes(outcomes)
    refused = any(item.code == "output-unwritable" for outcome in chosen for item in outcome.found)
    reporter.flush(summary=not refused)  # the error of the system is the only line to print
    if not written:
        return EXIT_INVALID, (), 0
    before = len(console.printed)
    for outcome in chosen:
        reporter.add_merge(outcome.merged, reporter.console.display(outcome.target.folder))
        _announce(outcome, reporter)
        if scaffold_folder is not None:
            _scaffold(outcome, scaffold_folder, reporter)
    code = exit_code(outcomes, strict=args.strict, allow_partial=args.allow_partial)
    if any(outcome.merged.conflicts for outcome in chosen):
        return max(code, EXIT_CONFLICT), (), before
    return code, chosen, before


def _is_repeatable(args: argparse.Namespace, outcomes: Sequence[Outcome]) -> bool:
    """Return whether the output depends on files alone that were read here; other processes try configured objects."""
    with_objects = any(item.target.types or item.target.extend or item.target.shared for item in outcomes)
    return args.scaffold is None and not args.merge and not with_objects


def _unchanged(outcomes: Sequence[Outcome], console: Console) -> Iterator[tuple[bool, str]]:
    """Yield the lines that the next run prints if nothing changes."""
    for outcome in outcomes:
        if outcome.publication is not None:
            kept = outcome.publication
            count = len(kept.added) + len(kept.changed) + len(kept.unchanged)
            yield True, visible(f"{console.display(outcome.target.folder)}: {count} unchanged ({outcome.target.name})")


def _announce(outcome: Outcome, reporter: Reporter) -> None:
    """Print how many files of a target were added, changed and deleted, and what the package is."""
    publication = outcome.publication
    if publication is None:
        return
    folder = reporter.console.display(outcome.target.folder)
    counts = {
        "added": len(publication.added),
        "changed": len(publication.changed),
        "deleted": len(publication.deleted),
        "unchanged": len(publication.unchanged),
    }
    text = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    summary = _summary(outcome)
    reporter.result(
        f"{folder}: {text} ({outcome.target.name})",
        kind="target",
        target=outcome.target.name,
        folder=folder,
        added=publication.added,
        changed=publication.changed,
        deleted=publication.deleted,
        unchanged=len(publication.unchanged),
        set_aside=publication.set_aside,
        aside=reporter.console.display(publication.aside) if publication.aside else None,
        **(summary.to_json() if summary is not None else {}),
    )
    if not reporter.is_document:
        for line in _details(publication, summary, folder, reporter.console):
            reporter.result(line)


def _summary(outcome: Outcome) -> Summary | None:
    """Return the summary of the package of a target; None without one."""
    result = outcome.result
    if result is None or result.prepared is None or result.tree is None:
        return None
    return summarize(outcome.target, result.prepared, result.tree)


def _details(publication: Publication, summary: Summary | None, folder: str, console: Console) -> Iterator[str]:
    """Yield where overwritten edits are, and the summary of a package that has changed."""
    if publication.aside:
        files = "1 edited file" if len(publication.set_aside) == 1 else f"{len(publication.set_aside)} edited files"
        aside, names = console.display(publication.aside), ", ".join(publication.set_aside)
        yield f"{folder}: overwrote {files}; the previous content is in {aside}: {names}"
    is_changed = publication.added or publication.changed or publication.deleted
    if summary is not None and is_changed and not console.quiet:
        yield from _lines(summary)


def _lines(summary: Summary) -> Iterator[str]:
    """Return the summary of a package as text."""
    counts = ("operations", "models", "files", "lines")
    named = [(name, getattr(summary, name)) for name in counts]
    yield "  " + ", ".join(f"{count:,} {name if count != 1 else name[:-1]}" for name, count in named if count)
    inferred = [f"pages of {name} ({kind})" for name, kind in [*summary.pagination.items()][:_MOST_PAGES]]
    if len(summary.pagination) > _MOST_PAGES:
        inferred.append(f"pages of {len(summary.pagination) - _MOST_PAGES} more")
    if summary.names:
        inferred.append(f"names of {summary.names} inline schemas")
    if summary.functions:
        methods = "1 method" if summary.functions == 1 else f"{summary.functions} methods"
        inferred.append(f'names of {methods} from functions of FastAPI (naming = "path" ignores them)')
    if inferred:
        yield f"  inferred: {', '.join(inferred)}"
    requires = [f"{' '.join(rows)} ({part})" for part, rows in summary.requires.items()]
    yield f"  requires: {', '.join(['Python >= 3.11', *requires])}"
    yield f"  {summary.statement}"


def _scaffold(outcome: Outcome, folder: Path, reporter: Reporter) -> None:
    """Write the server scaffold, or list the methods that it lacks."""
    done = scaffold(outcome.target, outcome.result.prepared if outcome.result else None, folder)
    shown = reporter.console.display(folder)
    for path in done.written:
        reporter.result(f"{shown}/{path}: written", kind="scaffold", path=path, written=True)
    if done.written:
        output = reporter.console.display(outcome.target.output)
        reporter.console.note(f"{shown}: run `uvicorn app:app` there, with {output} on PYTHONPATH")
    for line in done.missing:
        reporter.result(f"{shown}: {line}", kind="scaffold", missing=line)
    if not done.written and not done.missing:
        reporter.result(f"{shown}: complete", kind="scaffold", folder=shown)
