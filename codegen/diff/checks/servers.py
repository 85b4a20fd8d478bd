"""Servers, as the URLs of operations, and trailing slashes of paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.canonical.servers import addresses
from codegen.diff.model.changes import Change
from codegen.diff.model.descriptions import listed
from codegen.diff.model.rules import ERR, INFO, WARN, single

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    slashes = [item.template.endswith("/") for item in (pair.old, pair.new)]
    if slashes[0] != slashes[1] and "/" not in {pair.old.template, pair.new.template}:
        words = f"trailing slash {'added' if slashes[1] else 'removed'}"
        message = f"{pair.name}: {words}"
        yield pair.change("api-path-trailing-slash-changed", pair.name, message, pair.old.template, pair.new.template)
    old, new = addresses(pair.old_api.api, pair.old), addresses(pair.new_api.api, pair.new)
    unread = (*pair.old_api.unread, *pair.new_api.unread)
    if not old or not new or any("/servers/" in place.pointer for place in unread):
        return
    if any(not origin for origin, _ in (*old, *new)):
        old, new = ({("", path): url for (_, path), url in side.items()} for side in (old, new))
    removed = list(dict.fromkeys(url for key, url in old.items() if key not in new))
    added = list(dict.fromkeys(url for key, url in new.items() if key not in old))
    if removed and not old.keys() & new.keys():
        words = f"server URL changed from {listed(removed)} to {listed(added)}"
        yield _change(pair, "api-server-changed", words, [*removed], [*added])
        return
    for url in removed:
        yield _change(pair, "api-server-removed", f"removed server URL {listed([url])}", url, None)
    for url in added:
        yield _change(pair, "api-server-added", f"added server URL {listed([url])}", None, url)


def _change(pair: OperationPair, id_: str, words: str, old: Json, new: Json) -> Change:
    """Return a change of the operation's own servers, or of those of the API, which is reported once."""
    own = bool(pair.old.servers or pair.new.servers)
    name = pair.name if own else "API"
    places = (pair.old.location, pair.new.location) if own else (pair.old_api.api.location, pair.new_api.api.location)
    return Change(
        id=id_, subject=name, message=f"{name}: {words}", old=old, new=new, old_at=places[0], new_at=places[1]
    )
