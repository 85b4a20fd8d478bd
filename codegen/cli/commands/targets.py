"""``codegen targets``: list the targets of a configuration, for a matrix of a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.cli.reporter import Reporter
from codegen.cli.targets import add_shard_argument, configuration, configured_targets
from codegen.core.printed import json_text, visible
from codegen.pipeline.changed import find_changed

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console
    from codegen.config import Target

EXIT_INVALID = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="targets of the configuration (default: all)")
    parser.add_argument(
        "--config", metavar="FILE", help="configuration (default: the nearest codegen.toml or pyproject.toml)"
    )
    parser.add_argument(
        "--changed-since",
        metavar="REVISION",
        help="only targets whose inputs, settings or generator changed since a git revision",
    )
    add_shard_argument(parser)
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="format of the output (default: text)"
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Print the targets. Raises ``UsageError`` for unknown targets and revisions."""
    reporter = Reporter(console=console, format="text")
    targets = configured_targets(args, console, reporter)
    reporter.flush()
    if reporter.failed:
        return EXIT_INVALID
    reasons: dict[str, tuple[str, ...]] = {}
    if args.changed_since is not None and targets:
        reasons = find_changed(configuration(args, console), targets, args.changed_since)
        targets = [target for target in targets if target.name in reasons]
    if args.format == "json":
        rows = [_row(target, reasons.get(target.name, ()), console) for target in targets]
        console.result(json_text({"names": [target.name for target in targets], "targets": rows}))
        return 0
    for target in targets:
        changed = f" ({', '.join(reasons[target.name])} changed)" if target.name in reasons else ""
        console.result(visible(f"{target.name}: {target.spec or ' '.join(target.tables)}{changed}"))
    return 0


def _row(target: Target, reasons: tuple[str, ...], console: Console) -> dict[str, object]:
    row: dict[str, object] = {
        "name": target.name,
        "spec": target.spec or None,
        "tables": list(target.tables),
        "package": target.package,
        "folder": console.display(target.folder),
    }
    return {**row, "changed": list(reasons)} if reasons else row
