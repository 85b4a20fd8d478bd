"""Format and verify modules: what was formatted before is taken from a store, several processes share the rest."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import platform
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from codegen import __version__
from codegen.core.errors import InternalError
from codegen.core.requirements import version
from codegen.output.manifest import folder_digest
from codegen.python.render import format_files, is_equivalent, verify_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from codegen.pipeline.store import Store

Names: TypeAlias = "frozenset[str] | None"
"""The top-level names that a module must define; None for any."""
Modules: TypeAlias = "Mapping[str, tuple[str, Names]]"
"""The text and the names of modules by path."""

START_METHOD = "fork" if sys.platform == "linux" else "spawn"
"""The start method of worker processes. Forked processes inherit the imported modules."""
_IN_PROCESS = frozenset({"black"})
"""Formatters that use one core."""
_WORTH_A_PROCESS = 60_000
"""Characters of text that take longer to format than a process to start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formatting:
    """The store of formatted modules, if any, and the number of processes."""

    store: Store | None = None
    jobs: int = 1

    def finish(self, modules: Modules, formatter: str) -> dict[str, bytes]:
        """Return the formatted modules. Raises as ``format_files`` and ``verify_source`` do."""
        if self.store is None:
            return self._fresh(modules, formatter)
        keys = {path: _key(path, *module, formatter) for path, module in modules.items()}
        kept = dict(_kept(modules, keys, self.store))
        fresh = self._fresh({path: module for path, module in modules.items() if path not in kept}, formatter)
        self.store.put({keys[path]: content for path, content in fresh.items()})
        done = kept | fresh
        return {path: done[path] for path in modules}

    def _fresh(self, modules: Modules, formatter: str) -> dict[str, bytes]:
        size = sum(len(text) for text, _ in modules.values())
        jobs = min(self.jobs, len(modules), size // _WORTH_A_PROCESS)
        if jobs < 2 or formatter not in _IN_PROCESS:  # noqa: PLR2004 - one job needs no process
            return _finish(modules, formatter)
        try:
            return _in_processes(modules, formatter, jobs)
        except BrokenProcessPool:  # the system ended a process
            return _finish(modules, formatter)


def _kept(modules: Modules, keys: Mapping[str, str], store: Store) -> Iterator[tuple[str, bytes]]:
    """Yield the modules of a store; what others may have written must have the meaning of the text."""
    found = store.get([*keys.values()])
    for path, (text, names) in modules.items():
        content = found.get(keys[path])
        if content is not None and (store.is_trusted or _is_verified(path, text, content, names)):
            yield path, content


def _is_verified(path: str, text: str, content: bytes, names: Names) -> bool:
    try:
        formatted = content.decode()
        verify_source(path, formatted, names)
    except (ValueError, InternalError):
        return False
    return is_equivalent(text, formatted)


def _in_processes(modules: Modules, formatter: str, jobs: int) -> dict[str, bytes]:
    """Format in several processes; the largest modules come first."""
    chunks: list[dict[str, tuple[str, Names]]] = [{} for _ in range(min(jobs * 4, len(modules)))]
    sizes = [0] * len(chunks)
    for path in sorted(modules, key=lambda path: (-len(modules[path][0]), path)):
        smallest = sizes.index(min(sizes))
        chunks[smallest][path] = modules[path]
        sizes[smallest] += len(modules[path][0])
    done: dict[str, bytes] = {}
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context(START_METHOD)) as pool:
        for finished in pool.map(_finish, chunks, [formatter] * len(chunks)):
            done |= finished
    return {path: done[path] for path in modules}


def _finish(modules: Modules, formatter: str) -> dict[str, bytes]:
    """Format the modules, and check that each can be parsed and defines the planned names."""
    if not modules:
        return {}
    formatted = format_files({path: text for path, (text, _) in modules.items()}, formatter)
    for path, text in formatted.items():
        verify_source(path, text, modules[path][1])
    return {path: text.encode() for path, text in formatted.items()}


def _key(path: str, text: str, names: Names, formatter: str) -> str:
    """Return the digest of everything that decides the result, the program that makes it included."""
    shaping = [path, sorted(names) if names is not None else None, formatter, *_program(formatter)]
    return hashlib.sha256(json.dumps(shaping).encode() + b"\0" + text.encode()).hexdigest()


@cache
def _program(formatter: str) -> tuple[str, ...]:
    formatters: Iterable[str] = () if formatter == "none" else (formatter,)
    render = Path(sys.modules[format_files.__module__].__file__ or "").parent
    return (
        __version__,
        platform.python_version(),
        folder_digest(render, suffixes=(".py",)),
        *(version(name) for name in formatters),
    )
