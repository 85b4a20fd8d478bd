"""Writes docs/cli.md from the arguments of the commands: ``python -m tests.support.cli_page``."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from codegen.cli.entry import make_parser

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"

_HEAD = """\
# Commands

The arguments of every command, as `codegen COMMAND --help` prints them. This page is written by `make update-snapshots`
from the parsers in `codegen/cli`.

Exit codes: 0 success, warnings included; 1 done, but something valid was not generated, output is not up to date, the
API has breaking changes, or, with `--strict`, there are warnings; 2 invalid input or usage, and nothing is written; 70
a defect of codegen. `NO_COLOR` disables colours, and `CODEGEN_DEBUG=1` shows the traceback of an internal error.
"""


def cli_page() -> str:
    """Return the page, with a section per command and action."""
    lines = [_HEAD]
    for name, parser in _commands(make_parser("*"), "codegen"):
        lines += [f"## `{name}`", "", parser.description or "", ""]
        rows = [_row(action) for action in parser._actions if action.dest != "help"]
        lines += ["| argument | |", "|---|---|", *rows, ""]
    return "\n".join(lines)


def _commands(parser: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield the commands that have arguments of their own, with their whole names."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            summaries = {choice.dest: choice.help for choice in action._choices_actions}
            for part, sub in action.choices.items():
                if not sub.description:
                    text = summaries[part] or ""
                    sub.description = f"{text[:1].upper()}{text[1:]}."
                yield from _commands(sub, f"{name} {part}")
            return
    yield name, parser


def _row(action: argparse.Action) -> str:
    names = ", ".join(f"`{option}`" for option in action.option_strings)
    value = "" if action.nargs == 0 else _value(action)
    text = (action.help or "").replace("|", "\\|")
    return f"| {' '.join(part for part in (names, value) if part)} | {text} |"


def _value(action: argparse.Action) -> str:
    """Return the placeholder of a value; choices are separated by escaped bars, as the page is a table."""
    choices = list(action.choices or ())
    name = str(action.metavar or " \\| ".join(map(str, choices)) or action.dest.upper()).replace("TARGET|", "TARGET\\|")
    return f"`{name}`{' …' if action.nargs in ('*', '+') else ''}"


if __name__ == "__main__":
    PAGE.write_text(cli_page(), encoding="utf-8")
