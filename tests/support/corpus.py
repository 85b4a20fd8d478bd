"""Generates, imports and type-checks every document of a folder, and counts those without errors.

``python -m tests.support.corpus FOLDER`` prints a table of the documents and exits 1 if one has errors.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from codegen.config import Target
from codegen.core.diagnostic import Diagnostics, Severity
from codegen.core.printed import markdown
from codegen.pipeline.stages import Prepared
from codegen.pipeline.steps import generate

_SUFFIXES = {".json", ".yaml", ".yml"}
_BATCH = 12
"""Packages per run of mypy: more need more memory, fewer repeat the analysis of common imports."""

_IMPORT = """
import importlib, json, pkgutil, sys
from pydantic import TypeAdapter
name, problems = sys.argv[1], []
package = importlib.import_module(name)
for info in pkgutil.walk_packages(package.__path__, name + "."):
    try:
        importlib.import_module(info.name)
    except Exception as error:
        problems.append(f"{info.name}: {type(error).__name__}: {error}")
models = importlib.import_module(name + ".models")
for key in models.__all__:
    try:
        TypeAdapter(getattr(models, key)).core_schema
    except Exception as error:
        problems.append(f"{key}: {type(error).__name__}: {error}")
print(json.dumps(problems))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The result of a document. ``exit`` is the exit code of ``codegen generate``, 70 for an internal error.

    ``imports`` and ``types`` are lists of errors, None if not checked. ``digest`` is the sha256 of all output.
    """

    document: str
    package: str
    exit: int
    seconds: float = 0.0
    files: int = 0
    digest: str = ""
    findings: tuple[tuple[str, int], ...] = ()
    reason: str = ""
    imports: tuple[str, ...] | None = None
    types: tuple[str, ...] | None = None

    @property
    def whole(self) -> bool:
        """Return whether everything was generated and all checks passed."""
        return self.exit == 0 and not self.imports and not self.types


def documents(folder: Path) -> list[Path]:
    """Return the documents below a folder, sorted."""
    return sorted(path for path in folder.rglob("*") if path.suffix in _SUFFIXES and path.is_file())


def package_name(path: Path, folder: Path) -> str:
    """Return a package name that is unique in the folder."""
    return "p_" + "".join(char if char.isascii() and char.isalnum() else "_" for char in str(path.relative_to(folder)))


def generate_one(path: Path, *, folder: Path, output: Path | None) -> Row:
    """Generate a document, and write its package, if there is one, to ``output``."""
    return generate_prepared(path, folder=folder, output=output)[0]


def generate_prepared(path: Path, *, folder: Path, output: Path | None) -> tuple[Row, Prepared | None]:
    """Generate as ``generate_one`` does; also return the prepared API."""
    start, found, name = time.process_time(), Diagnostics(), package_name(path, folder)
    target = Target(
        name=name, root=path.parent, spec=path.name, output=output or path.parent, package=name, formatter="none"
    )
    row = Row(document=path.relative_to(folder).as_posix(), package=name, exit=2)
    try:
        result = generate(target, found)
    except Exception as error:  # noqa: BLE001 - a defect that one document shows must not hide the others
        return replace(row, exit=70, reason=f"{type(error).__name__}: {error}"), None
    counts = Counter((str(item.severity), item.code) for item in found)
    wrong = [item for item in found if item.severity is not Severity.WARNING]
    row = replace(
        row,
        seconds=time.process_time() - start,
        findings=tuple(sorted((f"{severity}:{code}", count) for (severity, code), count in counts.items())),
        reason=f"{wrong[0].location}: {wrong[0].message}" if wrong else "",
    )
    if result.tree is None or found.failed:
        return row, result.prepared
    files = dict(result.tree.items())
    if output is not None:
        for inner, content in files.items():
            place = output / name / inner
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    whole = hashlib.sha256()
    for inner in sorted(files):
        whole.update(inner.encode() + b"\0" + hashlib.sha256(files[inner]).digest())
    return replace(row, exit=1 if wrong else 0, files=len(files), digest=whole.hexdigest()), result.prepared


def import_one(row: Row, output: Path) -> Row:
    """Import every module of a package in a separate interpreter, and build every model."""
    command = [sys.executable, "-c", _IMPORT, row.package]
    done = subprocess.run(command, cwd=output, capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        return replace(row, imports=(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no output",))
    return replace(row, imports=tuple(json.loads(lines[-1])))


def type_check(rows: Sequence[Row], output: Path) -> list[Row]:
    """Run mypy --strict over packages together."""
    packages = [row.package for row in rows]
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir=/dev/null", *packages]
    done = subprocess.run(command, cwd=output, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if " error: " in line]
    if done.returncode and not lines:
        lines = [f"{packages[0]}/: {(done.stderr or done.stdout).strip()[-200:]}"]
    return [replace(row, types=tuple(line for line in lines if line.startswith(f"{row.package}/"))) for row in rows]


def run_corpus(
    paths: Sequence[Path], *, folder: Path, output: Path, jobs: int, check: bool, step: Callable[[str], None]
) -> list[Row]:
    """Generate documents and, with ``check``, import and type-check them. ``step`` is called with the progress."""
    rows: dict[str, Row] = {}

    def advance(label: str, results: Iterator[Row], total: int) -> None:
        for count, row in enumerate(results, 1):
            rows[row.document] = row
            step(f"{label} {count}/{total}: {row.document}")

    with ProcessPoolExecutor(max_workers=jobs) as pool:
        futures = [pool.submit(partial(generate_one, folder=folder, output=output), path) for path in paths]
        advance("generated", (future.result() for future in as_completed(futures)), len(paths))
        made = [row for row in rows.values() if row.files]
        if check:
            futures = [pool.submit(import_one, row, output) for row in made]
            advance("imported", (future.result() for future in as_completed(futures)), len(made))
            made = sorted((rows[row.document] for row in made), key=lambda row: row.document)
            batches = [made[start : start + _BATCH] for start in range(0, len(made), _BATCH)]
            checks = [pool.submit(type_check, batch, output) for batch in batches]
            advance("checked", (row for future in as_completed(checks) for row in future.result()), len(made))
    return [rows[key] for key in sorted(rows)]


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table under a summary."""
    tried = [row for row in rows if row.imports is not None]
    typed = [row for row in rows if row.types is not None]
    head = [
        f"{sum(row.exit == 0 for row in rows)} of {len(rows)} documents generate whole (exit 0)."
        + (f" {sum(not row.imports for row in tried)} of {len(tried)} packages import." if tried else "")
        + (f" {sum(not row.types for row in typed)} of {len(typed)} have no error in mypy --strict." if typed else ""),
        "",
        "| document | exit | files | CPU s | imports | mypy | findings |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *map(_line, rows)]) + "\n"


def _line(row: Row) -> str:
    def verdict(problems: tuple[str, ...] | None) -> str:
        return "" if problems is None else "ok" if not problems else f"{len(problems)}: {problems[0][:160]}"

    findings = ", ".join(f"{count} {code}" for code, count in row.findings)
    cells = [
        row.document,
        str(row.exit),
        str(row.files),
        f"{row.seconds:.2f}",
        verdict(row.imports),
        verdict(row.types),
        f"{findings} {row.reason}".strip(),
    ]
    return "| " + " | ".join(markdown(" ".join(cell.split())) for cell in cells) + " |"


def main(arguments: Sequence[str]) -> int:
    """Run the documents of a folder, print or write the table, and return the exit code."""
    parser = argparse.ArgumentParser(prog="corpus", description="Generate, import and type-check a folder of documents")
    parser.add_argument("folder", type=Path, help="folder of OpenAPI documents, with all folders below it")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (default: cores)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="folder of the packages (default: a temporary one)")
    parser.add_argument("--table", type=Path, metavar="FILE", help="write the table there (default: print it)")
    parser.add_argument("--no-check", action="store_true", help="generate only: no imports, no mypy")
    args = parser.parse_args(arguments)
    folder = args.folder.resolve()
    paths = documents(folder)
    if not paths:
        parser.error(f"there is no document below {args.folder}")
    with tempfile.TemporaryDirectory(prefix="codegen-corpus-") as temporary:
        output = (args.keep or Path(temporary)).resolve()
        rows = run_corpus(paths, folder=folder, output=output, jobs=args.jobs, check=not args.no_check, step=_report)
    text = table(rows)
    if args.table:
        args.table.write_text(text, encoding="utf-8")
        text = text.splitlines()[0] + "\n"
    sys.stdout.write(text)
    return 0 if all(row.whole for row in rows) else 1


def _report(line: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
