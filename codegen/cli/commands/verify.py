"""``codegen verify``: compare packages with their manifests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.cli.report import FORMATS
from codegen.cli.report.packages import EXIT_INVALID, report_packages
from codegen.config import find_config, load_config
from codegen.core.diagnostic import Diagnostics
from codegen.output.manifest import MANIFEST
from codegen.python.parts import PARTS

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "folder", nargs="?", metavar="DIR", help=f"a package, or a folder above (default: where {MANIFEST} is)"
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="format of the report (default: text)")
    parser.add_argument("--allow-extra", action="store_true", help="accept files that the manifest does not list")


def run(args: argparse.Namespace, console: Console) -> int:
    """Compare packages with their manifests; needs no document and no network, and generates nothing."""
    start = Path(os.path.normpath(console.cwd / (args.folder or ".")))
    lines, code = report_packages(
        start, console.display(start), args.format, allow_extra=args.allow_extra, expected=_configured(start)
    )
    for line in lines:
        (console.error if code == EXIT_INVALID else console.result)(line)
    return code


def _configured(start: Path) -> list[Path]:
    """Return the folders of the targets of the nearest configuration; none where it cannot be read."""
    path = find_config(start)
    config = None if path is None else load_config(path, Diagnostics(), PARTS)
    return [] if config is None else [target.folder for target in config.targets]
