"""The commands, in the order of the help. Each is a module with ``add_arguments`` and ``run``, loaded when used."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console


class CommandModule(Protocol):
    """What a module of ``cli/commands`` offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Describe the arguments."""

    def run(self, args: argparse.Namespace, console: Console) -> int:
        """Do the work and return the exit code. Raises ``UsageError`` for arguments that do not fit together."""


@dataclass(frozen=True, slots=True)
class Command:
    """A row of the registry."""

    name: str
    module: str
    summary: str

    def load(self) -> CommandModule:
        """Import the module: ``--help`` and ``--version`` then need none of the engines."""
        return cast("CommandModule", importlib.import_module(self.module))


COMMANDS: tuple[Command, ...] = (
    Command("generate", "codegen.cli.commands.generate", "write packages from their documents"),
    Command("check", "codegen.cli.commands.check", "fail with a diff when written packages are not fresh"),
    Command("verify", "codegen.cli.commands.verify", "fail when written files were edited, moved, added or lost"),
    Command("vendor", "codegen.cli.commands.vendor", "put packages into other repositories, and keep them up to date"),
    Command("tables", "codegen.cli.commands.tables", "read schema tables: show, check, export or write them"),
    Command("diff", "codegen.cli.commands.diff", "show what changed between two versions of an API"),
    Command("mock", "codegen.cli.commands.mock", "serve an API with made-up data, for tests of clients"),
    Command("init", "codegen.cli.commands.init", "write a first codegen.toml for a document"),
    Command("explain", "codegen.cli.commands.explain", "explain a diagnostic code"),
)
