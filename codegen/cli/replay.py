"""Repeats the output of a run on which nothing depends that has changed since: ``generate`` and ``check``.

A run is identified by its arguments, folder and environment, and by the files of this program. It is recorded when it
left its packages up to date, with everything that it read: files that it opened (an audit hook lists them), patterns,
places without a configuration file, and the packages. If all of that is unchanged, the recorded output is printed
again, before modules that take long to import are loaded.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import sysconfig
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import codegen
from codegen.config.discover import CONFIG, PYPROJECT
from codegen.output.manifest import MANIFEST
from codegen.pipeline.dependencies import Dependencies, folder_state
from codegen.pipeline.records import Record, load_record, records_folder, save_record, touch_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from codegen.cli.console import Console
    from codegen.config import Target

    Packages: TypeAlias = Sequence[tuple[Target, Mapping[str, bytes]]]
    """The content of the folder of each target."""

COMMANDS = frozenset({"generate", "check"})
FULL = frozenset({"--full", "--no-skip"})
"""Options that ask for a whole run."""
_NEVER = frozenset({*FULL, "--watch", "-", "-h", "--help", "-v", "--verbose"})
_ENVIRONMENT = ("CI", "COLUMNS", "GITHUB_ACTIONS", "NO_COLOR", "PATH", "TERM")


@dataclass(slots=True)
class Session:
    """A run that can be recorded: its key, the folder of the records, the time at which it began, what it read.

    Without a folder it is not recorded. ``opened`` are files, ``globs`` patterns with their roots. ``is_local`` is
    False after a connection to another machine. Files in ``ignored`` folders decide nothing.
    """

    key: str
    folder: Path | None
    started: int
    opened: set[str] = field(default_factory=set)
    globs: set[tuple[str, str]] = field(default_factory=set)
    is_local: bool = True
    ignored: list[str] = field(default_factory=list)


class _Watch:
    """The audit hook. A process has one at most: it cannot be removed."""

    session: Session | None = None
    is_added = False

    @classmethod
    def hook(cls, event: str, args: tuple[object, ...]) -> None:
        """Note a file that is opened for reading, a pattern of files, or a connection."""
        session = cls.session
        if session is None:
            return
        if event == "open" and isinstance(args[0], str | bytes) and _reads(*args):
            session.opened.add(os.path.abspath(os.fsdecode(args[0])))  # noqa: PTH100 - links stay
        elif event == "glob.glob/2":
            pattern, _, root, _ = args
            session.globs.add((os.fspath(root or "."), str(pattern)))  # type: ignore[call-overload] # a path or None
        elif event == "socket.connect":
            session.is_local = False


def _reads(path: object, mode: object, flags: object) -> bool:
    """Return whether the arguments of the event ``open`` are those of reading; ``os.open`` passes no mode.

    A relative path without a mode may be relative to a descriptor: so are files of packages opened, which are compared
    in any case.
    """
    if isinstance(mode, str):
        return "r" in mode
    is_read_only = isinstance(flags, int) and not flags & (os.O_WRONLY | os.O_RDWR)
    return is_read_only and os.path.isabs(os.fsdecode(path))  # type: ignore[arg-type] # noqa: PTH117 - see the caller


def begin(argv: Sequence[str], console: Console) -> Session | None:
    """Return the session of a command line; None for one that is never repeated."""
    folder = records_folder(console.environ)
    if folder is None or not argv or argv[0] not in COMMANDS or not _NEVER.isdisjoint(argv[1:]):
        return None
    return Session(_key(argv, console), folder, time.time_ns())


def repeat(session: Session, console: Console) -> int | None:
    """Print what the recorded run printed, and return its exit code; None if something has changed."""
    if session.folder is None:
        return None
    record = load_record(session.folder, session.key)
    if record is None:
        return None
    before = record.dependencies.stats()
    if not record.dependencies.hold(session.started):
        return None
    if record.dependencies.stats() != before:
        save_record(session.folder, session.key, record)
    else:
        touch_record(session.folder, session.key)
    for is_result, text in record.lines:
        (console.result if is_result else console.note)(text)
    return record.code


def watch(session: Session | None) -> None:
    """List the files that are opened from here on; None ends it."""
    _Watch.session = session
    if session is not None and not _Watch.is_added:
        _Watch.is_added = True
        sys.addaudithook(_Watch.hook)


def add(other: Session) -> None:
    """Add what another process of the run read."""
    session = _Watch.session
    if session is not None:
        session.opened |= other.opened
        session.globs |= other.globs
        session.is_local &= other.is_local


def ignore(folder: Path) -> None:
    """Leave out a folder whose files do not change what a run writes."""
    if _Watch.session is not None:
        _Watch.session.ignored.append(os.path.abspath(folder))  # noqa: PTH100 - as the opened paths


def remember(
    console: Console,
    code: int,
    packages: Packages,
    lines: Sequence[tuple[bool, str]],
) -> None:
    """Record a run that left the content of each target's folder as expected; the next one will print ``lines``."""
    session = _Watch.session
    watch(None)
    if session is None or session.folder is None or not session.is_local:
        return
    dependencies = Dependencies()
    for target, expected in packages:
        dependencies.add_tree(target.folder, expected, session.started)
        for pattern in (*target.tables, *filter(None, [target.discovered_by])):
            dependencies.add_glob(target.root, pattern)
        dependencies.add_glob(target.output, f"*/{MANIFEST}")  # packages that no target writes are reported
    ours = [*_own_folders(), *session.ignored]
    inputs = _outside(session.opened - dependencies.files.keys(), ours)
    settled = [dependencies.add_input(path, session.started) for path in inputs]
    dependencies.absent += sorted(_absent(console.cwd, dependencies.files))
    if all(settled):
        save_record(session.folder, session.key, Record(code, list(lines), dependencies))


