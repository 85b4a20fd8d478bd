"""``codegen completion``: print the completion script of a shell."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from codegen.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.cli.console import Console

try:
    import shtab
except ModuleNotFoundError:  # an extra
    shtab = None  # type: ignore[assignment]

SHELLS = ("bash", "zsh", "fish")
_FILES = ("FILE", "SPEC", "TARGET|SPEC", "DOC", "OVERLAY", "OLD", "NEW", "GLOB")
_FOLDERS = ("DIR",)
_NEEDS = "`codegen completion` needs shtab: install spec-codegen[completion]"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("shell", choices=SHELLS, help="shell that reads the script")


def run(args: argparse.Namespace, console: Console) -> int:
    """Print the script. Raises ``UsageError`` unless the extra is installed."""
    if shtab is None:
        raise UsageError(_NEEDS)
    parser: argparse.ArgumentParser = args.make_parser("*")
    for action in _actions(parser):
        if action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined] # shtab reads this attribute
        elif action.metavar in _FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined] # shtab reads this attribute
    console.result(shtab.complete(parser, shell=args.shell).rstrip("\n"))
    return 0


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield the arguments of a parser and of its commands."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no public access to arguments
        yield action
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for command in action.choices.values():
                yield from _actions(command)
