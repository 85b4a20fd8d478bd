"""Request bodies and their media types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.canonical.media_types import canonical_media, covers, match_media
from codegen.diff.model.changes import Change
from codegen.diff.model.descriptions import listed
from codegen.diff.model.rules import ERR, INFO, WARN, single
from codegen.ir.api import Encoding
from codegen.ir.types import Choice, Object, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.json import Json
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.match.pairs import OperationPair
    from codegen.ir.api import Body, Media

_AREA = "RequestBody"

RULES = (
    single("request-body-added-optional", INFO, "request", _AREA, "existence", "optional request body added"),
    single("request-body-added-required", ERR, "request", _AREA, "existence", "required request body added"),
    single("request-body-removed", ERR, "request", "Schema", "existence", "request body removed"),
    single("request-body-became-required", ERR, "request", _AREA, "requiredness", "request body became required"),
    single("request-body-became-optional", INFO, "request", _AREA, "requiredness", "request body became optional"),
    single("request-body-media-type-added", INFO, "request", _AREA, "existence", "media type of a request added"),
    single("request-body-media-type-removed", ERR, "request", _AREA, "existence", "media type of a request removed"),
    single("request-body-media-type-schema-added", ERR, "request", _AREA, "existence", "schema of a media type added"),
    single(
        "request-body-media-type-schema-removed",
        INFO,
        "request",
        _AREA,
        "existence",
        "schema of a media type removed",
    ),
    single("request-body-encoding-changed", WARN, "request", _AREA, "type", "encoding of a form part changed"),
)


def check(pair: OperationPair) -> Iterator[Change]:
    """Yield the changes of the body and its media types; their schemas are compared by the walker."""
    old, new = pair.old.body, pair.new.body
    name = label(pair)
    if old is not None and new is not None:
        if old.required != new.required:
            end = "required" if new.required else "optional"
            yield _change(pair, f"request-body-became-{end}", f"{name}: became {end}", old.required, new.required)
        yield from _media(pair, old, new)
    elif new is not None:
        need = "required" if new.required else "optional"
        yield _change(pair, f"request-body-added-{need}", f"{pair.name}: added {need} request body", None, need)
    elif old is not None:
        need = "required" if old.required else "optional"
        yield _change(pair, "request-body-removed", f"{pair.name}: removed request body", need, None)


def label(pair: OperationPair) -> str:
    """Return the name of the body."""
    return f"{pair.name} request"


def _media(pair: OperationPair, old: Body, new: Body) -> Iterator[Change]:
    """Compare media types; one that a range of the new version includes is not removed."""
    name = label(pair)
    pairs, removed, added = match_media(old.media, new.media)
    for media in [item.content_type for item in removed if not any(covers(other, item) for other in new.media)]:
        yield _change(
            pair, "request-body-media-type-removed", f"{name}: removed media type {listed([media])}", media, None
        )
    for media in [item.content_type for item in added]:
        yield _change(pair, "request-body-media-type-added", f"{name}: added media type {listed([media])}", None, media)
    for one, two in pairs:
        before, after = one.type is not None, two.type is not None
        if before != after:
            end = "added" if after else "removed"
            id_ = f"request-body-media-type-schema-{end}"
            words = f"{name}: {end} schema of media type {listed([two.content_type])}"
            yield _change(pair, id_, words, before, after)
        yield from _encodings(pair, one, two)


def _encodings(pair: OperationPair, old: Media, new: Media) -> Iterator[Change]:
    """Compare the serialization of form parts that both versions have."""
    plain = Encoding()
    kept = [_parts(side, media) for side, media in ((pair.old_api, old), (pair.new_api, new))]
    for part in [
        part for part in dict.fromkeys([*old.encodings, *new.encodings]) if all(part in side for side in kept)
    ]:
        both = all(side[part] for side in kept)
        before, after = (_encoding(media.encodings.get(part, plain), styled=both) for media in (old, new))
        if before != after:
            words = f"{label(pair)}: encoding of {listed([part])} changed from {before} to {after}"
            yield _change(pair, "request-body-encoding-changed", words, {part: before}, {part: after})


def _parts(side: ComparedApi, media: Media) -> dict[str, bool]:
    """Return the properties of a form, and whether they are arrays or objects: only these have a style."""
    node = side.resolve(media.type) if media.type is not None else None
    if not isinstance(node, Object):
        return {}
    return {item.name: not isinstance(side.resolve(item.type), (Scalar, Choice)) for item in node.fields}


def _encoding(value: Encoding, *, styled: bool) -> str:
    explode = "" if value.explode is None else "exploded" if value.explode else "not exploded"
    media = canonical_media(value.content_type) if value.content_type else ""
    words = [
        media,
        *((value.style, explode) if styled else ()),
        "reserved characters allowed" if value.allow_reserved else "",
    ]
    return ", ".join(word for word in words if word) or "default"


def _change(pair: OperationPair, id_: str, message: str, old: Json, new: Json) -> Change:
    before, after = pair.old.body, pair.new.body
    return Change(
        id=id_,
        subject=label(pair),
        message=message,
        old=old,
        new=new,
        old_at=before.location if before is not None else pair.old.location,
        new_at=after.location if after is not None else pair.new.location,
    )