def inputs_of(session: Session) -> tuple[Dependencies, list[str]]:
    """Return the inputs of a run, without its packages, and those that may have changed since the run began."""
    packages = {os.path.dirname(path) for path in session.opened if os.path.basename(path) == MANIFEST}  # noqa: PTH119, PTH120
    dependencies = Dependencies()
    for root, pattern in sorted(session.globs):
        dependencies.add_glob(Path(root), pattern)
    paths = _outside(session.opened, [*_own_folders(), *session.ignored, *packages])
    return dependencies, [path for path in paths if not dependencies.add_input(path, session.started)]


def _outside(paths: Iterable[str], folders: Sequence[str]) -> list[str]:
    return sorted(path for path in paths if not any(_is_inside(path, folder) for folder in folders))


def _own_folders() -> list[str]:
    """Return the folders whose files are no inputs: the program, Python's modules and installed ones, the kernel.

    ``sys.prefix`` is not one of them: where it is ``/usr``, projects lie in it.
    """
    installed = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    folders = [*installed, "/proc", "/sys", *map(os.fspath, _program())]
    return [os.path.abspath(folder) for folder in folders]  # noqa: PTH100 - as the opened paths


def _is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _absent(cwd: Path, known: Mapping[str, object]) -> Iterator[str]:
    """Yield the places of configuration files, from a folder upwards to the file that was read, that have none."""
    for folder in (cwd, *cwd.parents):
        places = [os.fspath(folder / name) for name in (CONFIG, PYPROJECT)]
        yield from (place for place in places if not os.path.lexists(place))
        if any(place in known for place in places):
            return


def _program() -> list[Path]:
    """Return the folders of this program."""
    root = Path(codegen.__file__).parent
    beside = [root.parent / name for name in ("templates", "runtime")]
    return [root, *(folder for folder in beside if folder.is_dir())]


def _key(argv: Sequence[str], console: Console) -> str:
    parts = {
        "arguments": list(argv),
        "folder": os.fspath(console.cwd),
        "environment": {name: console.environ.get(name) for name in _ENVIRONMENT},
        "terminals": [console.out.isatty(), console.err.isatty()],
        "python": sys.version,
        "program": folder_state(_program()),
        "distributions": sorted(_distributions()),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("utf-8", "surrogateescape")).hexdigest()


def _distributions() -> Iterator[str]:
    """Yield the metadata folders of the installed distributions; their names hold the versions."""
    for place in sys.path:
        try:
            with os.scandir(place or ".") as entries:
                yield from (entry.name for entry in entries if entry.name.endswith((".dist-info", ".egg-info")))
        except OSError:
            continue
