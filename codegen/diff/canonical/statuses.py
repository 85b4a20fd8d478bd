"""Match responses of two versions by status: a code and a range that includes it describe the same responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from codegen.ir.api import Response

_RANGE = "XX"


def match_responses(
    old: Iterable[Response], new: Iterable[Response]
) -> tuple[list[tuple[Response, Response]], list[Response], list[Response]]:
    """Return pairs, removed and added responses.

    A removed code is paired with an added range, and an added code with a removed range; these are not removed.
    """
    before, after = _by_status(old), _by_status(new)
    pairs = [(before[status], item) for status, item in after.items() if status in before]
    removed, added = _missing(before, after), _missing(after, before)
    ranged = _ranged(removed, added)
    pairs += [(before[one], after[two]) for one, two in ranged]
    replaced = {one for one, _ in ranged}
    return pairs, [before[one] for one in removed if one not in replaced], [after[two] for two in added]


def _by_status(responses: Iterable[Response]) -> dict[str, Response]:
    return {response.status.upper(): response for response in responses}


def _missing(one: Iterable[str], two: Container[str]) -> list[str]:
    """Return the statuses of one version that another does not have."""
    return [status for status in one if status not in two]


def _ranged(removed: list[str], added: list[str]) -> list[tuple[str, str]]:
    """Return the pairs of a removed and an added status of which one includes the other."""
    return [(one, two) for one in removed for two in added if _includes(one, two) or _includes(two, one)]


def _includes(wide: str, code: str) -> bool:
    return wide.endswith(_RANGE) and wide[0] == code[0] and not code.endswith(_RANGE)
