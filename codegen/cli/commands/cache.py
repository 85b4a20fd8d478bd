"""``codegen cache``: show or delete what earlier runs recorded, and the formatted modules that they kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.errors import UsageError
from codegen.core.printed import json_text
from codegen.pipeline.records import CACHE_VARIABLE, all_records, clear_records, records_folder, store_folder
from codegen.pipeline.store import FolderPlace

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    show = actions.add_parser(
        "show", help="print the folders, the numbers of records and modules, and their sizes", allow_abbrev=False
    )
    show.add_argument("--format", choices=("text", "json"), default="text", help="format of the output (default: text)")
    actions.add_parser("clear", help="delete all records and modules", allow_abbrev=False)


def run(args: argparse.Namespace, console: Console) -> int:
    """Show or delete the records and modules. Raises ``UsageError`` if no folder, or one that cannot be changed."""
    runs, modules = records_folder(console.environ), store_folder(console.environ)
    if runs is None or modules is None:
        msg = f"{CACHE_VARIABLE} is empty: nothing is recorded"
        raise UsageError(msg)
    if args.action == "clear":
        try:
            counts = clear_records(runs), FolderPlace(modules).clear()
        except OSError as error:
            msg = f"the records cannot be deleted: {error.strerror or error}"
            raise UsageError(msg) from error
        for folder, text in zip((runs, modules), _counted(*counts), strict=True):
            console.result(f"{folder}: {text} deleted")
        return 0
    sizes = [size for _, size in all_records(runs)]
    kept = [size for _, size, _ in FolderPlace(modules).entries()]
    if args.format == "json":
        shown = {"folder": modules.as_posix(), "files": len(kept), "bytes": sum(kept)}
        result = {"folder": runs.as_posix(), "records": len(sizes), "bytes": sum(sizes), "modules": shown}
        console.result(json_text(result))
        return 0
    records, files = _counted(len(sizes), len(kept))
    console.result(f"{runs}: {records}, {sum(sizes)} bytes")
    console.result(f"{modules}: {files}, {sum(kept)} bytes")
    return 0


def _counted(records: int, modules: int) -> tuple[str, str]:
    return (
        f"{records} {'record' if records == 1 else 'records'}",
        f"{modules} {'module' if modules == 1 else 'modules'}",
    )
