"""Arguments and messages that ``fetch`` and ``update`` share."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from codegen.cli.targets import configured_targets
from codegen.core.errors import UsageError
from codegen.sources.model import SECONDS
from codegen.sources.refresh import Failure, Request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.cli.console import Console
    from codegen.cli.reporter import Reporter
    from codegen.config import Target

_MAX_SECONDS = 3600.0


def add_source_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that select targets and say how to fetch."""
    parser.add_argument(
        "targets", nargs="*", metavar="TARGET", help="targets whose spec is an address (default: all of these)"
    )
    parser.add_argument(
        "--config", metavar="FILE", help="configuration (default: the nearest codegen.toml or pyproject.toml)"
    )
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=_seconds,
        default=SECONDS,
        help=f"time for each source (default: {SECONDS:g})",
    )


def _seconds(text: str) -> float:
    """Parse a time. Raises ``ArgumentTypeError``."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _MAX_SECONDS:
        msg = f"expected a number of seconds up to {_MAX_SECONDS:g}"
        raise argparse.ArgumentTypeError(msg)
    return seconds


def choose_sources(args: argparse.Namespace, console: Console, reporter: Reporter) -> list[Target]:
    """Return the selected targets with a source; an empty list when the configuration is invalid.

    Raises ``UsageError`` for a named target whose document is a file, and if no target has a source.
    """
    targets = configured_targets(args, console, reporter)
    for target in targets:
        if args.targets and target.source is None:
            msg = f"the spec of {target.name!r} is {target.spec or 'not set'}: there is nothing to fetch"
            raise UsageError(msg)
    chosen = [target for target in targets if target.source is not None]
    if targets and not chosen:
        msg = "no target has an address as spec, such as https://HOST/openapi.json: there is nothing to fetch"
        raise UsageError(msg)
    return chosen


def make_request(args: argparse.Namespace, console: Console, *, force: bool = False) -> Request:
    """Return how to fetch."""
    return Request(environ=console.environ, seconds=args.timeout, force=force)


def report_failures(failures: Sequence[Failure], console: Console) -> None:
    """Print a line for each source that cannot be fetched."""
    for failure in failures:
        console.fail(f"{failure.target}: {failure.message}")
