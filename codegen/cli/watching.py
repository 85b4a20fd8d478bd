"""Repeats a command whenever a file that it read has changed: ``codegen generate --watch``.

The inputs are those by which unchanged runs are skipped (``replay``): files that the last run opened, and patterns.
They are polled, so that saved files are noticed on every file system, also through mounts of containers.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.cli import replay
from codegen.core.errors import UsageError
from codegen.core.printed import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from codegen.cli.console import Console
    from codegen.pipeline.dependencies import Dependencies

_INTERVAL = 0.4
"""Seconds between two looks at the inputs, and before a run, in which an editor completes what it writes."""


def watch(run: Callable[[], int], console: Console, *, sleep: Callable[[float], None] = time.sleep) -> int:
    """Run now and after each change of an input, until Ctrl-C; return the exit code of the last run.

    Ctrl-C during a run interrupts it as usual.
    """
    while True:
        code, dependencies, changed = _run(run, console)
        try:
            if not changed:
                count = len(dependencies.files)
                console.note(f"codegen: watching {count} file{'' if count == 1 else 's'}; Ctrl-C ends it")
                console.out.flush()
            while not changed:
                sleep(_INTERVAL)
                changed = list(dependencies.changes(time.time_ns()))
            console.note(visible(f"codegen: {', '.join(console.display(Path(path)) for path in changed)} changed"))
            sleep(_INTERVAL)
        except KeyboardInterrupt:
            return code
        console.printed.clear()


def _run(run: Callable[[], int], console: Console) -> tuple[int, Dependencies, list[str]]:
    """Run once; return the exit code, the inputs, and those that changed meanwhile."""
    session = replay.Session("", None, time.time_ns())
    replay.watch(session)
    try:
        code = run()
    except UsageError as error:  # the configuration may be mended
        console.fail(str(error))
        code = 2
    finally:
        replay.watch(None)
    return code, *replay.inputs_of(session)
