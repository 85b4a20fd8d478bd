"""Violations of the document in a request, raised while it is parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Path: TypeAlias = tuple[str | int, ...]

ViolationKind: TypeAlias = Literal[
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


class Violation(Exception):  # noqa: N818 - about the request, not a failure of the program
    """An invalid ``value`` at ``path``; ``kind`` is the expected type or the error.

    ``detail`` specifies the expectation; ``others`` are further paths with the same violation.
    """

    def __init__(
        self, path: Path, kind: ViolationKind, value: str = "", detail: str = "", others: Sequence[Path] = ()
    ) -> None:
        """Store the parts; `errors.invalid_request` composes the message."""
        super().__init__(path, kind, value, detail)
        self.kind: ViolationKind = kind
        self.path = path
        self.value = value
        self.detail = detail
        self.others = tuple(others)


def bracketed(path: Path) -> str:
    """Return a path in bracket notation: ``("restrictions", "minimum_amount")`` is ``restrictions[minimum_amount]``."""
    if not path:
        return ""
    return str(path[0]) + "".join(f"[{part}]" for part in path[1:])
