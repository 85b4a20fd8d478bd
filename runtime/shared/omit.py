"""The mark of an argument that is left out. It differs from None, which is a value."""

from __future__ import annotations

from typing import Final, Literal, final


@final
class Omit:
    """The type of ``omit``. Arguments that may be left out read ``T | Omit = omit``."""

    __slots__ = ()

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "omit"

    def __reduce__(self) -> str:
        return "omit"


omit: Final = Omit()
