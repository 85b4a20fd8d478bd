"""The command line: the only place that prints."""

from codegen.cli.entry import main

__all__ = ["main"]
