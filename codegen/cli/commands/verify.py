"""``codegen verify``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.output import verify
from codegen.output.publish import finish_below

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    verify.add_arguments(parser)
    parser.add_argument("--script", action="store_true", help="print the check as a script that needs Python alone")


def run(args: argparse.Namespace, console: Console) -> int:
    """Compare packages with their manifests; no document, no network, nothing is generated."""
    if args.script:
        console.result(Path(verify.__file__).read_text(encoding="utf-8").rstrip("\n"))
        return verify.EXIT_FRESH
    start = Path(os.path.normpath(console.cwd / (args.folder or ".")))
    finish_below(start)
    lines, code = verify.report(start, console.display(start), args.format, allow_extra=args.allow_extra)
    for line in lines:
        (console.note if code == verify.EXIT_INVALID else console.result)(line)
    return code
