"""``codegen vendor``: copy packages into other repositories and update them there."""

from __future__ import annotations

import contextlib
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.cli.packages import compare_package, compare_packages, expected_packages, print_packages
from codegen.cli.progress import Progress
from codegen.cli.report import CI_FORMATS, FORMATS
from codegen.cli.reporter import Reporter
from codegen.cli.vendored import EXIT_CHANGED, EXIT_DONE, EXIT_INVALID, print_changes, print_run, print_status
from codegen.config.target import package_problem
from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import UsageError
from codegen.core.location import Location
from codegen.output.manifest import MANIFEST, VendorSource
from codegen.output.publish import resume_below
from codegen.pipeline.steps import generate
from codegen.vendoring import service as vendor
from codegen.vendoring.source import is_path
from codegen.vendoring.subset import SELECTABLE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from codegen.cli.console import Console
    from codegen.pipeline.generate import Generator

_WRITING = ("update", "accept", "remove")
_NONE = "no vendored package in {}: codegen vendor add SOURCE --into DIR makes one"
_SOURCES = "a generated folder, an OpenAPI document, git+file://REPO@REVISION#PATH (or git+ssh), or package:NAME"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", help="copy a package, or a part of it", allow_abbrev=False)
    add.add_argument("source", metavar="SOURCE", help=_SOURCES)
    add.add_argument("--into", metavar="DIR", required=True, help="the folder that will hold the package")
    add.add_argument("--package", metavar="NAME", help="name of the copy (default: that of the source)")
    add.add_argument("--only", choices=SELECTABLE, default="", help="copy one part, with its dependencies")
    add.add_argument(
        "--include",
        metavar="NAME",
        nargs="+",
        default=[],
        help="copy only these models and resources (patterns), with their dependencies",
    )
    add.add_argument(
        "--tables", metavar="GLOB", nargs="+", default=[], help="schema tables of a document, relative to its folder"
    )
    update = actions.add_parser("update", help="merge changes of the source", allow_abbrev=False)
    update.add_argument("--source", metavar="SOURCE", default="", help="new source, also for later updates")
    update.add_argument(
        "--rename",
        metavar="OLD=NEW",
        nargs="+",
        default=[],
        help="new names of models and resources that --include of 'vendor add' named",
    )
    update.add_argument(
        "--repair", action="store_true", help="rebuild a missing or damaged codegen.lock or .codegen, and keep edits"
    )
    verify = actions.add_parser(
        "verify", help="fail when vendored files do not match their manifest", allow_abbrev=False
    )
    accept = actions.add_parser(
        "accept", help="record edits in the manifest, so that verify accepts them", allow_abbrev=False
    )
    accept.add_argument("--file", metavar="PATH", nargs="+", default=[], help="only these files of the package")
    status = actions.add_parser("status", help="show edited files, and changes of the source", allow_abbrev=False)
    remove = actions.add_parser("remove", help="delete a vendored package, but not your own files", allow_abbrev=False)
    remove.add_argument("--force", action="store_true", help="delete edited files, too")
    for action in (update, verify, accept, status, remove):
        action.add_argument("folder", nargs="?", metavar="DIR", help="a vendored package, or a folder above")
    for action in (add, update, verify, accept, status, remove):
        formats = CI_FORMATS if action is verify else FORMATS
        action.add_argument("--format", choices=formats, default="text", help="format of the report (default: text)")


def run(args: argparse.Namespace, console: Console) -> int:
    """Run one of the actions."""
    with Progress(console) as progress:
        return run_vendor(args, console, partial(generate, step=progress.step))


def run_vendor(args: argparse.Namespace, console: Console, generator: Generator) -> int:
    """Run one of the actions with a given generator. Raises ``UsageError``."""
    reporter = Reporter(console=console, format=args.format)
    code = _run_action(args, reporter, generator)
    reporter.finish(f"vendor {args.action}")
    return code


def _run_action(args: argparse.Namespace, reporter: Reporter, generator: Generator) -> int:
    console = reporter.console
    if args.action == "add":
        with _as_usage():
            return _add(args, reporter, generator)
    if args.action == "verify":
        with _as_usage():
            return _verify(_start(args, console), reporter)
    with _as_usage():
        folders = _folders(args, console)
    one = (
        args.action == "remove" or (args.action == "update" and args.source) or (args.action == "accept" and args.file)
    )
    if len(folders) > 1 and one:
        names = ", ".join(console.display(folder) for folder in folders)
        msg = f"there are several vendored packages, name one: {names}"
        raise UsageError(msg)
    if len(folders) == 1:
        with _as_usage():
            return _act(args, folders[0], reporter, generator)
    return max(_act_on_one_of_many(args, folder, reporter, generator) for folder in folders)


@contextlib.contextmanager
def _as_usage() -> Iterator[None]:
    """Convert an ``OSError`` to a ``UsageError``."""
    try:
        yield
    except OSError as error:
        msg = f"{error.filename or 'the package'} cannot be read or written: {error.strerror or error}"
        raise UsageError(msg) from error


def _act_on_one_of_many(args: argparse.Namespace, folder: Path, reporter: Reporter, generator: Generator) -> int:
    """Run an action on one of several packages; print its error, so that the other packages are still processed."""
    try:
        with _as_usage():
            return _act(args, folder, reporter, generator)
    except UsageError as error:
        reporter.console.fail(f"{reporter.console.display(folder)}: {error}")
        return EXIT_INVALID


