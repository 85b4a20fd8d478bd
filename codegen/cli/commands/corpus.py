"""``codegen corpus``."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.cli.progress import Progress
from codegen.core.errors import UsageError
from codegen.workflows.corpus import documents, run_corpus, table

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("folder", metavar="FOLDER", help="folder of OpenAPI documents, with all folders below it")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (default: cores)")
    parser.add_argument("--keep", metavar="DIR", help="write the packages there (default: a temporary folder)")
    parser.add_argument("--table", metavar="FILE", help="write the table there (default: print it)")
    parser.add_argument("--no-check", action="store_true", help="generate only: no imports, no mypy")


def run(args: argparse.Namespace, console: Console) -> int:
    """Generate, import and type-check every document. Raises ``UsageError`` when there is none."""
    folder = (console.cwd / args.folder).resolve()
    paths = documents(folder)
    if not paths:
        msg = f"there is no document below {args.folder}"
        raise UsageError(msg)
    with tempfile.TemporaryDirectory(prefix="codegen-corpus-") as temporary, Progress(console) as progress:
        output = console.cwd / args.keep if args.keep else Path(temporary)
        rows = run_corpus(
            paths, folder=folder, output=output, jobs=args.jobs, check=not args.no_check, step=progress.step
        )
    text = table(rows)
    if args.table:
        (console.cwd / args.table).write_text(text, encoding="utf-8")
        console.result(text.splitlines()[0])
    else:
        console.result(text.rstrip("\n"))
    return 0 if all(row.whole for row in rows) else 1
