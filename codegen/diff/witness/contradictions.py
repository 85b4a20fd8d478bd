"""Search counterexamples where a comparison reports no break: each one contradicts the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.canonical.media_types import compared_media
from codegen.diff.canonical.statuses import match_responses
from codegen.diff.match.align import align
from codegen.diff.model.changes import Level, Witness
from codegen.diff.witness.confirm import confirm
from codegen.diff.witness.search import Search
from codegen.diff.witness.smallest import Nothing
from codegen.diff.witness.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.match.pairs import OperationPair
    from codegen.diff.model.changes import Finding, Report
    from codegen.ir.api import Media


_TOLERATED = (
    *("any-of-added", "one-of-added", "pattern-changed", "pattern-removed"),
    *("became-read-only", "became-not-read-only", "became-write-only", "became-not-write-only"),
)
"""Ids of the vocabulary that are INFO although there are counterexamples: receivers are expected to tolerate them."""


def contradictions(report: Report, old: ComparedApi, new: ComparedApi) -> Iterator[Witness]:
    """Yield counterexamples of JSON bodies of operations without a change that breaks or may break the wire."""
    told = {name for finding in report.findings if may_break(finding) for name in finding.operations}
    for pair in align(old, new).pairs:
        if pair.name not in told:
            yield from _operation(pair)


def may_break(finding: Finding) -> bool:
    """Return whether a counterexample of the operations of a change does not contradict it."""
    return finding.verdicts.wire.rank >= Level.WARN.rank or finding.id.endswith(_TOLERATED)


def _operation(pair: OperationPair) -> Iterator[Witness]:
    old, new = pair.old_api, pair.new_api
    if pair.old.body is not None and pair.new.body is not None:
        sides = View(old, request=True), View(new, request=True)
        yield from _media(sides, (pair.old.body.media, pair.new.body.media), f"{pair.name} request")
    for before, after in match_responses(pair.old.responses, pair.new.responses)[0]:
        sides = View(new, request=False), View(old, request=False, lenient=True)
        yield from _media(sides, (after.media, before.media), f"{pair.name} response {after.status}")


def _media(sides: tuple[View, View], media: tuple[Iterable[Media], Iterable[Media]], place: str) -> Iterator[Witness]:
    """Search in the JSON bodies that the first side sends and the second one accepts."""
    for one, two in compared_media(*media):
        if one.type is None or two.type is None or not one.media_type.is_json:
            continue
        value = Search(*sides).find(one.type, two.type)
        if not isinstance(value, Nothing):
            status = confirm((sides[0], one.type.location), (sides[1], two.type.location), value)
            sender = "old" if sides[0].request else "new"
            yield Witness(value=value, place=place, sent_by=sender, status=status)
