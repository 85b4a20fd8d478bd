"""Runs tests with random input: number of cases, seeds, and storage of failing inputs.

``FUZZ_CASES`` cases of each property run in batches; each batch has its own seed (``FUZZ_SEED`` and its number), so a
run can be repeated, and continued from batch ``FUZZ_FIRST``. The inputs of a failing case are kept in a folder below
``FUZZ_FAILURES``, which the failure names.
"""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from codegen.cli.report.diagnostics import resolve
from codegen.cli.report.text import render_text
from codegen.config import Target
from codegen.core.codes import CODES
from codegen.core.diagnostic import Diagnostics, Severity
from codegen.pipeline.steps import generate
from tests.support.packages import ROOT
from tests.support.sandbox import Imported, Sandbox

CASES = int(os.environ.get("FUZZ_CASES", "30"))
SEED = int(os.environ.get("FUZZ_SEED", "0"))
FAILURES = Path(os.environ.get("FUZZ_FAILURES", ROOT / ".fuzz"))
PER_BATCH = min(CASES, 100)
BATCHES = range(int(os.environ.get("FUZZ_FIRST", "0")), -(-CASES // PER_BATCH))
SECONDS = 60
MOST_LINES = 3
FUZZ = "fuzz"
"""The property of a test report with the number of cases."""

Data: TypeAlias = st.DataObject
Option: TypeAlias = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The result of a case: diagnostics, and a package that was imported, unless the input was rejected."""

    found: Diagnostics
    tree: Mapping[str, bytes] | None = None
    imported: Imported | None = None
    documents: Mapping[str, Any] = field(default_factory=dict)

    @property
    def left_out(self) -> list[str]:
        """Return the pointers of elements that were not generated."""
        return [item.location.pointer for item in self.found if item.severity is Severity.INCOMPLETE]


@dataclass(slots=True, kw_only=True)
class Run:
    """The cases of one batch of one property."""

    name: str
    batch: int
    sandbox: Sandbox
    record: Callable[[str, object], None]
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def folder(self) -> Path:
        """Return the folder of the inputs of the current case, which is kept if the case fails."""
        return FAILURES / f"{self.name}-{self.batch}"

    def cases(self, check: Callable[[Data], None]) -> None:
        """Run a check on data that hypothesis draws. A failure names the folder of its inputs."""

        @seed(SEED * 1_000_003 + self.batch)
        @settings(
            max_examples=PER_BATCH,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        )
        @given(st.data())
        def run(data: Data) -> None:
            self.counts["cases"] += 1
            check(data)

        start = time.monotonic()
        try:
            run()
        except BaseException as error:
            error.add_note(f"The inputs of the smallest case that fails are in {self.folder}")
            raise
        finally:
            seconds = round(time.monotonic() - start, 3)
            self.record(FUZZ, {"property": self.name, "seconds": seconds, **self.counts})
        shutil.rmtree(self.folder, ignore_errors=True)

    def make(self, files: Mapping[str, bytes], **options: Option) -> Made:
        """Generate a package from input files in memory, import it, and check the invariants for any input."""
        self.write(files)
        found, start = Diagnostics(), time.process_time()
        target = Target(
            name="t", root=self.folder, output=self.folder, package="pkg", formatter="none", **{"spec": "", **options}
        )
        result = generate(target, found)
        assert time.process_time() - start < SECONDS, "generating takes too long"
        documents = result.documents
        self._check_findings(found, documents)
        if found.failed or result.tree is None:
            assert found.failed, "nothing was made, and nothing is said about it"
            self.counts["refused"] += 1
            return Made(found=found)
        imported = self.sandbox.load(result.tree)
        assert not imported.problem, f"the package does not import: {imported.problem}"
        self.counts["incomplete" if found.count(Severity.INCOMPLETE) else "whole"] += 1
        return Made(found=found, tree=result.tree, imported=imported, documents=documents)

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write the inputs of a case, replacing those of the previous case."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.iterdir():
            if old.is_dir():
                shutil.rmtree(old)
            elif old.name not in files:
                old.unlink()
        for name, content in files.items():
            (self.folder / name).write_bytes(content)

    def _check_findings(self, found: Diagnostics, documents: Mapping[str, Any]) -> None:
        """Check that each diagnostic has a known code, a location, and at most three lines of printable text."""
        for finding in resolve(found, self.folder, documents, lambda path: path.relative_to(self.folder).as_posix()):
            assert finding.code in CODES
            lines = render_text([finding], color=False)
            assert len(lines) <= MOST_LINES, lines
            assert finding.place.file, lines
            for line in lines:
                assert line.isprintable(), lines
                assert not line.lstrip().startswith("::"), lines
