"""The registry of commands, in the order of the help; each module is loaded when its command is used."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console


class CommandModule(Protocol):
    """The interface of a module in ``cli/commands``."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments of the command."""

    def run(self, args: argparse.Namespace, console: Console) -> int:
        """Run the command and return the exit code. Raises ``UsageError`` for arguments that cannot be combined."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, its module and a summary for the help."""

    name: str
    module: str
    summary: str

    def load(self) -> CommandModule:
        """Import the module. ``--help`` and ``--version`` stay fast because they do not."""
        return cast("CommandModule", importlib.import_module(self.module))


COMMANDS: tuple[Command, ...] = (
    Command("generate", "codegen.cli.commands.generate", "write packages from their documents"),
    Command("check", "codegen.cli.commands.check", "fail with a diff when packages are not up to date"),
    Command("verify", "codegen.cli.commands.verify", "fail when files of packages were edited, removed or added"),
    Command("fetch", "codegen.cli.commands.fetch", "write snapshots of documents that are not files"),
    Command("update", "codegen.cli.commands.update", "fetch, generate, and report changes for a pull request"),
    Command("vendor", "codegen.cli.commands.vendor", "copy packages into other repositories and update them there"),
    Command("tables", "codegen.cli.commands.tables", "read schema tables: show, check, export or write them"),
    Command("diff", "codegen.cli.commands.diff", "show what changed between two versions of an API"),
    Command("overlay", "codegen.cli.commands.overlay", "write, apply and check OpenAPI Overlays"),
    Command("show", "codegen.cli.commands.show", "list the client methods and models of a package"),
    Command("targets", "codegen.cli.commands.targets", "list the targets of a configuration"),
    Command("adopt", "codegen.cli.commands.adopt", "take over the names of an existing Python SDK"),
    Command("mock", "codegen.cli.commands.mock", "serve an API with generated data, for tests of clients"),
    Command("cache", "codegen.cli.commands.cache", "show or delete the records of earlier runs"),
    Command("init", "codegen.cli.commands.init", "write a first codegen.toml for a document"),
    Command("explain", "codegen.cli.commands.explain", "explain a diagnostic code or a check of diff"),
    Command("completion", "codegen.cli.commands.completion", "print a script that completes commands in a shell"),
    Command("schema", "codegen.cli.commands.schema", "print the JSON Schema of a machine-readable report"),
)
