"""``codegen verify``: compare packages with their manifests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.cli.packages import EXIT_INVALID, compare_packages, expected_packages, print_orphans, print_packages
from codegen.cli.report import CI_FORMATS
from codegen.cli.reporter import Reporter
from codegen.core.printed import visible_line
from codegen.output.manifest import MANIFEST

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "folder", nargs="?", metavar="DIR", help=f"a package, or a folder above (default: where {MANIFEST} is)"
    )
    parser.add_argument("--format", choices=CI_FORMATS, default="text", help="format of the report (default: text)")
    parser.add_argument("--allow-extra", action="store_true", help="accept files that the manifest does not list")


def run(args: argparse.Namespace, console: Console) -> int:
    """Compare packages with their manifests; needs no document and no network, and generates nothing."""
    start = Path(os.path.normpath(console.cwd / (args.folder or ".")))
    reporter = Reporter(console=console, format=args.format)
    code = _verify(start, reporter, allow_extra=args.allow_extra)
    reporter.finish("verify")
    return code


def _verify(start: Path, reporter: Reporter, *, allow_extra: bool) -> int:
    expected = expected_packages(start)
    reports = compare_packages(start, expected, allow_extra=allow_extra)
    if not reports:
        label = reporter.console.display(start)
        reporter.console.error(visible_line(f"{label}: no {MANIFEST} in this folder or below"))
        return EXIT_INVALID
    code = print_packages(reports, reporter)
    print_orphans(expected, start, reporter)
    return code
