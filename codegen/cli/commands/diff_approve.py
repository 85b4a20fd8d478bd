"""The options of ``codegen diff`` that accept a change: ``--approve``, ``--reason`` and ``--until``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.core.errors import UsageError
from codegen.core.suggest import closest
from codegen.diff.audience.policy import Ignore
from codegen.diff.inputs.documents import compare_sides
from codegen.diff.inputs.policy import append_ignores, check_date

if TYPE_CHECKING:
    import argparse
    from datetime import date
    from pathlib import Path

    from codegen.cli.console import Console
    from codegen.diff.audience.policy import Policy
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.model.changes import Report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--approve",
        metavar="FINGERPRINT",
        action="append",
        default=[],
        help="add the change with this fingerprint (--format json) to the file of --ignore (may be repeated)",
    )
    parser.add_argument("--reason", metavar="TEXT", help="with --approve: why the change is accepted")
    parser.add_argument("--until", metavar="DATE", help="with --approve: the last day, such as 2027-01-31")


def check_arguments(args: argparse.Namespace) -> None:
    """Raise ``UsageError`` for options that cannot be combined, or an invalid date."""
    for option in ("reason", "until"):
        if getattr(args, option) is not None and not args.approve:
            msg = f"--{option} needs --approve"
            raise UsageError(msg)
    if args.approve:
        for option in ("ignore", "reason"):
            if not (getattr(args, option) or "").strip():
                msg = f"--approve needs --{option}"
                raise UsageError(msg)
    if args.until is not None:
        check_date("--until", args.until)


def ignore_file(args: argparse.Namespace, console: Console) -> Path | None:
    """Return the list of accepted changes to read; None without one, or if ``--approve`` creates it."""
    path = console.cwd / args.ignore if args.ignore is not None else None
    return None if path is None or (args.approve and not path.exists()) else path


def with_approved(
    args: argparse.Namespace, console: Console, policy: Policy, apis: tuple[ComparedApi, ComparedApi], today: date
) -> Policy:
    """Add the approved changes to the file of ``--ignore``, and return the policy with them.

    Raises ``UsageError`` for a fingerprint that no change has.
    """
    if not args.approve:
        return policy
    report = compare_sides(*apis, replace(policy, ignores=()), today=today)
    rows = [_row(report, fingerprint, args.reason, args.until or "") for fingerprint in dict.fromkeys(args.approve)]
    known = {row.fingerprint for row in policy.ignores if not row.expires or row.expires >= today.isoformat()}
    new = [row for row in rows if row.fingerprint not in known]
    if new:
        append_ignores(console.output_path(args.ignore), args.ignore, new)
    console.note(f"added {len(new)} row{'' if len(new) == 1 else 's'} to {args.ignore}")
    return replace(policy, ignores=(*policy.ignores, *new))


def _row(report: Report, fingerprint: str, reason: str, until: str) -> Ignore:
    found = {item.change.fingerprint: item for item in report.findings}
    if fingerprint not in found:
        msg = f"--approve: no change has the fingerprint {fingerprint!r}: {closest(fingerprint, sorted(found))}"
        raise UsageError(msg)
    return Ignore(id=found[fingerprint].id, fingerprint=fingerprint, reason=reason, expires=until)
