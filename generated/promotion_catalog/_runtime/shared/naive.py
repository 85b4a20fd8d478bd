"""Decides about datetimes without a time zone, which ``format: date-time`` (RFC 3339) does not allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from datetime import datetime, tzinfo


class NaiveDatetimes:
    """The setting of this package: the time zone of datetimes that have none, or None to refuse them."""

    zone: tzinfo | None = None

    def aware(self, value: datetime) -> datetime:
        """Return a datetime with a time zone.

        :raises PydanticCustomError: it has none, and ``zone`` is not set.
        """
        if value.utcoffset() is not None:
            return value
        if self.zone is None:
            kind, msg = "datetime_naive", "Input should be a datetime with a time zone, such as datetime.now(UTC)"
            raise PydanticCustomError(kind, msg)
        return value.replace(tzinfo=self.zone)


naive_datetimes: Final = NaiveDatetimes()
