"""The base class of enums in responses; copied only into packages that have enum classes."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class OpenEnum(StrEnum):
    """An enum of strings that servers may extend: any other string is a member without a constant."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        made = str.__new__(cls, value)
        made._name_ = made._value_ = value
        return made

    @property
    def is_known(self) -> bool:
        """Whether the document lists the value."""
        return self.value in type(self)._value2member_map_
