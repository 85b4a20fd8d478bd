"""The document itself: tags of operations, components, webhooks, the version of the API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codegen.diff.model import Change
from codegen.diff.rules import E, I, single
from codegen.diff.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.json import Json
    from codegen.diff.pairs import OperationPair
    from codegen.diff.side import Side

RULES = (
    single("api-tag-added", I, "none", "Tags", "existence", "an operation has a tag more"),
    single("api-tag-removed", I, "none", "Tags", "existence", "an operation has a tag less"),
    single("api-schema-removed", I, "none", "Components", "existence", "a named schema less"),
    single("webhook-added", I, "none", "Components", "existence", "a webhook more"),
    single("webhook-removed", E, "none", "Components", "existence", "a webhook less"),
    single("api-version-decreased", I, "none", "Info", "lifecycle", "the API's version became smaller"),
)
_NUMBERS = re.compile(r"\d+")


def check(pair: OperationPair) -> Iterator[Change]:
    """Compare tags."""
    for tag in [tag for tag in pair.old.tags if tag not in pair.new.tags]:
        words = f"{pair.name} has no tag {listed([tag])} any more"
        yield pair.change("api-tag-removed", pair.name, words, tag, None)
    for tag in [tag for tag in pair.new.tags if tag not in pair.old.tags]:
        words = f"{pair.name} has the tag {listed([tag])} now"
        yield pair.change("api-tag-added", pair.name, words, None, tag)


def check_api(old: Side, new: Side) -> Iterator[Change]:
    """Compare components, webhooks and the version."""
    kept = {item.origin.component for item in new.api.definitions.values()}
    for item in old.api.definitions.values():
        name = item.origin.component
        if name and name not in kept and not new.partial:
            words = f"the schema {name} is gone"
            yield Change(id="api-schema-removed", subject=name, message=words, old=name, old_at=item.location)
    one, two = (_webhooks(side) for side in (old, new))
    for name in [name for name in one if name not in two]:
        words = f"the webhook {listed([name])} is gone"
        yield Change(id="webhook-removed", subject=name, message=words, old=name)
    for name in [name for name in two if name not in one]:
        yield Change(id="webhook-added", subject=name, message=f"the webhook {listed([name])} is new", new=name)
    was, now = old.api.version, new.api.version
    if _NUMBERS.findall(was) and [*map(int, _NUMBERS.findall(now))] < [*map(int, _NUMBERS.findall(was))]:
        words = f"the API's version is {now}, and was {was}"
        yield Change(id="api-version-decreased", subject="info.version", message=words, old=was, new=now)


def _webhooks(side: Side) -> dict[str, Json]:
    value = side.raw(side.api.location).get("webhooks")
    return dict(value) if isinstance(value, dict) else {}
