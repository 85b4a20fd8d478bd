"""``codegen diff``: compare two versions of an API."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.cli.commands import diff_approve, diff_callers, diff_surface
from codegen.cli.console import wants_color
from codegen.cli.remote import fetched_document, is_address
from codegen.cli.reporter import Reporter
from codegen.cli.stdin import STDIN, STDIN_NAME, read_stdin
from codegen.config import find_config, load_config, target_from_flags
from codegen.core.diagnostic import Diagnostics, Severity
from codegen.core.errors import UsageError
from codegen.core.printed import visible
from codegen.core.suggest import closest
from codegen.diff.inputs.base import is_revision, targets_at
from codegen.diff.inputs.documents import compare_sides, with_lines
from codegen.diff.inputs.policy import expired, make_policy
from codegen.diff.inputs.source import DiffSource, find_source, read_source
from codegen.diff.inputs.tolerance import sort_errors
from codegen.diff.model.changes import Level
from codegen.diff.report import FORMATS, JOINED
from codegen.diff.report.trees import NO_TREES, schema_trees
from codegen.diff.report.view import Options, fails, witness_line
from codegen.diff.witness.contradictions import contradictions
from codegen.output.manifest import MANIFEST
from codegen.python.parts import PARTS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from codegen.cli.console import Console
    from codegen.config import Config, Target
    from codegen.diff.audience.policy import Policy
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.model.changes import Report

EXIT_BREAKING = 1
EXIT_INVALID = 2
_MOST_DAYS = 36_500
_WITH_LINES = {"github", "sarif"}
_WITH_TREES = {"html"}
_ONE_DOCUMENT = ("old_tables", "new_tables", "prove", "approve")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    source = (
        "document (- for standard input), schema tables, package or its lock, git REVISION:PATH, address, or target"
    )
    parser.add_argument(
        "old", metavar="OLD", help=f"the old version: {source}; or a git revision, with which all targets are compared"
    )
    parser.add_argument("new", metavar="NEW", nargs="?", help="the new version (default: the document of the target)")
    parser.add_argument(
        "sources",
        default=[],
        metavar="SRC",
        nargs="*",
        help="codegen diff scan OLD NEW SRC ...: like --scan SRC ...; codegen diff fix: like --scan SRC ... --fix",
    )
    for version in ("old", "new"):
        parser.add_argument(
            f"--{version}-tables",
            metavar="GLOB",
            action="append",
            default=[],
            help=f"schema tables of the document {version.upper()} (may be repeated)",
        )
    parser.add_argument("--target", metavar="NAME", help="target whose document and settings are used")
    parser.add_argument(
        "--config", metavar="FILE", help="configuration (default: the nearest codegen.toml or pyproject.toml)"
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="format of the report (default: text)")
    parser.add_argument("--output", metavar="FILE", help="write the report to a file instead of standard output")
    parser.add_argument("--operations", action="store_true", help="list the operations that each change affects")
    parser.add_argument(
        "--fail-on",
        choices=("ERR", "WARN", "INFO", "NONE"),
        default="ERR",
        help="exit 1 for changes of this or a higher severity, on the wire or for callers; NONE: never (default: ERR)",
    )
    parser.add_argument("--severity", metavar="FILE", help="severities of checks: lines with an id and a severity")
    parser.add_argument(
        "--deprecation-days-stable",
        metavar="N",
        type=_days,
        default=0,
        help="minimum days between deprecation and sunset",
    )
    parser.add_argument(
        "--deprecation-days-beta", metavar="N", type=_days, default=0, help="the same for beta operations"
    )
    parser.add_argument(
        "--check-version", action="store_true", help="report breaking changes without a new major version of the API"
    )
    parser.add_argument(
        "--prove",
        action="store_true",
        help="search counterexamples in operations without a break, and exit 1 if one contradicts the report",
    )
    parser.add_argument(
        "--surface",
        metavar="SDK",
        help="compare the public surface of a Python package with that of the target OLD: what its callers lose",
    )
    parser.add_argument("--ignore", metavar="FILE", help="accepted changes: TOML with [[ignore]] tables")
    diff_approve.add_arguments(parser)
    diff_callers.add_arguments(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """Compare two versions and print the report; 1 for breaking changes, 2 when a version cannot be read."""
    diff_callers.apply_action(args, console)
    diff_callers.check_arguments(args)
    diff_approve.check_arguments(args)
    reporter = Reporter(console=console, format="text")
    config = _config(args, console, reporter)
    targets = config.targets if config is not None else ()
    if args.surface:
        reporter.flush()
        return _compare_surface(args, console, targets)
    today = date.today()  # noqa: DTZ011 - expiry dates have no time zone
    policy = replace(
        make_policy(_path(args.severity, console), diff_approve.ignore_file(args, console)),
        beta_days=args.deprecation_days_beta,
        stable_days=args.deprecation_days_stable,
        versions=args.check_version,
    )
    if config is not None and _is_base(args, console, config):
        return _compare_targets(args, console, config, reporter, policy)
    apis = _read_both(args, console, targets, reporter)
    reporter.flush()
    if apis is None:
        return EXIT_INVALID
    policy = diff_approve.with_approved(args, console, policy, apis, today)
    for line in expired(policy, today):
        console.note(line)
    report = compare_sides(*apis, policy, today=today)
    diff_callers.moves_file(args, console, report, apis)
    if args.scan:
        text, code = diff_callers.scan_callers(args, console, report, apis)
        _write(text, args.output, console)
        return code
    return _report(args, console, diff_callers.with_reproducers(args, console, report, apis), apis)


def _compare_surface(args: argparse.Namespace, console: Console, targets: Sequence[Target]) -> int:
    """Compare the public surface of a package with that of a target, and print the report."""
    text, code = diff_surface.compare(args, console, targets)
    if text:
        _write(text, args.output, console)
    return code


def _report(args: argparse.Namespace, console: Console, report: Report, apis: tuple[ComparedApi, ComparedApi]) -> int:
    """Print the report and the counterexamples that contradict it, and return the exit code."""
    if args.format in _WITH_LINES:
        report = with_lines(report, *apis)
    _write(_text(args, console, report, apis), args.output, console)
    found = list(contradictions(report, *apis)) if args.prove else []
    for witness in found:
        console.fail(f"not reported as a break: {witness_line(witness)}")
    return EXIT_BREAKING if found or _fails(report, args) else 0


def _fails(report: Report, args: argparse.Namespace) -> bool:
    level = Level(args.fail_on)
    return level is not Level.NONE and any(fails(finding, level) for finding in report.findings)


def _is_base(args: argparse.Namespace, console: Console, config: Config) -> bool:
    """Return whether OLD is a revision of the repository of the configuration, and nothing else."""
    named = args.new is not None or ":" in args.old or (console.cwd / args.old).exists()
    return not named and all(args.old != item.name for item in config.targets) and is_revision(args.old, console.cwd)


def _compare_targets(
    args: argparse.Namespace, console: Console, config: Config, reporter: Reporter, policy: Policy
) -> int:
    """Compare all targets, or the chosen one, with a revision, and print a report of each."""
    targets = _base_targets(args, config)
    pairs: list[tuple[ComparedApi, ComparedApi] | None] = []
    with tempfile.TemporaryDirectory(prefix="codegen-diff-", ignore_cleanup_errors=True) as scratch:
        for target, before in targets_at(args.old, config.path, targets, Path(scratch)):
            if before is None:
                console.note(visible(f"{target.name} does not exist in {args.old}, and is not compared"))
                continue
            old = _read(DiffSource(label=f"{args.old}:{target.name}", target=before), before, console, reporter)
            new = _read(DiffSource(label=target.name, target=target), target, console, reporter)
            pairs.append(None if old is None or new is None else (old, new))
        reporter.flush()
    if None in pairs:
        return EXIT_INVALID
    return _report_pairs(args, console, [pair for pair in pairs if pair is not None], policy)


def _base_targets(args: argparse.Namespace, config: Config) -> Sequence[Target]:
    """Return the targets to compare. Raises ``UsageError`` for options that need one document."""
    for option in (*_ONE_DOCUMENT, *diff_callers.OPTIONS):
        if getattr(args, option):
            msg = f"--{option.replace('_', '-')} compares one document: give {args.old}:PATH as OLD"
            raise UsageError(msg)
    chosen = _chosen(args, config.targets)
    targets = (chosen,) if chosen is not None else config.targets
    if len(targets) > 1 and args.format in _WITH_TREES:
        msg = f"--format {args.format} shows one target: add --target NAME"
        raise UsageError(msg)
    return targets


def _report_pairs(
    args: argparse.Namespace, console: Console, pairs: Sequence[tuple[ComparedApi, ComparedApi]], policy: Policy
) -> int:
    today = date.today()  # noqa: DTZ011 - expiry dates have no time zone
    for line in expired(policy, today):
        console.note(line)
    reports = [compare_sides(*apis, policy, today=today) for apis in pairs]
    if args.format in _WITH_LINES:
        reports = [with_lines(report, *apis) for report, apis in zip(reports, pairs, strict=True)]
    if args.format in JOINED:
        text = JOINED[args.format](reports, Options(operations=args.operations, fail_on=Level(args.fail_on)))
    else:
        texts = (_text(args, console, report, apis) for report, apis in zip(reports, pairs, strict=True))
        text = ("" if args.format == "github" else "\n").join(texts)
    _write(text, args.output, console)
    return EXIT_BREAKING if any(_fails(report, args) for report in reports) else 0


def _text(args: argparse.Namespace, console: Console, report: Report, apis: tuple[ComparedApi, ComparedApi]) -> str:
    """Return a report in the format of the arguments."""
    level = Level(args.fail_on)
    color = not args.output and wants_color(console.out, console.environ)
    trees = schema_trees(report, *apis) if args.format in _WITH_TREES else NO_TREES
    return FORMATS[args.format](report, Options(color=color, operations=args.operations, fail_on=level, trees=trees))


def _days(text: str) -> int:
    """Parse a number of days. Raises ``ValueError``, which argparse reports."""
    days = int(text)
    if not 0 <= days <= _MOST_DAYS:
        raise ValueError(text)
    return days


def _path(text: str | None, console: Console) -> Path | None:
    return None if text is None else console.cwd / text


def _write(text: str, output: str | None, console: Console) -> None:
    """Print the report, or write it to a file. Raises ``UsageError`` when the file cannot be written."""
    if output is None:
        console.out.write(text)
        return
    path = console.output_path(output)
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        msg = f"{output} cannot be written: {error.strerror}"
        raise UsageError(msg) from error
    console.note(f"wrote {output}")


def _config(args: argparse.Namespace, console: Console, reporter: Reporter) -> Config | None:
    path = Path(os.path.normpath(console.cwd / args.config)) if args.config else find_config(console.cwd)
    if path is None:
        return None
    found = Diagnostics()
    config = load_config(path, found, PARTS)
    if config is None and (args.config or args.target or args.new is None):
        reporter.add(found, path.parent, {})
    return config


def _read_both(
    args: argparse.Namespace, console: Console, targets: Sequence[Target], reporter: Reporter
) -> tuple[ComparedApi, ComparedApi] | None:
    """Read both versions. Raises ``UsageError`` when they cannot be found."""
    chosen = _chosen(args, targets)
    old = _source(args.old, console, targets, args.old_tables)
    if args.new is None:
        chosen = _comparable(chosen or _only(old, console, targets), old)
        new = DiffSource(label=chosen.name, target=chosen)
    else:
        new = _source(args.new, console, targets, args.new_tables)
    before = _read(old, chosen, console, reporter)
    after = _read(new, chosen, console, reporter)
    return None if before is None or after is None else (before, after)


def _source(text: str, console: Console, targets: Sequence[Target], tables: Sequence[str]) -> DiffSource:
    """Return the input for an argument; an address is fetched for this run. Raises ``UsageError``."""
    if text == STDIN:
        return DiffSource(label=STDIN_NAME, content=read_stdin(console), tables=tuple(tables))
    copy = fetched_document(text, console) if is_address(text, console) else None
    if copy is not None:
        return DiffSource(label=text, path=copy, name=text, tables=tuple(tables))
    return find_source(text, console.cwd, targets, tables)


def _comparable(target: Target, old: DiffSource) -> Target:
    """Return a target without its tables if the old version is a document without tables."""
    has_document = old.path is not None or old.revision is not None or old.content is not None
    is_document = has_document and not _is_package(old)
    return replace(target, tables=()) if is_document and not old.tables and target.spec else target


def _read(source: DiffSource, chosen: Target | None, console: Console, reporter: Reporter) -> ComparedApi | None:
    """Read one version; report what cannot be read, and return None when it has errors."""
    settings = chosen or source.target or _settings(source, console)
    root = source.target.root if source.target else console.cwd
    done = read_source(source, console.cwd, replace(settings, tables=()))
    errors, skipped = sort_errors(done.preparation)
    incomplete = [item for item in done.preparation.found.items if item.severity is Severity.INCOMPLETE]
    reporter.add(Diagnostics([*errors, *skipped, *incomplete]), root, done.preparation.documents)
    if errors or done.side is None:
        return None
    done.side.unread = tuple(item.location for item in skipped)
    return done.side


def _chosen(args: argparse.Namespace, targets: Sequence[Target]) -> Target | None:
    """Return the target that ``--target`` names. Raises ``UsageError`` for an unknown name."""
    if args.target is None:
        return None
    chosen = next((item for item in targets if item.name == args.target), None)
    if chosen is None:
        msg = f"no target {args.target!r}: {closest(args.target, [item.name for item in targets])}"
        raise UsageError(msg)
    return chosen


def _only(old: DiffSource, console: Console, targets: Sequence[Target]) -> Target:
    """Return the target to compare with: the one whose document or package OLD is, or the only one."""
    named = old.revision[1] if old.revision is not None else old.package
    path = _normal(console.cwd / named) if named is not None else None
    path = path.parent if path is not None and path.name == MANIFEST else path
    for target in targets:
        if path is not None and path in {_normal(target.root / target.spec), _normal(target.folder)}:
            return target
    if len(targets) == 1:
        return targets[0]
    msg = "nothing to compare with: give NEW, or --target NAME"
    raise UsageError(msg)


def _normal(path: Path) -> Path:
    return Path(os.path.normpath(path))


def _is_package(source: DiffSource) -> bool:
    """Return whether a revision's path is a package: no suffix, or a manifest. Its inputs include its tables."""
    path = Path(source.revision[1]) if source.revision is not None else Path("document.json")
    return path.name == MANIFEST or not path.suffix


def _settings(source: DiffSource, console: Console) -> Target:
    """Return default settings for a source without a target."""
    return target_from_flags(source.label, cwd=console.cwd, package="package")