def _start(args: argparse.Namespace, console: Console) -> Path:
    return Path(os.path.normpath(console.cwd / (args.folder or ".")))


def _folders(args: argparse.Namespace, console: Console) -> list[Path]:
    start = _start(args, console)
    if args.action in _WRITING:
        with _as_usage():
            resume_below(start)
    folders = vendor.find_vendored(start)
    if not folders:
        msg = _NONE.format(console.display(start))
        raise UsageError(msg)
    return folders


def _act(args: argparse.Namespace, folder: Path, reporter: Reporter, generator: Generator) -> int:
    label = reporter.console.display(folder)
    package = _open(args, folder)
    if args.action == "accept":
        return _accept(package, label, args.file, reporter)
    if args.action == "status":
        return _status(package, label, reporter, generator)
    if args.action == "remove":
        return print_run(vendor.remove(package, label, force=args.force), label, reporter, "removed")
    done = vendor.update(
        package, label, generator, source=args.source, renames=_renames(args.rename), base=reporter.console.cwd
    )
    if done.publication is not None and done.fetched is not None:
        print_changes(package.inputs, done.fetched.inputs, label, reporter)
    return print_run(done, label, reporter, "updated")


def _open(args: argparse.Namespace, folder: Path) -> vendor.Vendored:
    """Return the package; a damaged one, too, if it is to be repaired or deleted."""
    repairs = args.action == "update" and args.repair
    if args.action == "remove" and args.force:
        with contextlib.suppress(UsageError):
            return vendor.open_vendored(folder)
        return vendor.repair(folder, "unknown")
    return vendor.repair(folder, args.source) if repairs else vendor.open_vendored(folder)


def _renames(texts: list[str]) -> dict[str, str]:
    """Return the pairs of ``--rename``. Raises ``UsageError`` for text without an equals sign."""
    for text in texts:
        if not all(text.partition("=")):
            msg = f"--rename {text}: expected OLD=NEW"
            raise UsageError(msg)
    return {old: new for old, _, new in (text.partition("=") for text in texts)}


def _add(args: argparse.Namespace, reporter: Reporter, generator: Generator) -> int:
    is_package = is_path(args.source) and (reporter.console.cwd / args.source).is_dir()
    if args.tables and (is_package or args.source.startswith("package:")):
        msg = "--tables needs a document as SOURCE"
        raise UsageError(msg)
    name = args.package or _name(args.source)
    if problem := package_problem(name):
        msg = f"{problem}: choose one with --package"
        raise UsageError(msg)
    folder = Path(os.path.normpath(reporter.console.cwd / args.into / name))
    origin = VendorSource(source=args.source, only=args.only, include=tuple(args.include), tables=tuple(args.tables))
    label = reporter.console.display(folder)
    return print_run(vendor.add(origin, reporter.console.cwd, folder, label, generator), label, reporter, "vendored")


def _name(source: str) -> str:
    """Return the last segment of a source, without the suffix of a document."""
    path = source.removeprefix("package:").rpartition("#")[2] if not is_path(source) else source
    last = path.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return last if not is_path(source) and "/" not in path else Path(last).stem


def _verify(start: Path, reporter: Reporter) -> int:
    """Compare vendored packages, and packages that lost their manifest, with their manifests. Raises ``UsageError``."""
    expected = expected_packages(start)
    vendored = vendor.find_vendored(start)
    reports = [
        report
        for report in compare_packages(start, expected)
        if report.folder in vendored or not (report.folder / MANIFEST).exists()
    ]
    if not reports:
        msg = _NONE.format(reporter.console.display(start))
        raise UsageError(msg)
    code = print_packages(reports, reporter)
    edited = sum(item.kind in {"edited", "missing", "moved"} for report in reports for item in report.altered)
    if edited and not reporter.is_document:
        reporter.console.note("codegen vendor accept records reviewed edits in the manifest")
    return code


def _accept(package: vendor.Vendored, label: str, files: list[str], reporter: Reporter) -> int:
    """Record the edits of a package in its manifest."""
    run = vendor.accept(package, label, files)
    reporter.add(run.found, reporter.console.cwd, {})
    reporter.flush()
    if run.found.failed:
        return EXIT_INVALID
    for path in run.merged.kept:
        reporter.result(f"{label}/{path}: accepted", kind="file", path=f"{label}/{path}", message="accepted")
    return print_packages([compare_package(package.folder)], reporter)


def _status(package: vendor.Vendored, label: str, reporter: Reporter, generator: Generator) -> int:
    """Print the status of a package; an unreadable source is a diagnostic, and the rest is printed anyway."""
    newer: list[str] = []
    found = Diagnostics()
    try:
        newer, fetched = vendor.outdated(package, generator)
        reporter.add(fetched.found, fetched.root, fetched.documents)
        failed = fetched.found.failed
    except UsageError as error:
        found.error("source-unreadable", f"the source cannot be read: {error}", Location(f"{label}/{MANIFEST}"))
        reporter.add(found, reporter.console.cwd, {})
        failed = True
    reporter.flush()
    print_status(package, label, None if failed else newer, reporter)
    if failed:
        return EXIT_INVALID
    return EXIT_CHANGED if package.conflicts else EXIT_DONE
