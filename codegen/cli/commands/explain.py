"""``codegen explain``: explain diagnostic codes and checks of ``codegen diff``."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from codegen.config.schema import config_schema
from codegen.core.codes import CODES
from codegen.core.errors import UsageError
from codegen.core.printed import json_text
from codegen.core.suggest import closest
from codegen.diff.audience.verdict import judge
from codegen.diff.model.changes import Change
from codegen.diff.model.rules import suffix_of
from codegen.diff.registry import RULES
from codegen.python.parts import PARTS

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console
    from codegen.diff.model.changes import Rule

_WIDTH = 100
_INTRODUCTION = """\
# Diagnostics

Every diagnostic has one of these codes; `codegen explain CODE` prints the same text. Its severity is `error` (the input
is invalid: exit 2, nothing is written), `incomplete` (valid, but not generated: exit 1) or `warning`.

This page is written by `make update-snapshots` from `codegen/core/codes.py`.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "code",
        nargs="?",
        metavar="CODE",
        help="diagnostic code, or id of a check of diff (default: list all codes)",
    )
    parser.add_argument("--markdown", action="store_true", help="print the page of all codes")
    parser.add_argument("--config-schema", action="store_true", help="print the JSON Schema of the configuration")


def run(args: argparse.Namespace, console: Console) -> int:
    """Print the explanation of a code. Raises ``UsageError`` for an unknown code."""
    if args.config_schema:
        console.result(json_text(config_schema(PARTS), indent=2))
    elif args.markdown:
        console.result(markdown().removesuffix("\n"))
    elif args.code is None:
        width = max(len(code) for code in CODES)
        for code, info in CODES.items():
            console.result(f"{code:{width}}  {info.title}")
    elif args.code in CODES:
        info = CODES[args.code]
        console.result(f"{args.code}: {info.title}\n\n{textwrap.fill(info.explanation, _WIDTH)}")
    elif args.code in RULES:
        console.result(_check(RULES[args.code]))
    else:
        msg = f"unknown code {args.code!r}: {closest(args.code, [*CODES, *RULES])}"
        raise UsageError(msg)
    return 0


def _check(rule: Rule) -> str:
    """Return the subject and default severities of a check of ``codegen diff``, and how to configure it."""
    levels = judge(rule, Change(id=rule.id, subject="", message="", suffix=suffix_of(rule)))
    direction = {"request": "in requests", "response": "in responses"}.get(str(rule.direction), "")
    where = f"{rule.area}, {rule.kind}{f', {direction}' if direction else ''}"
    lines = [
        f"{rule.id}: {rule.about}",
        "",
        f"A check of codegen diff ({where}).",
        f"Default severities: wire {levels.wire}, callers {levels.caller}, services {levels.service}.",
        "",
        f"--severity FILE with the line '{rule.id} info' changes its severity on the wire ('none' disables it).",
        f'--ignore FILE accepts single changes: [[ignore]] id = "{rule.id}", pointer = …, reason = …',
    ]
    return "\n".join(lines)


def markdown() -> str:
    """Return docs/diagnostics.md."""
    sections = [f"## `{code}`\n\n**{info.title}.** {info.explanation}\n" for code, info in CODES.items()]
    return "\n".join([_INTRODUCTION, *sections])
