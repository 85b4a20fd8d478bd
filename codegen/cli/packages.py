"""Compare packages with their manifests and report the result, for ``verify`` and ``vendor verify``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from codegen.cli.report.github import annotation
from codegen.config import find_config, load_config
from codegen.core.diagnostic import Diagnostics
from codegen.core.printed import visible_line
from codegen.output.manifest import MANIFEST, InvalidManifestError
from codegen.output.verify import (
    AlteredFile,
    accepted_edits,
    find_orphans,
    find_packages,
    find_traces,
    is_generated,
    verify,
)
from codegen.python.parts import PARTS

if TYPE_CHECKING:
    from pathlib import Path

    from codegen.cli.reporter import Reporter
    from codegen.config import Config

EXIT_FRESH, EXIT_CHANGED, EXIT_INVALID = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The packages that a configuration expects: their folders, folders to skip, and packages without a target."""

    folders: frozenset[Path] = frozenset()
    orphans: tuple[Path, ...] = ()
    is_skipped: Callable[[Path], bool] = lambda _: False


def expected_packages(start: Path) -> Expected:
    """Read the nearest configuration of a folder; without a valid one nothing is expected."""
    path = find_config(start)
    config = None if path is None else load_config(path, Diagnostics(), PARTS)
    if config is None:
        return Expected()
    orphans = find_orphans({target.output for target in config.targets}, config.packages)
    return Expected(folders=config.packages, orphans=tuple(orphans), is_skipped=_skipping(config))


def _skipping(config: Config) -> Callable[[Path], bool]:
    root, patterns = config.path.parent, config.verify.exclude

    def is_skipped(folder: Path) -> bool:
        name = folder.relative_to(root).as_posix() if folder.is_relative_to(root) else ""
        return bool(name) and any(fnmatchcase(name, pattern) for pattern in patterns)

    return is_skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageReport:
    """A package: its altered files, those with accepted edits, and why its manifest cannot be used."""

    folder: Path
    altered: tuple[AlteredFile, ...] = ()
    accepted: tuple[str, ...] = ()
    error: str = ""


def compare_packages(start: Path, expected: Expected, *, allow_extra: bool = False) -> list[PackageReport]:
    """Compare every package at or below a folder with its manifest.

    A package without its manifest is reported too; its files, or the configuration, show it.
    """
    packages = find_packages(start, expected.is_skipped)
    below = {folder for folder in expected.folders if folder.is_relative_to(start)}
    without = below.union(find_traces(start, expected.is_skipped)).difference(packages)
    lost = (AlteredFile(kind="missing", path=MANIFEST),)
    return [
        *(compare_package(folder, allow_extra=allow_extra) for folder in packages),
        *(PackageReport(folder=folder, altered=lost) for folder in sorted(without)),
    ]


def compare_package(folder: Path, *, allow_extra: bool = False) -> PackageReport:
    """Compare a package with its manifest."""
    try:
        altered = tuple(item for item in verify(folder) if not (allow_extra and _is_own(folder, item)))
        return PackageReport(folder=folder, altered=altered, accepted=tuple(accepted_edits(folder)))
    except (InvalidManifestError, OSError) as error:
        return PackageReport(folder=folder, error=str(error))


def _is_own(folder: Path, item: AlteredFile) -> bool:
    """Whether a file is the user's: the manifest does not list it, and it is not a generated one."""
    return item.kind == "extra" and not is_generated(folder, item.path)


def print_packages(reports: Iterable[PackageReport], reporter: Reporter) -> int:
    """Print the reports and return the exit code."""
    code = EXIT_FRESH
    for report in reports:
        _print(report, reporter.console.display(report.folder), reporter)
        code = max(code, EXIT_INVALID if report.error else EXIT_CHANGED if report.altered else EXIT_FRESH)
    return code


def print_orphans(expected: Expected, start: Path, reporter: Reporter) -> None:
    """Name the packages at or below a folder that no target writes any more."""
    for folder in expected.orphans:
        if folder.is_relative_to(start) and not expected.is_skipped(folder):
            label = reporter.console.display(folder)
            message = "no target of the configuration writes this package: delete it, or list it in verify.packages"
            reporter.result(f"{label}: {message}", kind="orphan", folder=label, message=message)


def _print(report: PackageReport, label: str, reporter: Reporter) -> None:
    if reporter.is_document:
        problems = [{**asdict(item), "message": item.message} for item in report.altered]
        reporter.result(
            "",
            kind="package",
            folder=label,
            fresh=not (report.altered or report.error),
            problems=problems,
            accepted=report.accepted,
            error=report.error,
        )
    elif report.error:
        if reporter.format == "github":
            reporter.console.result(annotation(f"{label}/{MANIFEST}", "manifest-invalid", report.error))
        reporter.console.note(visible_line(f"{label}/{MANIFEST}: {report.error}"))
    else:
        for item in report.altered:
            line = visible_line(f"{label}/{item.path}: {item.kind}: {item.message}")
            if reporter.format == "github":
                line = annotation(f"{label}/{item.path}", item.kind, item.message)
            reporter.console.result(line)
        reporter.console.result(visible_line(f"{label}: {_verdict(report)}"))


def _verdict(report: PackageReport) -> str:
    if report.altered:
        count = "1 file does" if len(report.altered) == 1 else f"{len(report.altered)} files do"
        return f"{count} not match the manifest"
    if report.accepted:
        count = "1 accepted edit" if len(report.accepted) == 1 else f"{len(report.accepted)} accepted edits"
        return f"matches its manifest, with {count}: {', '.join(report.accepted)}"
    return "matches its manifest"
