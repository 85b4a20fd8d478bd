"""Media types (RFC 9110, section 8.3): parsing, ranges, and classification as JSON, XML, form, multipart or text.

The runtime classifies in the same way (``runtime/shared/media.py``); a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type or media range. ``main`` and ``subtype`` are in lower case, as are the names of ``parameters``."""

    main: str
    subtype: str
    parameters: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, text: str) -> MediaType:
        """Parse the value of a ``Content-Type`` header or the key of a ``content`` map; any text is accepted."""
        return _parse(text)

    @property
    def essence(self) -> str:
        """Return the media type without its parameters."""
        return f"{self.main}/{self.subtype}" if self.subtype else self.main

    @property
    def is_json(self) -> bool:
        """Return whether content is one JSON value (RFC 6839, section 3.1)."""
        return self.essence in {JSON, "text/json"} or self.subtype.endswith("+json")

    @property
    def is_xml(self) -> bool:
        """Return whether content is XML (RFC 7303)."""
        return self.subtype == "xml" or self.subtype.endswith("+xml")

    @property
    def is_form(self) -> bool:
        """Return whether content is a URL-encoded form."""
        return self.essence == FORM

    @property
    def is_multipart(self) -> bool:
        """Return whether content is multipart (RFC 2046, section 5.1)."""
        return self.main == "multipart"

    @property
    def is_text(self) -> bool:
        """Return whether content is plain text; ``text/json`` is JSON."""
        return self.main == "text" and not self.is_json

    @property
    def is_range(self) -> bool:
        """Return whether this is a media range such as ``*/*``, ``image/*`` or ``application/*+json``."""
        return "*" in self.subtype

    def covers(self, other: MediaType) -> bool:
        """Return whether this type or range includes the other one; parameters are not compared."""
        if self.main == "*":
            return self.subtype == "*"
        start, star, end = self.subtype.partition("*")
        long_enough = len(other.subtype) >= len(start) + len(end)
        matches = long_enough and other.subtype.startswith(start) and other.subtype.endswith(end)
        return self.main == other.main and (matches if star else self.subtype == other.subtype)


@lru_cache(maxsize=1024)
def _parse(text: str) -> MediaType:
    essence, *rest = text.split(";")
    main, _, subtype = essence.strip().lower().partition("/")
    pairs = (item.partition("=") for item in rest if item.strip())
    parameters = tuple((name.strip().lower(), value.strip().strip('"')) for name, _, value in pairs)
    return MediaType(main, subtype, parameters)
