"""How much of a run the models engine takes. Prints medians; see README.txt."""

from __future__ import annotations

import json

from children import RUNS, document, median, run

MEASURE = """
import json, sys, time
start = time.process_time()
from pathlib import Path
from codegen.config import target_from_flags
from codegen.core.diagnostic import Diagnostics
from codegen.pipeline import steps
from codegen.python import assemble
from codegen.python.emit.models import build
spent = {"imports": time.process_time() - start}

def timed(name, function):
    def call(*arguments, **named):
        before = time.process_time()
        try:
            return function(*arguments, **named)
        finally:
            spent[name] = spent.get(name, 0.0) + time.process_time() - before
    return call

build.run_engine = timed("engine", build.run_engine)
steps.read = timed("read", steps.read)
steps.prepare = timed("passes, names", steps.prepare)
load = assemble.load_builder
assemble.load_builder = lambda path: timed("emit " + path.rpartition(":build_")[2], load(path))
steps._formatted = timed("format and check", steps._formatted)
target = target_from_flags(sys.argv[1], cwd=Path.cwd(), package="api", formatter="none")
assert steps.generate(target, Diagnostics()).tree is not None
spent["all"] = time.process_time() - start
print(json.dumps(spent))
"""


def main() -> None:
    """Measure some runs in memory."""
    spec = document().resolve()
    runs = [json.loads(run("-c", MEASURE, str(spec)).output) for _ in range(RUNS)]
    middle = {name: median(spent[name] for spent in runs) for name in runs[0]}
    whole = middle.pop("all")
    engine = middle.pop("engine")
    middle["emit models"] -= engine
    middle["rest"] = whole - engine - sum(middle.values())
    print(f"{spec.name}: {whole:.2f} CPU seconds, median of {RUNS} runs, in memory")
    for name, seconds in sorted({"models engine": engine, **middle}.items(), key=lambda row: -row[1]):
        print(f"  {name:22}{seconds:6.2f}  {seconds / whole:4.0%}")


if __name__ == "__main__":
    main()
