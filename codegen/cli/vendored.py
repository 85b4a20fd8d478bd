"""How what happens to vendored packages is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.cli.console import wants_color
from codegen.diff.inputs.snapshots import api_changes
from codegen.diff.report.json import report_value
from codegen.diff.report.text import render_text
from codegen.diff.report.view import Options, summary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codegen.cli.reporter import Reporter
    from codegen.vendoring.service import Vendored, VendorRun

EXIT_DONE, EXIT_CHANGED, EXIT_INVALID = 0, 1, 2


def tell_changes(old: Mapping[str, bytes], new: Mapping[str, bytes], label: str, reporter: Reporter) -> None:
    """Print how the API changed between two sets of kept inputs, and the bump that it asks for."""
    if new == old:
        return
    report = api_changes(old, new, (f"{label} as it was", "its source"))
    if report is None:
        text = f"{label}: how the API changed cannot be told: that takes the documents of both versions"
        reporter.result(text, kind="diff", folder=label, message=text)
    elif reporter.format == "json":
        reporter.result("", kind="diff", folder=label, message=summary(report), **report_value(report))
    else:
        options = Options(color=wants_color(reporter.console.out, reporter.console.environ))
        reporter.console.result(render_text(report, options).rstrip("\n"))


def tell_status(package: Vendored, label: str, newer: Sequence[str] | None, reporter: Reporter) -> None:
    """Print where a package came from, what was edited, and in how many files its source differs (None: unknown)."""
    origin = package.origin
    news = "up to date"
    if newer is None:
        news = "the source cannot be read"
    elif newer:
        files = "1 file" if len(newer) == 1 else f"{len(newer)} files"
        news = f"the source differs in {files}: run codegen vendor update"
    edited = package.edited
    version = f", version {package.manifest.api_version}" if package.manifest.api_version else ""
    commit = f" at {origin.revision[:12]}" if origin.revision else ""
    reporter.result(
        f"{label}{version}, from {origin.source}{commit}: {news}",
        kind="vendored",
        folder=label,
        source=origin.source,
        revision=origin.revision,
        api_version=package.manifest.api_version,
        edited=edited,
        newer=list(newer or ()),
        message=news,
    )
    if reporter.format != "json":
        for path in edited:
            reporter.result(f"  edited here: {path}")


def tell_run(done: VendorRun, label: str, reporter: Reporter, verb: str) -> int:
    """Print what a run did and return the exit code: 1 for conflicts, 2 when nothing was written."""
    if done.fetched is not None:
        reporter.add(done.fetched.found, done.fetched.root, done.fetched.documents)
    reporter.add(done.found, reporter.console.cwd, {})
    reporter.flush()
    reporter.findings.clear()
    wrote = done.publication
    if wrote is None:
        return EXIT_INVALID
    merged = done.merged
    reporter.add_merge(merged, label)
    versions = [side.api_version for side in (done.before, done.after) if side is not None and side.api_version]
    moved = f" ({' → '.join(dict.fromkeys(versions))})" if versions else ""
    counts = {"added": len(wrote.added), "changed": len(wrote.changed), "deleted": len(wrote.deleted)}
    text = ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "nothing to change"
    reporter.result(
        f"{label}: {verb}{moved}: {text}",
        kind="vendored",
        folder=label,
        action=verb,
        added=wrote.added,
        changed=wrote.changed,
        deleted=wrote.deleted,
        conflicts=sorted(merged.conflicts),
    )
    return EXIT_CHANGED if merged.conflicts else EXIT_DONE
