"""Import time of a client with logs, spans and hooks, against the time without their modules.

In one process: the modules of the package are imported repeatedly, those of other distributions once. The time in which
the body of a module runs, without that of the modules that it imports, counts for this module.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PACKAGE = "promotion_codes_clover"
OBSERVATION = frozenset(f"{PACKAGE}._runtime.client.{name}" for name in ("hooks", "logs", "observation", "tracing"))
ROUNDS = 30


class _Timed(Loader):
    """Runs a module and records the seconds that are its own."""

    seconds: dict[str, float]
    _inner: list[float]

    def __init__(self, loader: Loader, seconds: dict[str, float], inner: list[float]) -> None:
        self._loader, self.seconds, self._inner = loader, seconds, inner

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._inner.append(0.0)
        start = time.perf_counter()
        self._loader.exec_module(module)
        spent = time.perf_counter() - start
        self.seconds[module.__name__] = spent - self._inner.pop()
        if self._inner:
            self._inner[-1] += spent


class _Finder(MetaPathFinder):
    """Finds the modules of the package."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._inner: list[float] = []

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] != PACKAGE:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Timed(spec.loader, self.seconds, self._inner)
        return spec


def _import_once(finder: _Finder) -> tuple[float, float]:
    """Return the seconds of all modules of a client with one resource, and those of observation."""
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]
    finder.seconds.clear()
    __import__(f"{PACKAGE}.resources.promotion_codes")
    __import__(f"{PACKAGE}.client")
    missing = OBSERVATION - finder.seconds.keys()
    if missing:
        sys.exit(f"not imported: {', '.join(sorted(missing))}")
    return sum(finder.seconds.values()), sum(finder.seconds[name] for name in OBSERVATION)


def main() -> None:
    """Print the medians."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "generated"))
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    with tempfile.TemporaryDirectory() as cache:
        sys.dont_write_bytecode, sys.pycache_prefix = False, cache
        _import_once(finder)  # imports other distributions, and compiles the modules of the package
        rows = [_import_once(finder) for _ in range(ROUNDS)]
    whole, observed = (statistics.median(column) for column in zip(*rows, strict=True))
    ratio = statistics.median(total / (total - own) for total, own in rows)
    print(f"{whole * 1000:.1f} ms, of these {observed * 1000:.2f} ms for logs, spans and hooks: ratio {ratio:.3f}")


if __name__ == "__main__":
    main()
