"""Chooses the media type of a request body by its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..shared.media import FORM, covers, essence, is_json, is_range

if TYPE_CHECKING:
    from ..shared.operation import Media


def choose_media(media: tuple[Media, ...], value: object, content_type: str = "") -> Media:
    """Return the media type to send a value in; ``content_type`` is the one that the caller asks for, if any.

    An object is sent in the media type that has its properties; of several, in multipart if it holds a file, else in
    the first by `rank`.

    :raises InvalidArgumentError: no media type has all properties of the object.
    """
    ordered = sorted(media, key=rank)
    asked = _asked(ordered, content_type)
    if asked is not None:
        return asked
    return ordered[0]


def rank(media: Media) -> tuple[int, bool]:
    """Return the preference of a media type: JSON, forms, multipart, text, others; types before ranges."""
    kind = essence(media.content_type)
    tests = (
        is_json(kind) and not media.raw,
        kind == FORM,
        kind.startswith("multipart/"),
        kind.startswith("text/"),
        True,
    )
    return tests.index(True), is_range(media.media_range)


def _asked(media: list[Media], content_type: str) -> Media | None:
    kind = essence(content_type)
    exact = next((one for one in media if kind and essence(one.content_type) == kind), None)
    return exact or next((one for one in media if kind and covers(one.media_range or one.content_type, kind)), None)
