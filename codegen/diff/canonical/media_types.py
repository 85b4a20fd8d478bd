"""Match media types of two versions: by their essence, and by ranges that include them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.media_type import MediaType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codegen.ir.api import Media


def match_media(
    old: Iterable[Media], new: Iterable[Media]
) -> tuple[list[tuple[Media, Media]], list[Media], list[Media]]:
    """Return pairs, removed and added media types; those that are equal but for spelling and charset are pairs."""
    before, after = (
        {canonical_media(item.content_type): item for item in old},
        {canonical_media(item.content_type): item for item in new},
    )
    pairs = [(before[key], item) for key, item in after.items() if key in before]
    removed = [item for key, item in before.items() if key not in after]
    return pairs, removed, [item for key, item in after.items() if key not in before]


def canonical_media(text: str) -> str:
    """Return a media type without differences of spelling.

    The charset of JSON is not significant (RFC 8259, section 11); other parameters, such as a version, are kept.
    """
    media = MediaType.parse(text)
    kept = sorted((name, value) for name, value in media.parameters if name != "charset")
    charsets = (
        [] if media.is_json else [("charset", value.lower()) for name, value in media.parameters if name == "charset"]
    )
    return ";".join([media.essence, *(f"{name}={value}" for name, value in (*charsets, *kept))])


def covers(general: Media, special: Media) -> bool:
    """Return whether one media type is a range that includes another one."""
    one, two = general.media_type, special.media_type
    return one.is_range and one.covers(two)


def compared_media(old: Iterable[Media], new: Iterable[Media]) -> list[tuple[Media, Media]]:
    """Return the media types whose schemas are compared: pairs, the only ones, and those that a range replaced."""
    before, after = tuple(old), tuple(new)
    if len(before) == len(after) == 1:
        return [(before[0], after[0])]  # `application/vnd.api.v2+json` for `v1`
    pairs, removed, added = match_media(before, after)
    ranges = [(one, two) for one in removed for two in added if covers(two, one)]
    return pairs + ranges


def same_name(one: str, two: str) -> bool:
    """Return whether two media types have the same parameters, in any spelling."""
    sides = (MediaType.parse(text) for text in (one, two))
    left, right = (sorted((name, value.lower()) for name, value in side.parameters) for side in sides)
    return left == right
