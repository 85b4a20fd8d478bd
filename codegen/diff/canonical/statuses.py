"""Match responses of two versions by status: a code and a range that includes it describe the same responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codegen.ir.api import Response

_RANGE = "XX"


def match_responses(
    old: Iterable[Response], new: Iterable[Response]
) -> tuple[list[tuple[Response, Response]], list[Response], list[Response]]:
    """Return pairs, removed and added responses.

    A removed code is paired with an added range, and an added code with a removed range; these are not removed.
    """
    before, after = ({item.status.upper(): item for item in side} for side in (old, new))
    pairs = [(before[status], item) for status, item in after.items() if status in before]
    removed = [status for status in before if status not in after]
    added = [status for status in after if status not in before]
    ranged = [(one, two) for one in removed for two in added if _includes(one, two) or _includes(two, one)]
    pairs += [(before[one], after[two]) for one, two in ranged]
    replaced = {one for one, _ in ranged}
    return pairs, [before[one] for one in removed if one not in replaced], [after[two] for two in added]


def _includes(wide: str, code: str) -> bool:
    return wide.endswith(_RANGE) and wide[0] == code[0] and not code.endswith(_RANGE)
