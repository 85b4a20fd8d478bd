"""Runs a command and returns its exit code; exceptions are printed without a traceback."""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

from codegen import __version__
from codegen.cli import replay
from codegen.cli.console import Console
from codegen.cli.registry import COMMANDS
from codegen.core.errors import UsageError
from codegen.core.suggest import closest

if TYPE_CHECKING:
    from collections.abc import Sequence

_EXITS = """\
exit codes:
  0  success, warnings included
  1  done, but something valid was not generated, output is not up to date, or the API has breaking changes;
     with --strict: warnings
  2  invalid input or usage: all diagnostics are shown, nothing is written
 70  internal error: a defect of codegen

Set NO_COLOR to disable colours, CODEGEN_DEBUG=1 to show the traceback of an internal error.
"""
EXIT_USAGE = 2
EXIT_INTERNAL = 70  # EX_SOFTWARE of sysexits.h
EXIT_INTERRUPTED = 130  # 128 + SIGINT
EXIT_BROKEN_PIPE = 141  # 128 + SIGPIPE


def make_parser(command: str = "") -> argparse.ArgumentParser:
    """Return the parser with the arguments of the given command only; ``"*"`` loads those of all commands."""
    parser = argparse.ArgumentParser(
        prog="codegen",
        description="Read OpenAPI documents and schema tables, write pydantic models, typed clients and server stubs.",
        epilog=_EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("-V", "--version", action="version", version=f"codegen {__version__}")
    parsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for row in COMMANDS:
        description = f"{row.summary[0].upper()}{row.summary[1:]}."
        sub = parsers.add_parser(row.name, help=row.summary, description=description, allow_abbrev=False)
        if command in {row.name, "*"}:
            row.load().add_arguments(sub)
            _add_verbosity(sub)
    return parser


def _add_verbosity(parser: argparse.ArgumentParser) -> None:
    """Add ``-q`` and ``-v`` to a command, or to each of its actions."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no public access to subparsers
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for below in action.choices.values():
                _add_verbosity(below)
            return
    group = parser.add_mutually_exclusive_group()
    group.add_argument("-q", "--quiet", action="store_true", help="print results and errors only: no notes or warnings")
    group.add_argument(
        "-v", "--verbose", action="store_true", help="also print the configuration, each step, and the time of the run"
    )


def _run(argv: Sequence[str], console: Console) -> int:
    if argv[:1] == ["help"]:
        argv = [*argv[1:2], "--help"]
    session = replay.begin(argv, console)
    code = None if session is None else replay.repeat(session, console)
    if code is None:
        replay.watch(session)
        code = _run_command(argv, console)
    return code


def _run_command(argv: Sequence[str], console: Console) -> int:
    name = argv[0] if argv else ""
    parser = make_parser(name)
    if not argv:
        parser.error(f"name a command: {', '.join(row.name for row in COMMANDS)}")
    command = next((row for row in COMMANDS if row.name == name), None)
    if command is None:
        if not name.startswith("-"):
            parser.error(f"unknown command {name!r}: {closest(name, [row.name for row in COMMANDS])}")
        parser.parse_args(argv)  # prints the help or the version, or fails
        return EXIT_USAGE
    args, unknown = parser.parse_known_args(argv)
    if unknown:
        _reject(unknown[0], find_parser(parser, argv))
    console.quiet, console.verbose = args.quiet, args.verbose
    args.make_parser = make_parser  # for `completion`, which the registry of commands leads back to
    start = time.monotonic()
    code = command.load().run(args, console)
    console.detail(f"codegen {__version__} {name}: exit code {code} after {time.monotonic() - start:.2f} s")
    return code


def _reject(argument: str, parser: argparse.ArgumentParser) -> NoReturn:
    """Exit for an argument that a command does not have, with the closest option."""
    options = [option for option in parser._option_string_actions if option.startswith("--")]  # noqa: SLF001
    hint = f": {closest(argument.partition('=')[0], options)}" if argument.startswith("-") else ""
    parser.error(f"unknown argument {argument!r}{hint}")


def find_parser(parser: argparse.ArgumentParser, argv: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser of the innermost command in the arguments, such as ``vendor add``."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no public access to subparsers
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for index, name in enumerate(argv):
                if name in action.choices:
                    return find_parser(action.choices[name], argv[index + 1 :])
    return parser


def _tolerant(stream: TextIO) -> TextIO:
    """Make a stream escape characters that its encoding does not have."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return stream


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code (arguments default to those of the process)."""
    out, err = _tolerant(sys.stdout), _tolerant(sys.stderr)
    try:
        console = Console(out=out, err=err, cwd=Path.cwd(), environ=os.environ)
    except FileNotFoundError:
        print("codegen: the current folder does not exist", file=err)
        return EXIT_USAGE
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv), console)
        out.flush()
    except UsageError as error:
        console.fail(str(error))
        return EXIT_USAGE
    except KeyboardInterrupt:
        console.fail("interrupted")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        _silence(out)
        return EXIT_BROKEN_PIPE
    except Exception as error:  # noqa: BLE001 - users never see a traceback
        return _report_defect(error, console)
    return code


def _silence(stream: TextIO) -> None:
    """Redirect a stream whose reader has closed it, so that the interpreter can flush it at exit without an error."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return


def _report_defect(error: Exception, console: Console) -> int:
    if console.environ.get("CODEGEN_DEBUG"):
        traceback.print_exception(error, file=console.err)
    text = " ".join(str(error).split())
    console.fail(f"internal error: {type(error).__name__}: {text} (please report it, if possible with the document)")
    return EXIT_INTERNAL
