"""The report of ``codegen verify``: files that do not match the manifest of their package."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from codegen.cli.report.github import annotation
from codegen.core.printed import json_text, visible_line
from codegen.output.manifest import MANIFEST, InvalidManifestError
from codegen.output.verify import AlteredFile, find_packages, find_traces, is_generated, verify

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

EXIT_FRESH, EXIT_CHANGED, EXIT_INVALID = 0, 1, 2


def _render(label: str, altered: Sequence[AlteredFile], form: str) -> list[str]:
    """Return the report of one package, in one of the formats of diagnostics."""
    if form == "json":
        problems = [{**asdict(item), "message": item.message} for item in altered]
        return [json_text({"kind": "package", "folder": label, "fresh": not altered, "problems": problems})]
    count = "1 file does" if len(altered) == 1 else f"{len(altered)} files do"
    last = visible_line(f"{label}: {count} not match the manifest" if altered else f"{label}: matches its manifest")
    if form == "github":
        return [*(annotation(f"{label}/{item.path}", item.kind, item.message) for item in altered), last]
    return [*(visible_line(f"{label}/{item.path}: {item.kind}: {item.message}") for item in altered), last]


def report_packages(
    start: Path, label: str, form: str, *, allow_extra: bool = False, expected: Iterable[Path] = ()
) -> tuple[list[str], int]:
    """Verify every package at or below a folder and return the lines to print and the exit code.

    A package without its manifest fails too; its files, or the folders that a configuration ``expected``, show it.
    """
    packages = find_packages(start)
    below = {folder for folder in expected if folder.is_relative_to(start)}
    without = sorted(below.union(find_traces(start)).difference(packages))
    if not packages and not without:
        return [visible_line(f"{label}: no {MANIFEST} in this folder or below")], EXIT_INVALID
    lines: list[str] = []
    code = EXIT_FRESH
    for folder in packages:
        name = _name(start, label, folder)
        try:
            altered = [item for item in verify(folder) if not (allow_extra and _is_own(folder, item))]
        except (InvalidManifestError, OSError) as error:
            lines.append(visible_line(f"{name}/{MANIFEST}: {error}"))
            code = EXIT_INVALID
            continue
        lines += _render(name, altered, form)
        code = max(code, EXIT_CHANGED if altered else EXIT_FRESH)
    for folder in without:
        lines += _render(_name(start, label, folder), [AlteredFile(kind="missing", path=MANIFEST)], form)
        code = max(code, EXIT_CHANGED)
    return lines, code


def _name(start: Path, label: str, folder: Path) -> str:
    return label if folder == start else f"{label}/{folder.relative_to(start).as_posix()}".removeprefix("./")


def _is_own(folder: Path, item: AlteredFile) -> bool:
    """Whether a file is the user's: the manifest does not list it, and it is not a generated one."""
    return item.kind == "extra" and not is_generated(folder, item.path)
