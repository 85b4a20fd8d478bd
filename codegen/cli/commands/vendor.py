"""``codegen vendor``."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from codegen import pipeline
from codegen.cli.progress import Progress
from codegen.cli.report import FORMATS
from codegen.cli.reporter import Reporter
from codegen.config.target import package_problem
from codegen.core.errors import UsageError
from codegen.output import verify
from codegen.output.manifest import Origin
from codegen.workflows import vendor
from codegen.workflows.vendor_source import is_path
from codegen.workflows.vendor_subset import PARTS

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console
    from codegen.workflows.generate import Generator

EXIT_DONE, EXIT_CHANGED, EXIT_INVALID = 0, 1, 2
_SOURCES = "a generated folder, an OpenAPI document, git+file://REPO@REVISION#PATH (or git+ssh), or package:NAME"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    one = actions.add_parser("add", help="copy a package, or a part of it", allow_abbrev=False)
    one.add_argument("source", metavar="SOURCE", help=_SOURCES)
    one.add_argument("--into", metavar="DIR", required=True, help="the folder that will hold the package")
    one.add_argument("--package", metavar="NAME", help="its name there (default: as the source is called)")
    one.add_argument("--only", choices=PARTS, default="", help="take one part, with what it needs")
    one.add_argument("--include", metavar="CLASS", nargs="+", default=[], help="take these models (patterns) alone")
    one.add_argument(
        "--tables", metavar="GLOB", nargs="+", default=[], help="schema tables of a document, relative to its folder"
    )
    two = actions.add_parser("update", help="merge what the source gives now", allow_abbrev=False)
    two.add_argument("--source", metavar="SOURCE", default="", help="take it from here, now and later")
    three = actions.add_parser("verify", help="fail when vendored files are not as they were written")
    four = actions.add_parser("status", help="tell what was edited, and what the source has that is newer")
    five = actions.add_parser("remove", help="delete a vendored package, but no file of yours")
    five.add_argument("--force", action="store_true", help="delete files that were edited, too")
    for action in (two, three, four, five):
        action.add_argument("folder", nargs="?", metavar="DIR", help="a vendored package, or a folder above")
    for action in (one, two, three, four, five):
        action.add_argument("--format", choices=FORMATS, default="text", help="format of the report (default: text)")


def run(args: argparse.Namespace, console: Console) -> int:
    """Do one of the actions."""
    with Progress(console) as progress:
        return run_vendor(args, console, partial(pipeline.generate, step=progress.step))


def run_vendor(args: argparse.Namespace, console: Console, generator: Generator) -> int:
    """Do one of the actions with a given pipeline. Raises ``UsageError``."""
    reporter = Reporter(console=console, format=args.format)
    try:
        if args.action == "add":
            return _add(args, reporter, generator)
        folders = _folders(args, console)
        if args.action == "verify":
            return max(_verify(folder, reporter) for folder in folders)
        if args.action != "status" and len(folders) > 1:
            names = ", ".join(console.display(folder) for folder in folders)
            msg = f"several packages are vendored here, name one: {names}"
            raise UsageError(msg)
        return max(_act(args, folder, reporter, generator) for folder in folders)
    except OSError as error:
        msg = f"{error.filename or 'the package'} cannot be read or written: {error.strerror or error}"
        raise UsageError(msg) from error


def _folders(args: argparse.Namespace, console: Console) -> list[Path]:
    start = Path(os.path.normpath(console.cwd / (args.folder or ".")))
    folders = vendor.find_vendored(start)
    if not folders:
        msg = f"nothing is vendored in {console.display(start)}"
        raise UsageError(msg)
    return folders


def _act(args: argparse.Namespace, folder: Path, reporter: Reporter, generator: Generator) -> int:
    package = vendor.open_vendored(folder)
    label = reporter.console.display(folder)
    if args.action == "status":
        return _status(package, label, reporter, generator)
    if args.action == "remove":
        return _tell(vendor.remove(package, label, force=args.force), label, reporter, "removed")
    done = vendor.update(package, label, generator, source=args.source, base=reporter.console.cwd)
    return _tell(done, label, reporter, "updated")


def _add(args: argparse.Namespace, reporter: Reporter, generator: Generator) -> int:
    if args.include and args.only not in {"", "models"}:
        msg = "--include chooses models: it goes with --only models"
        raise UsageError(msg)
    if args.tables and not (is_path(args.source) or args.source.startswith("git+")):
        msg = "--tables goes with a document"
        raise UsageError(msg)
    name = args.package or _name(args.source)
    if problem := package_problem(name):
        msg = f"{problem}: choose one with --package"
        raise UsageError(msg)
    folder = Path(os.path.normpath(reporter.console.cwd / args.into / name))
    only = args.only or ("models" if args.include else "")
    origin = Origin(source=args.source, only=only, include=tuple(args.include), tables=tuple(args.tables))
    label = reporter.console.display(folder)
    return _tell(vendor.add(origin, reporter.console.cwd, folder, label, generator), label, reporter, "vendored")


def _name(source: str) -> str:
    """Return the last part of a source, without the ending of a document."""
    place = source.removeprefix("package:").rpartition("#")[2] if not is_path(source) else source
    last = place.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return last if not is_path(source) and "/" not in place else Path(last).stem


def _verify(folder: Path, reporter: Reporter) -> int:
    label = reporter.console.display(folder)
    lines, code = verify.report(folder, label, reporter.format)
    for line in lines:
        reporter.console.result(line)
    return code


def _status(package: vendor.Vendored, label: str, reporter: Reporter, generator: Generator) -> int:
    origin = package.origin
    try:
        newer = vendor.outdated(package, generator)
        news = f"the source differs in {len(newer)} files: run codegen vendor update" if newer else "up to date"
    except UsageError as error:
        newer, news = [], f"the source cannot be read: {error}"
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
        newer=newer,
        message=news,
    )
    if reporter.format != "json":
        for path in edited:
            reporter.result(f"  edited here: {path}")
    return EXIT_DONE


def _tell(done: vendor.VendorRun, label: str, reporter: Reporter, verb: str) -> int:
    """Print what a run did and return the exit code: 1 for conflicts, 2 when nothing was written."""
    if done.fetched is not None:
        reporter.add(done.fetched.found, done.fetched.root, done.fetched.documents)
    reporter.add(done.found, reporter.console.cwd, {})
    reporter.flush()
    wrote = done.publication
    if wrote is None:
        return EXIT_INVALID
    merged = done.merged
    for path, message in merged.conflicts.items():
        reporter.result(
            f"{label}/{path}: conflict: {message}", kind="conflict", path=f"{label}/{path}", message=message
        )
    notes = {"merged": merged.merged, "kept as edited": merged.kept, "left out as removed": merged.dropped}
    for what, paths in notes.items():
        for path in paths:
            if path not in merged.conflicts:
                reporter.result(f"{label}/{path}: {what}", kind="file", path=f"{label}/{path}", message=what)
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
