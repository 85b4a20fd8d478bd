"""Bodies of requests and their media types. Their schemas are compared by the walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.model.changes import Change
from codegen.diff.model.descriptions import listed
from codegen.diff.model.rules import ERR, INFO, single

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.json import Json
    from codegen.diff.match.pairs import OperationPair
    from codegen.ir.api import Media

_AREA = "RequestBody"

RULES = (
    single("request-body-added-optional", INFO, "request", _AREA, "existence", "a body where there was none, optional"),
    single("request-body-added-required", ERR, "request", _AREA, "existence", "a body where there was none, required"),
    single("request-body-removed", ERR, "request", "Schema", "existence", "no body any more"),
    single("request-body-became-required", ERR, "request", _AREA, "requiredness", "a body that must be sent now"),
    single("request-body-became-optional", INFO, "request", _AREA, "requiredness", "a body that may be left out now"),
    single("request-body-media-type-added", INFO, "request", _AREA, "existence", "a media type of the body more"),
    single("request-body-media-type-removed", ERR, "request", _AREA, "existence", "a media type of the body less"),
    single("request-body-media-type-schema-added", ERR, "request", _AREA, "existence", "a media type has a schema now"),
    single(
        "request-body-media-type-schema-removed",
        INFO,
        "request",
        _AREA,
        "existence",
        "a media type has no schema any more",
    ),
)


def check(pair: OperationPair) -> Iterator[Change]:
    """Say what became of the body and its media types."""
    old, new = pair.old.body, pair.new.body
    name = label(pair)
    if old is not None and new is not None:
        if old.required != new.required:
            end, words = ("required", "is required now") if new.required else ("optional", "may be left out now")
            yield _change(pair, f"request-body-became-{end}", f"{name} {words}", old.required, new.required)
        before, after = ({item.content_type: item for item in body.media} for body in (old, new))
        yield from _media(pair, before, after)
    elif new is not None:
        need = "required" if new.required else "optional"
        yield _change(pair, f"request-body-added-{need}", f"{name} is new, {need}", None, need)
    elif old is not None:
        need = "required" if old.required else "optional"
        yield _change(pair, "request-body-removed", f"{name} is gone", need, None)


def label(pair: OperationPair) -> str:
    """Name the body."""
    return f"{pair.name} request"


def _media(pair: OperationPair, old: dict[str, Media], new: dict[str, Media]) -> Iterator[Change]:
    name = label(pair)
    for media in [key for key in old if key not in new]:
        yield _change(
            pair, "request-body-media-type-removed", f"{name} cannot be {listed([media])} any more", media, None
        )
    for media in [key for key in new if key not in old]:
        yield _change(pair, "request-body-media-type-added", f"{name} may be {listed([media])} now", None, media)
    for media in [key for key in new if key in old]:
        before, after = old[media].type is not None, new[media].type is not None
        if before != after:
            end, words = ("added", "has a schema now") if after else ("removed", "has no schema any more")
            id_ = f"request-body-media-type-schema-{end}"
            yield _change(pair, id_, f"{name} as {listed([media])} {words}", before, after)


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
