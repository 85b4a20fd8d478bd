"""What is wrong with a request, found while it is decoded; ``errors`` turns it into the API's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Path: TypeAlias = tuple[str | int, ...]

FaultKind: TypeAlias = Literal[
    "array",
    "boolean",
    "choice",
    "datetime",
    "encoding",
    "integer",
    "invalid",
    "json",
    "limit",
    "missing",
    "number",
    "object",
    "range",
    "repeated",
    "string",
    "unknown",
]


class Fault(Exception):  # noqa: N818 - a finding about the caller's input, not a failure of this program
    """One invalid value: where it stands (``path``), what it should have been (``kind``), and what it was.

    ``detail`` says more where the kind alone does not; ``others`` are further paths with the same fault.
    """

    def __init__(
        self, path: Path, kind: FaultKind, value: str = "", detail: str = "", others: Sequence[Path] = ()
    ) -> None:
        """Keep the facts; the sentence is made by ``errors``."""
        super().__init__(path, kind, value, detail)
        self.kind: FaultKind = kind
        self.path = path
        self.value = value
        self.detail = detail
        self.others = tuple(others)


def bracketed(path: Path) -> str:
    """Return the path as forms write it: ``("restrictions", "minimum_amount")`` is ``restrictions[minimum_amount]``."""
    if not path:
        return ""
    return str(path[0]) + "".join(f"[{part}]" for part in path[1:])
