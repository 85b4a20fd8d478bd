"""``codegen diff --surface SDK TARGET``: compare the public surface of a Python package with a generated one."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from codegen.adopt.read import load_sdk
from codegen.adopt.service import diagnostics
from codegen.adopt.surface import KINDS, compare_surfaces
from codegen.cli.reporter import Reporter
from codegen.core.errors import UsageError
from codegen.core.printed import json_text, visible_line
from codegen.core.suggest import closest
from codegen.diff.model.changes import Level
from codegen.pipeline.steps import prepare, read

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from codegen.adopt.surface import SurfaceReport
    from codegen.cli.console import Console
    from codegen.config import Target

EXIT_BREAKING = 1
EXIT_INVALID = 2
_SHOWN = 20
_FORMATS = ("text", "json")


def compare(args: argparse.Namespace, console: Console, targets: Sequence[Target]) -> tuple[str, int]:
    """Return the report and the exit code. Raises ``UsageError`` for an SDK or a target that cannot be used."""
    _check_arguments(args)
    target = _named(args.old, targets)
    preparation = prepare(read(target))
    reporter = Reporter(console=console, format="text")
    reporter.add(diagnostics(preparation), target.root, preparation.documents)
    reporter.flush()
    if preparation.prepared is None or len(diagnostics(preparation)):
        return "", EXIT_INVALID
    report = compare_surfaces(load_sdk(args.surface, console.cwd), preparation.prepared)
    text = _json(report) if args.format == "json" else "\n".join(map(visible_line, _lines(report))) + "\n"
    return text, EXIT_BREAKING if _fails(report, Level(args.fail_on)) else 0


def _check_arguments(args: argparse.Namespace) -> None:
    """Check the arguments that cannot be combined with ``--surface``. Raises ``UsageError``."""
    if args.format not in _FORMATS:
        msg = f"--surface cannot be combined with --format {args.format}: expected one of {', '.join(_FORMATS)}"
        raise UsageError(msg)
    if args.new is not None:
        msg = "--surface compares a Python package with one target: codegen diff --surface SDK TARGET"
        raise UsageError(msg)


def _named(name: str, targets: Sequence[Target]) -> Target:
    """Return the target with a name. Raises ``UsageError``."""
    target = next((item for item in targets if item.name == name), None)
    if target is None:
        known = [item.name for item in targets]
        msg = f"no target {name!r}: {closest(name, known) if known else 'there is no codegen.toml'}"
        raise UsageError(msg)
    return target


def _fails(report: SurfaceReport, level: Level) -> bool:
    """Return whether a difference has a severity of at least ``level``; ``NONE`` never fails."""
    return level is not Level.NONE and any(Level(item.level).rank >= level.rank for item in report.differences)


def _json(report: SurfaceReport) -> str:
    rows = [
        {"id": item.kind, "level": item.level, "subject": item.subject, "message": item.message}
        for item in report.differences
    ]
    value = {
        "old": report.old,
        "new": report.new,
        "methods": {"equal": report.methods[0], "total": report.methods[1]},
        "classes": {"equal": report.classes[0], "total": report.classes[1]},
        "counts": {level.value: report.count(level) for level in (Level.ERR, Level.WARN, Level.INFO)},
        "differences": rows,
    }
    return json_text(value, 2) + "\n"


def _lines(report: SurfaceReport) -> Iterator[str]:
    yield f"{report.old} -> {report.new}"
    methods, classes = (f"{equal} of {total}" for equal, total in (report.methods, report.classes))
    yield f"{methods} methods and {classes} classes have the same name"
    yield ", ".join(f"{report.count(level)} {level.value}" for level in (Level.ERR, Level.WARN, Level.INFO))
    for kind, rows in groupby(report.differences, key=lambda item: item.kind):
        listed = list(rows)
        yield ""
        yield f"{KINDS[kind]} {kind} ({len(listed)})"
        yield from (f"  {item.subject}: {item.message}" for item in listed[:_SHOWN])
        if len(listed) > _SHOWN:
            yield f"  … and {len(listed) - _SHOWN} more; --format json lists them"
