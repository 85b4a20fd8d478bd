"""``codegen explain``."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from codegen.core.codes import CODES
from codegen.core.errors import UsageError
from codegen.core.suggest import closest
from codegen.diff.audience.verdict import judge
from codegen.diff.model.changes import Change
from codegen.diff.model.rules import suffix_of
from codegen.diff.registry import RULES

if TYPE_CHECKING:
    import argparse

    from codegen.cli.console import Console
    from codegen.diff.model.changes import Rule

_WIDTH = 100
_INTRODUCTION = """\
# Diagnostics

Every finding carries one of these codes; `codegen explain CODE` prints the same text. A finding is an `error` (the
input is invalid: exit 2, nothing is written), `incomplete` (valid, but it could not be generated: exit 1) or a
`warning`.

This page is written by `make update-snapshots` from `codegen/core/codes.py`.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument(
        "code", nargs="?", metavar="CODE", help="a diagnostic code, or the id of a check of diff (default: list them)"
    )
    parser.add_argument("--markdown", action="store_true", help="print the page of all codes")


def run(args: argparse.Namespace, console: Console) -> int:
    """Print what a code means. Raises ``UsageError`` for an unknown one."""
    if args.markdown:
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
    """Say what a check of ``codegen diff`` is about, how bad it is by default, and what can be done about it."""
    verdicts = judge(rule, Change(id=rule.id, subject="", message="", suffix=suffix_of(rule)))
    sent = {"request": "in what callers send", "response": "in what servers send"}.get(str(rule.direction), "")
    where = f"{rule.area}, {rule.kind}{f', {sent}' if sent else ''}"
    lines = [
        f"{rule.id}: {rule.about}",
        "",
        f"A check of codegen diff ({where}).",
        f"By default: wire {verdicts.wire}, callers {verdicts.caller}, services {verdicts.service}.",
        "",
        f"--severity FILE with the line '{rule.id} info' gives it another level on the wire ('none' drops it).",
        f'--ignore FILE accepts single findings: [[ignore]] id = "{rule.id}", pointer = …, reason = …',
    ]
    return "\n".join(lines)


def markdown() -> str:
    """Return docs/diagnostics.md."""
    sections = [f"## `{code}`\n\n**{info.title}.** {info.explanation}\n" for code, info in CODES.items()]
    return "\n".join([_INTRODUCTION, *sections])
