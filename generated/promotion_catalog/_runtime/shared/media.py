"""Media type names and character sets."""

from __future__ import annotations

from encodings import normalize_encoding
from encodings.aliases import aliases
from typing import Final

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
OCTETS: Final = "application/octet-stream"
_NO_TEXT: Final = frozenset(
    {"base64_codec", "bz2_codec", "hex_codec", "mbcs", "quopri_codec", "rot_13", "utf_7", "uu_codec", "zlib_codec"}
)
"""Codecs that do not decode bytes to text, or may decode to lone surrogates (``utf_7``)."""
_CODECS: Final = {name: codec for alias, codec in aliases.items() if codec not in _NO_TEXT for name in (alias, codec)}


def essence(content_type: str) -> str:
    """Return a media type without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def text_codec(content_type: str) -> str:
    """Return the codec for the ``charset`` of a media type: UTF-8 if there is none, ``""`` if it is unknown.

    Only text encodings are looked up: Python's other codecs can be slow (``punycode``) or raise unusual errors
    (``undefined``), and ``codecs.lookup`` caches every name it is given.
    """
    charset = "utf-8"
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.strip().partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"')
    return _CODECS.get(normalize_encoding(charset).lower(), "") if charset.isascii() else ""


def is_range(content_type: str) -> bool:
    """Return whether this is a media range such as ``*/*``, ``image/*`` or ``application/*+json``."""
    return "*" in essence(content_type)


def covers(declared: str, kind: str) -> bool:
    """Return whether a media type or range includes a media type (both without regard to parameters)."""
    main, _, subtype = essence(declared).partition("/")
    own_main, _, own_subtype = essence(kind).partition("/")
    return (main == own_main and _matches(subtype, own_subtype)) or (main, subtype) == ("*", "*")


def _matches(pattern: str, subtype: str) -> bool:
    start, star, end = pattern.partition("*")
    if not star:
        return pattern == subtype
    return len(subtype) >= len(start) + len(end) and subtype.startswith(start) and subtype.endswith(end)


def is_json(content_type: str) -> bool:
    """Return whether a media type is JSON (RFC 6839, section 3.1)."""
    kind = essence(content_type)
    return kind in ("application/json", "text/json") or kind.endswith("+json")
