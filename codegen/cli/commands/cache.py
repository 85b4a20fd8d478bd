"""``codegen cache``: show or delete what earlier runs recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.errors import UsageError
from codegen.core.printed import json_text
from codegen.pipeline.records import CACHE_VARIABLE, all_records, clear_records, records_folder

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    show = actions.add_parser("show", help="print the folder, the number of records and their size", allow_abbrev=False)
    show.add_argument("--format", choices=("text", "json"), default="text", help="format of the output (default: text)")
    actions.add_parser("clear", help="delete all records", allow_abbrev=False)


def run(args: argparse.Namespace, console: Console) -> int:
    """Show or delete the records. Raises ``UsageError`` if there is no folder, or if it cannot be changed."""
    folder = records_folder(console.environ)
    if folder is None:
        msg = f"{CACHE_VARIABLE} is empty: nothing is recorded"
        raise UsageError(msg)
    if args.action == "clear":
        try:
            count = clear_records(folder)
        except OSError as error:
            msg = f"the records cannot be deleted: {error.strerror or error}"
            raise UsageError(msg) from error
        console.result(f"{folder}: {count} {'record' if count == 1 else 'records'} deleted")
        return 0
    sizes = [size for _, size in all_records(folder)]
    if args.format == "json":
        console.result(json_text({"folder": folder.as_posix(), "records": len(sizes), "bytes": sum(sizes)}))
    else:
        noun = "record" if len(sizes) == 1 else "records"
        console.result(f"{folder}: {len(sizes)} {noun}, {sum(sizes)} bytes")
    return 0
