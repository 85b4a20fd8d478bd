"""Responses, their media types and headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.media_type import MediaType
from codegen.diff.canonical.media_types import match_media, same_name
from codegen.diff.canonical.statuses import match_responses
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
    single("response-success-status-added", INFO, "response", _AREA, "existence", "success response added"),
    single("response-success-status-removed", ERR, "response", _AREA, "existence", "success response removed"),
    single("response-non-success-status-added", INFO, "response", _AREA, "existence", "error response added"),
    single("response-non-success-status-removed", INFO, "response", _AREA, "existence", "error response removed"),
    single("response-media-type-added", INFO, "response", _AREA, "existence", "media type of a response added"),
    single("response-media-type-removed", ERR, "response", _AREA, "existence", "media type of a response removed"),
    single(
        "response-media-type-name-changed", INFO, "response", _AREA, "type", "parameters of the only media type changed"
    ),
    single(
        "response-media-type-name-generalized",
        ERR,
        "response",
        _AREA,
        "type",
        "only media type replaced by a more general one",
    ),
    single(
        "response-media-type-name-specialized",
        INFO,
        "response",
        _AREA,
        "type",
        "only media type replaced by a more specific one",
    ),
    single(
        "response-body-media-type-schema-added", INFO, "response", _AREA, "existence", "schema of a media type added"
    ),
    single(
        "response-body-media-type-schema-removed",
        WARN,
        "response",
        _AREA,
        "existence",
        "schema of a media type removed",
    ),
    single("response-header-added", INFO, "response", "Headers", "existence", "header added"),
    single("required-response-header-removed", ERR, "response", "Headers", "existence", "required header removed"),
    single("optional-response-header-removed", WARN, "response", "Headers", "existence", "optional header removed"),
    single("response-link-added", INFO, "response", _AREA, "existence", "link added"),
    single("response-link-removed", WARN, "response", _AREA, "existence", "link removed"),
    single("response-link-changed", WARN, "response", _AREA, "type", "operation or parameters of a link changed"),
    single("response-header-became-optional", ERR, "response", "Headers", "requiredness", "header became optional"),
)


def check(pair: OperationPair) -> Iterator[Change]:
    """Yield removed and added responses, and the changes of the others; schemas are compared by the walker."""
    pairs, removed, added = match_responses(pair.old.responses, pair.new.responses)
    for item in removed:
        yield _removed(pair, item)
    for item in added:
        yield _added(pair, item)
    for old, new in pairs:
        yield from _inside(pair, old, new)


def _removed(pair: OperationPair, response: Response) -> Change:
    return Change(
        id=f"response-{_success(response)}-status-removed",
        subject=f"{pair.name} {response.status}",
        message=f"{pair.name}: removed response {response.status}",
        old=response.status,
        old_at=response.location,
        new_at=pair.new.location,
    )


def _added(pair: OperationPair, response: Response) -> Change:
    return Change(
        id=f"response-{_success(response)}-status-added",
        subject=f"{pair.name} {response.status}",
        message=f"{pair.name}: added response {response.status}",
        new=response.status,
        old_at=pair.old.location,
        new_at=response.location,
    )


def _success(response: Response) -> str:
    return "success" if response.status.startswith("2") else "non-success"


def label(pair: OperationPair, response: Response) -> str:
    """Return the name of a response, with its operation unless it is shared."""
    place = response.location.pointer
    shared = place.startswith("/components/responses/")
    return f"response {place.rpartition('/')[2]}" if shared else f"{pair.name} response {response.status}"


def _inside(pair: OperationPair, old: Response, new: Response) -> Iterator[Change]:
    name = label(pair, new)

    def change(id_: str, words: str, before: Json, after: Json) -> Change:
        return Change(
            id=id_,
            subject=name,
            message=f"{name}: {words}",
            old=before,
            new=after,
            old_at=old.location,
            new_at=new.location,
        )

    for id_, words, before, after in (*_media(old, new), *_headers(old, new), *_links(pair, old, new)):
        yield change(id_, words, before, after)


def _media(old: Response, new: Response) -> Iterator[tuple[str, str, Json, Json]]:
    pairs, left, right = match_media(old.media, new.media)
    removed, added = [item.content_type for item in left], [item.content_type for item in right]
    if len(removed) == len(added) == 1 and (relation := _relation(removed[0], added[0])):
        yield _renamed(relation, removed[0], added[0])
        return
    for key in removed:
        yield "response-media-type-removed", f"removed media type {listed([key])}", key, None
    for key in added:
        yield "response-media-type-added", f"added media type {listed([key])}", None, key
    for one, two in pairs:
        if not same_name(one.content_type, two.content_type):
            yield _renamed("changed", one.content_type, two.content_type)
        yield from _schemas(one, two)


def _renamed(relation: str, old: str, new: str) -> tuple[str, str, Json, Json]:
    words = f"media type changed from {listed([old])} to {listed([new])}"
    return f"response-media-type-name-{relation}", words, old, new


def _schemas(old: Media, new: Media) -> Iterator[tuple[str, str, Json, Json]]:
    key = new.content_type
    if old.type is None and new.type is not None:
        yield "response-body-media-type-schema-added", f"added schema of media type {listed([key])}", None, key
    elif old.type is not None and new.type is None:
        yield "response-body-media-type-schema-removed", f"removed schema of media type {listed([key])}", key, None


def _relation(old: str, new: str) -> str:
    """Return how media types are related: parameters ``changed``, ``generalized``, ``specialized``, or empty."""
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
            yield "response-header-added", f"added header {listed([two[key].name])}", None, two[key].name
        elif after is None:
            need = "required" if before.required else "optional"
            yield (
                f"{need}-response-header-removed",
                f"removed {need} header {listed([before.name])}",
                before.name,
                None,
            )
        elif before.required and not after.required:
            words = f"header {listed([after.name])} became optional"
            yield "response-header-became-optional", words, True, False


def _links(pair: OperationPair, old: Response, new: Response) -> Iterator[tuple[str, str, Json, Json]]:
    """Compare links as written, without their descriptions."""
    sides = (pair.old_api.raw(old.location).get("links"), pair.new_api.raw(new.location).get("links"))
    one, two = (value if isinstance(value, dict) else {} for value in sides)
    for name in dict.fromkeys([*one, *two]):
        before, after = _link(one.get(name)), _link(two.get(name))
        if name not in two:
            yield "response-link-removed", f"removed link {listed([name])}", name, None
        elif name not in one:
            yield "response-link-added", f"added link {listed([name])}", None, name
        elif before != after:
            yield "response-link-changed", f"link {listed([name])} changed", {name: before}, {name: after}


def _link(value: Json) -> Json:
    return {key: item for key, item in value.items() if key != "description"} if isinstance(value, dict) else value


def headers_of(response: Response) -> dict[str, Header]:
    """Return the headers by lower-case name (RFC 9110, 5.1)."""
    return {item.name.lower(): item for item in response.headers}
