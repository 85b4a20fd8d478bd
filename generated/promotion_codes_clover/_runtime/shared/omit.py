"""The sentinel ``omit`` for arguments that are not sent, as opposed to None, which is a value."""

from __future__ import annotations

from typing import Final, Literal, final


@final
class Omit:
    """The type of ``omit``. Optional arguments are declared as ``T | Omit = omit``."""

    __slots__ = ()

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "omit"

    def __reduce__(self) -> str:
        return "omit"


omit: Final = Omit()
