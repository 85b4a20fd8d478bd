"""Check reproducers: one run of mypy for each version, over packages generated into a temporary folder."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.config import Target
from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import UsageError
from codegen.migrate.reproducers.service import files
from codegen.migrate.reproducers.verdict import Verdict
from codegen.pipeline.stages import Preparation
from codegen.pipeline.steps import emit, package

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codegen.diff.match.compared_api import ComparedApi
    from codegen.migrate.reproducers.service import Witness

_PARTS = ("models", "client")
_ERROR = re.compile(r"^(?P<file>[^:\n]+\.py):\d+(:\d+)?: error: (?P<words>.*?)(  \[[\w-]+\])?$", re.MULTILINE)
_TIMEOUT = 1800


def verify(witnesses: Sequence[Witness], old: ComparedApi, new: ComparedApi) -> dict[str, Verdict]:
    """Return the result for each change that breaks callers, by its fingerprint.

    Raises ``UsageError`` when mypy is not installed or fails.
    """
    if importlib.util.find_spec("mypy") is None:
        msg = "--verify-witnesses needs mypy: install spec-codegen[witness]"
        raise UsageError(msg)
    programs = files(witnesses)
    with tempfile.TemporaryDirectory(prefix="codegen-witness-") as text:
        folder, cache = Path(text), Path(text, "cache")
        before = _errors(folder / "old", cache, old, old, programs)
        after = _errors(folder / "new", cache, new, old, programs)
    return {item.finding.change.fingerprint: _verdict(item, before, after) for item in witnesses}


def _verdict(item: Witness, before: Mapping[str, str], after: Mapping[str, str]) -> Verdict:
    if not item.file:
        return Verdict(confirmed=False, why="no program can show it")
    if item.file in before:
        return Verdict(confirmed=False, why=f"invalid for the old package: {before[item.file]}")
    if item.file not in after:
        return Verdict(confirmed=False, why="valid for the new package")
    return Verdict(confirmed=True)


def _errors(
    folder: Path, cache: Path, side: ComparedApi, named: ComparedApi, programs: Mapping[str, str]
) -> dict[str, str]:
    """Return the first error of each invalid program, against the package of one version.

    Both versions share the cache, in which mypy compares modules by content: most of them are not of the package.
    """
    made = folder / "packages" / str(named.names.package)
    for path, content in package_files(side).items():
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_bytes(content)
    place = folder / "witnesses"
    place.mkdir()
    for name, text in programs.items():
        (place / name).write_text(text, encoding="utf-8")
    return _mypy(place, made.parent, cache, sorted(programs)) if programs else {}


def _mypy(place: Path, packages: Path, cache: Path, names: Sequence[str]) -> dict[str, str]:
    options = ["--config-file=", f"--cache-dir={cache}", "--follow-imports=silent", "--no-error-summary", "--no-pretty"]
    try:
        done = subprocess.run(  # noqa: S603 - no shell, names of our own
            [sys.executable, "-m", "mypy", *options, *names],
            cwd=place,
            env={**os.environ, "MYPYPATH": str(packages)},
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        msg = f"mypy timed out after {_TIMEOUT} s"
        raise UsageError(msg) from error
    if done.returncode not in {0, 1}:
        msg = f"mypy failed: {' '.join((done.stderr or done.stdout).split())[:400]}"
        raise UsageError(msg)
    found: dict[str, str] = {}
    for match in _ERROR.finditer(done.stdout):
        found.setdefault(match["file"], match["words"])
    return found


def package_files(side: ComparedApi) -> Mapping[str, bytes]:
    """Return the unformatted models and client of a version."""
    name = str(side.prepared.names.package)
    target = Target(name=name, root=Path(), spec="", output=Path(), package=name, emit=_PARTS, formatter="none")
    made = package(emit(Preparation(target=target, found=Diagnostics(), documents={}, prepared=side.prepared)))
    return made.tree or {}
