"""Console output of ``codegen vendor``."""

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


def print_changes(old: Mapping[str, bytes], new: Mapping[str, bytes], label: str, reporter: Reporter) -> None:
    """Print the changes of the API between two sets of archived inputs, and the suggested version bump."""
    if new == old:
        return
    report = api_changes(old, new, (f"{label} before", "its source"))
    if report is None:
        text = f"{label}: the changes of the API are unknown: this needs the documents of both versions"
        reporter.result(text, kind="diff", folder=label, message=text)
    elif reporter.is_document:
        reporter.result("", kind="diff", folder=label, message=summary(report), **report_value(report))
    else:
        options = Options(color=wants_color(reporter.console.out, reporter.console.environ))
        reporter.console.result(render_text(report, options).rstrip("\n"))


def print_status(package: Vendored, label: str, newer: Sequence[str] | None, reporter: Reporter) -> None:
    """Print the source of a package, its edited files, and in how many files the source differs (None: unknown)."""
    origin = package.origin
    state = "up to date"
    if newer is None:
        state = "the source cannot be read"
    elif newer:
        files = "1 file" if len(newer) == 1 else f"{len(newer)} files"
        state = f"the source differs in {files}: run codegen vendor update"
    edited, conflicts = package.edited, package.conflicts
    version = f", version {package.manifest.api_version}" if package.manifest.api_version else ""
    commit = f" at {origin.revision[:12]}" if origin.revision else ""
    reporter.result(
        f"{label}{version}, from {origin.source}{commit}: {state}",
        kind="vendored",
        folder=label,
        source=origin.source,
        revision=origin.revision,
        api_version=package.manifest.api_version,
        edited=edited,
        conflicts=conflicts,
        newer=list(newer or ()),
        message=state,
    )
    if not reporter.is_document:
        for path in edited:
            reporter.result(f"  {'conflict' if path in conflicts else 'edited'}: {path}")
        if conflicts:
            reporter.result("  resolve the conflict markers, then run codegen vendor update")


def print_run(done: VendorRun, label: str, reporter: Reporter, verb: str) -> int:
    """Print the result of an action and return the exit code: 1 for conflicts, 2 when nothing was written."""
    if done.fetched is not None:
        reporter.add(done.fetched.found, done.fetched.root, done.fetched.documents)
    reporter.add(done.found, reporter.console.cwd, {})
    reporter.flush()
    publication = done.publication
    if publication is None:
        return EXIT_INVALID
    merged = done.merged
    reporter.add_merge(merged, label)
    manifests = (done.before, done.after)
    versions = [manifest.api_version for manifest in manifests if manifest is not None and manifest.api_version]
    version = f" ({' → '.join(dict.fromkeys(versions))})" if versions else ""
    counts = {
        "added": len(publication.added),
        "changed": len(publication.changed),
        "deleted": len(publication.deleted),
    }
    text = ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "no changes"
    reporter.result(
        f"{label}: {verb}{version}: {text}",
        kind="vendored",
        folder=label,
        action=verb,
        added=publication.added,
        changed=publication.changed,
        deleted=publication.deleted,
        conflicts=sorted(merged.conflicts),
    )
    return EXIT_CHANGED if merged.conflicts else EXIT_DONE
