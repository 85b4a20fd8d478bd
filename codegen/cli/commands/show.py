"""``codegen show``: list the client methods and models of packages without writing them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from codegen.cli.remote import is_address
from codegen.cli.reporter import Reporter
from codegen.cli.show.data import search, surface_value
from codegen.cli.show.html import render_page
from codegen.cli.show.text import lines
from codegen.cli.stdin import STDIN
from codegen.cli.targets import add_target_arguments, choose_targets
from codegen.core.diagnostic import Severity
from codegen.core.errors import UsageError
from codegen.core.printed import json_text
from codegen.pipeline.steps import prepare, read
from codegen.python.emit.surface import build_surface

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console
    from codegen.config import Target
    from codegen.python.emit.surface import Surface

EXIT_INCOMPLETE = 1
EXIT_INVALID = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_target_arguments(parser, documents=True)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="format (default: text)")
    parser.add_argument("--search", metavar="TEXT", default="", help="show only operations and models with this text")
    parser.add_argument("--html", metavar="FILE", help="write a page with a search field instead")


def run(args: argparse.Namespace, console: Console) -> int:
    """Print the surface of each target. Raises ``UsageError`` for a page that cannot be written."""
    _take_document(args, console)
    reporter = Reporter(console=console, format="text")
    targets = choose_targets(args, console, reporter)
    codes = [0 if targets else EXIT_INVALID]
    surfaces: list[Surface] = []
    for target in targets:
        code, surface = _surface(target, reporter)
        codes.append(code)
        if surface is not None:
            surfaces.append(search(surface, args.search))
    reporter.flush()
    if surfaces:
        _print(surfaces, args, console)
    return max(codes)


def _take_document(args: argparse.Namespace, console: Console) -> None:
    """Take a single argument that is a path as ``--spec``; names of targets have no dot and no slash.

    Raises ``UsageError`` for a path without a file.
    """
    if args.spec is not None or args.tables or len(args.targets) != 1:
        return
    (path,) = args.targets
    if path == STDIN or is_address(path, console):
        args.spec, args.targets = path, []
        return
    if not {".", "/", os.sep}.intersection(path):
        return
    if not (console.cwd / path).is_file():
        msg = f"the file {path} does not exist"
        raise UsageError(msg)
    args.spec, args.targets = path, []


def _surface(target: Target, reporter: Reporter) -> tuple[int, Surface | None]:
    """Return the exit code of a target, and its surface: with errors that of the valid rest, if any."""
    preparation = prepare(read(target))
    found = preparation.found
    reporter.add(found, target.root, preparation.documents)
    code = EXIT_INVALID if found.failed else EXIT_INCOMPLETE if found.count(Severity.INCOMPLETE) else 0
    if preparation.prepared is None:
        return max(code, EXIT_INVALID), None
    return code, build_surface(preparation.prepared.api, preparation.prepared.names)


def _print(surfaces: list[Surface], args: argparse.Namespace, console: Console) -> None:
    if args.html:
        try:
            console.output_path(args.html).write_text(render_page(surfaces), encoding="utf-8")
        except OSError as error:
            msg = f"{args.html} cannot be written: {error.strerror}"
            raise UsageError(msg) from error
        console.note(f"wrote {args.html}")
    elif args.format == "json":
        values = [surface_value(surface) for surface in surfaces]
        console.result(json_text(values[0] if len(values) == 1 else {"packages": values}))
    else:
        for index, surface in enumerate(surfaces):
            for line in [*([""] if index else []), *lines(surface)]:
                console.result(line)
