"""Servers, as the URLs of operations, and trailing slashes of paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.canonical.servers import addresses
from codegen.diff.model.changes import Change
from codegen.diff.model.descriptions import listed
from codegen.diff.model.rules import ERR, INFO, WARN, single

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.core.json import Json
    from codegen.diff.match.pairs import OperationPair

RULES = (
    single("api-server-added", INFO, "none", "Paths", "existence", "server URL added"),
    single("api-server-removed", WARN, "none", "Paths", "existence", "one of several server URLs removed"),
    single("api-server-changed", ERR, "none", "Paths", "type", "no server URL of the old version is left"),
    single("api-path-trailing-slash-changed", WARN, "none", "Paths", "type", "trailing slash of a path changed"),
)


def check(pair: OperationPair) -> Iterator[Change]:
    """Compare the URLs of an operation. A prefix that moved between servers and paths is not a change."""
    yield from _trailing_slash(pair)
    old, new = addresses(pair.old_api.api, pair.old), addresses(pair.new_api.api, pair.new)
    if not old or not new or _has_unread_servers(pair):
        return
    if any(not origin for origin, _ in (*old, *new)):
        old, new = ({("", path): url for (_, path), url in side.items()} for side in (old, new))
    removed, added = _missing(old, new), _missing(new, old)
    if removed and not old.keys() & new.keys():
        words = f"server URL changed from {listed(removed)} to {listed(added)}"
        yield _change(pair, "api-server-changed", words, [*removed], [*added])
        return
    for url in removed:
        yield _change(pair, "api-server-removed", f"removed server URL {listed([url])}", url, None)
    for url in added:
        yield _change(pair, "api-server-added", f"added server URL {listed([url])}", None, url)


def _trailing_slash(pair: OperationPair) -> Iterator[Change]:
    old, new = pair.old.template, pair.new.template
    if old.endswith("/") != new.endswith("/") and "/" not in {old, new}:
        message = f"{pair.name}: trailing slash {'added' if new.endswith('/') else 'removed'}"
        yield pair.change("api-path-trailing-slash-changed", pair.name, message, old, new)


def _has_unread_servers(pair: OperationPair) -> bool:
    return any("/servers/" in place.pointer for place in (*pair.old_api.unread, *pair.new_api.unread))


def _missing(one: Mapping[tuple[str, str], str], two: Mapping[tuple[str, str], str]) -> list[str]:
    """Return the URLs of one version that another does not have, each once."""
    return list(dict.fromkeys(url for key, url in one.items() if key not in two))


def _change(pair: OperationPair, id_: str, words: str, old: Json, new: Json) -> Change:
    """Return a change of the operation's own servers, or of those of the API, which is reported once."""
    own = bool(pair.old.servers or pair.new.servers)
    name = pair.name if own else "API"
    places = (pair.old.location, pair.new.location) if own else (pair.old_api.api.location, pair.new_api.api.location)
    return Change(
        id=id_, subject=name, message=f"{name}: {words}", old=old, new=new, old_at=places[0], new_at=places[1]
    )
