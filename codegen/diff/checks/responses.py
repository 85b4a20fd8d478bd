"""Replies, their media types and headers. Their schemas are compared by the walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.media_type import MediaType
from codegen.diff.model.changes import Change
from codegen.diff.model.descriptions import listed
from codegen.diff.model.rules import ERR, INFO, WARN, single

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.json import Json
    from codegen.diff.match.pairs import OperationPair
    from codegen.ir.api import Header, Media, Response

_AREA = "Responses"

RULES = (
    single("response-success-status-added", INFO, "response", _AREA, "existence", "a status of success more"),
    single("response-success-status-removed", ERR, "response", _AREA, "existence", "a status of success less"),
    single("response-non-success-status-added", INFO, "response", _AREA, "existence", "a status of failure more"),
    single("response-non-success-status-removed", INFO, "response", _AREA, "existence", "a status of failure less"),
    single("response-media-type-added", INFO, "response", _AREA, "existence", "a media type of a reply more"),
    single("response-media-type-removed", ERR, "response", _AREA, "existence", "a media type of a reply less"),
    single(
        "response-media-type-name-changed", INFO, "response", _AREA, "type", "the one media type has other parameters"
    ),
    single(
        "response-media-type-name-generalized",
        ERR,
        "response",
        _AREA,
        "type",
        "the one media type is a more general one",
    ),
    single(
        "response-media-type-name-specialized",
        INFO,
        "response",
        _AREA,
        "type",
        "the one media type is a more special one",
    ),
    single(
        "response-body-media-type-schema-added", INFO, "response", _AREA, "existence", "a media type has a schema now"
    ),
    single(
        "response-body-media-type-schema-removed",
        WARN,
        "response",
        _AREA,
        "existence",
        "a media type has no schema any more",
    ),
    single("response-header-added", INFO, "response", "Headers", "existence", "a header more"),
    single("required-response-header-removed", ERR, "response", "Headers", "existence", "a promised header less"),
    single("optional-response-header-removed", WARN, "response", "Headers", "existence", "an optional header less"),
    single(
        "response-header-became-optional", ERR, "response", "Headers", "requiredness", "a header not promised any more"
    ),
)


def check(pair: OperationPair) -> Iterator[Change]:
    """Say which replies came and went, and what became of those that both versions have."""
    old = {item.status: item for item in pair.old.responses}
    new = {item.status: item for item in pair.new.responses}
    for status in dict.fromkeys([*old, *new]):
        if status not in new:
            yield _removed(pair, old[status])
        elif status not in old:
            yield _added(pair, new[status])
        else:
            yield from _inside(pair, old[status], new[status])


def _removed(pair: OperationPair, response: Response) -> Change:
    return Change(
        id=f"response-{_success(response)}-status-removed",
        subject=f"{pair.name} {response.status}",
        message=f"{pair.name} does not answer {response.status} any more",
        old=response.status,
        old_at=response.location,
        new_at=pair.new.location,
    )


def _added(pair: OperationPair, response: Response) -> Change:
    return Change(
        id=f"response-{_success(response)}-status-added",
        subject=f"{pair.name} {response.status}",
        message=f"{pair.name} may answer {response.status} now",
        new=response.status,
        old_at=pair.old.location,
        new_at=response.location,
    )


def _success(response: Response) -> str:
    return "success" if response.status.startswith("2") else "non-success"


def label(pair: OperationPair, response: Response) -> str:
    """Name a reply: by its operation, unless it is shared by several."""
    place = response.location.pointer
    shared = place.startswith("/components/responses/")
    return f"reply {place.rpartition('/')[2]}" if shared else f"{pair.name} reply {response.status}"


def _inside(pair: OperationPair, old: Response, new: Response) -> Iterator[Change]:
    name = label(pair, new)

    def change(id_: str, words: str, before: Json, after: Json) -> Change:
        return Change(
            id=id_,
            subject=name,
            message=f"{name} {words}",
            old=before,
            new=after,
            old_at=old.location,
            new_at=new.location,
        )

    one, two = ({item.content_type: item for item in side.media} for side in (old, new))
    for id_, words, before, after in (*_media(one, two), *_headers(old, new)):
        yield change(id_, words, before, after)


def _media(old: dict[str, Media], new: dict[str, Media]) -> Iterator[tuple[str, str, Json, Json]]:
    gone, come = [key for key in old if key not in new], [key for key in new if key not in old]
    if len(gone) == len(come) == 1 and (relation := _relation(gone[0], come[0])):
        words = f"is {listed(come)} now, and was {listed(gone)}"
        yield f"response-media-type-name-{relation}", words, gone[0], come[0]
        return
    for key in gone:
        yield "response-media-type-removed", f"is not {listed([key])} any more", key, None
    for key in come:
        yield "response-media-type-added", f"may be {listed([key])} now", None, key
    yield from _schemas(old, new)


def _schemas(old: dict[str, Media], new: dict[str, Media]) -> Iterator[tuple[str, str, Json, Json]]:
    for key in [key for key in new if key in old]:
        before, after = old[key].type, new[key].type
        if before is None and after is not None:
            yield "response-body-media-type-schema-added", f"as {listed([key])} has a schema now", None, key
        elif before is not None and after is None:
            yield "response-body-media-type-schema-removed", f"as {listed([key])} has no schema any more", key, None


def _relation(old: str, new: str) -> str:
    """Say how two media types are related: other parameters, a suffix more or less, a wildcard more or less."""
    one, two = MediaType.parse(old), MediaType.parse(new)
    if one.essence == two.essence:
        return "changed"
    if _covers(two, one):
        return "generalized"
    return "specialized" if _covers(one, two) else ""


def _covers(general: MediaType, special: MediaType) -> bool:
    suffixed = general.main == special.main and special.subtype.endswith(f"+{general.subtype}")
    return suffixed or general.covers(special)


def _headers(old: Response, new: Response) -> Iterator[tuple[str, str, Json, Json]]:
    one, two = headers_of(old), headers_of(new)
    for key in dict.fromkeys([*one, *two]):
        before, after = one.get(key), two.get(key)
        if before is None:
            yield "response-header-added", f"has the header {listed([two[key].name])} now", None, two[key].name
        elif after is None:
            need = "required" if before.required else "optional"
            yield (
                f"{need}-response-header-removed",
                f"has no header {listed([before.name])} any more",
                before.name,
                None,
            )
        elif before.required and not after.required:
            words = f"need not have the header {listed([after.name])} any more"
            yield "response-header-became-optional", words, True, False


def headers_of(response: Response) -> dict[str, Header]:
    """Return the headers by their name without case (RFC 9110, 5.1)."""
    return {item.name.lower(): item for item in response.headers}
