"""``codegen mock``: serve an API with generated data."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from codegen.cli.reporter import Reporter
from codegen.cli.targets import add_target_arguments, choose_targets
from codegen.core.errors import UsageError
from codegen.mock.service import mock_app

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.cli.console import Console
    from codegen.core.diagnostic import Diagnostics
    from codegen.openapi.document import Document

EXIT_INVALID = 2
MAX_PORT = 65_535
MAX_HEAD_SIZE = 2**20
"""Bytes of the request line and headers. Tests of clients send long ones, which uvicorn rejects as plain text."""
_NEEDS = "`codegen mock` needs fastapi, python-multipart and uvicorn: install spec-codegen[server]"

try:
    import uvicorn
except ModuleNotFoundError:  # an extra
    uvicorn = None  # type: ignore[assignment]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_target_arguments(parser)
    parser.add_argument("--seed", type=int, default=0, help="seed of the generated data (default: 0)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument(
        "--port", type=_port, default=8000, help="port to listen on; 0 takes a free one (default: 8000)"
    )


def _port(text: str) -> int:
    """Parse a port. Raises ``ArgumentTypeError`` for any other text."""
    if not text.isascii() or not text.isdecimal() or int(text[:6]) > MAX_PORT:
        msg = f"{text!r} is not a port: a number from 0 to {MAX_PORT}"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def run(args: argparse.Namespace, console: Console) -> int:
    """Serve until interrupted. Raises ``UsageError`` unless one target is given and the extra is installed."""
    reporter = Reporter(console=console, format="text")
    targets = choose_targets(args, console, reporter)
    reporter.flush()
    if not targets:
        return EXIT_INVALID
    if len(targets) != 1:
        msg = f"name one of the targets {', '.join(target.name for target in targets)}"
        raise UsageError(msg)
    if uvicorn is None:
        raise UsageError(_NEEDS)

    def report(found: Diagnostics, documents: Mapping[str, Document]) -> None:
        reporter = Reporter(console=console, format="text")
        reporter.add(found, targets[0].root, documents)
        reporter.flush()

    with mock_app(targets[0], args.seed, report) as app:
        uvicorn.run(
            app,
            host=args.host,
            port=args.port,
            access_log=False,
            log_level="info",
            h11_max_incomplete_event_size=MAX_HEAD_SIZE,
        )
    return 0
