"""``codegen schema``: print the JSON Schema of a machine-readable report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from codegen.diff.report.json import SCHEMA

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console

SCHEMAS = {
    "report": Path(__file__).parents[1] / "report" / "schemas" / "report.json",
    "diff": SCHEMA,
}
"""The schemas by name; docs/schemas has copies."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "name",
        choices=tuple(SCHEMAS),
        metavar="NAME",
        help="report: --format json of generate, check, verify and vendor; diff: that of diff",
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Print a schema."""
    console.result(SCHEMAS[args.name].read_text(encoding="utf-8").rstrip("\n"))
    return 0
