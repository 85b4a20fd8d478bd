"""The two sides of a comparison, from documents, revisions and targets; what was decided about their findings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from codegen import pipeline
from codegen.diff.compare import compare
from codegen.diff.policy import Policy, apply_policy
from codegen.diff.side import Side
from codegen.sources import tables_source

if TYPE_CHECKING:
    from codegen.config import Target
    from codegen.core.diagnostic import Diagnostics
    from codegen.diff.model import Report
    from codegen.read.document import Document


def make_side(document: Document, target: Target, found: Diagnostics, label: str) -> Side | None:
    """Read and name one side with the settings of a target. Returns None when nothing could be read."""
    return _side(pipeline.prepare(document, target, found), label, partial=False)


def tables_side(target: Target, found: Diagnostics, label: str) -> Side | None:
    """Read one side that is made of schema tables alone. Returns None when there are none."""
    made = tables_source(target, found)
    if made is None:
        return None
    document, files = made
    return _side(pipeline.prepare(document, target, found, files.digests), label, partial=True)


def _side(prepared: pipeline.Prepared | None, label: str, *, partial: bool) -> Side | None:
    if prepared is None:
        return None
    return Side(
        label=label,
        api=prepared.read,
        emitted=prepared.api,
        names=prepared.names,
        values={name: item.value for name, item in prepared.documents.items()},
        partial=partial,
    )


def compare_sides(old: Side, new: Side, policy: Policy | None = None, *, today: date | None = None) -> Report:
    """Compare two sides, and apply what was decided about findings. ``today`` defaults to the current date."""
    now = (today or date.today()).isoformat()  # noqa: DTZ011 - sunsets and expiry dates have no time zone
    return apply_policy(compare(old, new, today=now), policy or Policy(), now)
