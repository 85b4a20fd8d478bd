"""Options of runs that generate: the number of processes, and where formatted modules are kept."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.cli import replay
from codegen.core.errors import UsageError
from codegen.core.printed import visible
from codegen.pipeline.formatting import Formatting
from codegen.pipeline.records import store_folder
from codegen.pipeline.remote_store import open_address
from codegen.pipeline.store import FolderPlace, Store

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from codegen.cli.console import Console
    from codegen.pipeline.store import Place


def add_work_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that decide how a run works, not what it writes."""
    group = parser.add_argument_group("how to work")
    group.add_argument(
        "--jobs", metavar="N", type=_jobs, help="number of processes (default: one per core that this process may use)"
    )
    group.add_argument(
        "--cache",
        metavar="DIR|URL",
        help="where formatted modules are kept: a folder, or an address of fsspec such as s3://bucket/folder "
        "(default: the user's cache folder)",
    )
    group.add_argument("--cache-read-only", action="store_true", help="write nothing to the cache")


def _jobs(text: str) -> int:
    """Parse a number of processes. Raises ``ValueError``, which argparse reports."""
    jobs = int(text)
    if not 1 <= jobs <= 1024:  # noqa: PLR2004
        raise ValueError
    return jobs


_jobs.__name__ = "number of processes"  # argparse names the type in its message


def jobs(args: argparse.Namespace) -> int:
    """Return the number of processes."""
    given: int | None = args.jobs
    if given is not None:
        return given
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def open_formatting(args: argparse.Namespace, console: Console) -> Iterator[Formatting]:
    """Yield how modules are formatted. A store that fails is reported once at the end. Raises ``UsageError``."""
    is_whole = any(getattr(args, option.strip("-").replace("-", "_"), False) for option in replay.FULL)
    place = None if is_whole else _place(args, console)
    if isinstance(place, FolderPlace):
        replay.ignore(place.folder)
    store = None if place is None else Store(place, is_read_only=args.cache_read_only)
    yield Formatting(store=store, jobs=jobs(args))
    if store is not None:
        store.close()
        console.detail(f"cache: {store.hits} of {store.hits + store.misses} modules found, {store.written} written")
        if store.problem:
            console.note(visible(f"codegen: the cache was not used: {store.problem}"))


def _place(args: argparse.Namespace, console: Console) -> Place | None:
    given: str | None = args.cache
    if given is None:
        folder = store_folder(console.environ)
        return None if folder is None else FolderPlace(folder)
    if "://" in given:
        return open_address(given)
    if not given.strip() or "\0" in given:
        msg = "--cache must be a folder or an address"
        raise UsageError(msg)
    return FolderPlace(Path(os.path.normpath(console.cwd / given)), is_trusted=False)
