"""The document itself: tags of operations, components, webhooks, the version of the API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codegen.diff.model.changes import Change
from codegen.diff.model.descriptions import listed
from codegen.diff.model.rules import ERR, INFO, single

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.match.pairs import OperationPair

RULES = (
    single("api-tag-added", INFO, "none", "Tags", "existence", "an operation has a tag more"),
    single("api-tag-removed", INFO, "none", "Tags", "existence", "an operation has a tag less"),
    single("api-schema-removed", INFO, "none", "Components", "existence", "a named schema less"),
    single("webhook-added", INFO, "none", "Components", "existence", "a webhook or callback more"),
    single("webhook-removed", ERR, "none", "Components", "existence", "a webhook or callback less"),
    single("api-version-decreased", INFO, "none", "Info", "lifecycle", "the API's version became smaller"),
)
_NAMED = re.compile(r"(/components/schemas/[^/]+|/definitions/[^/]+)?")
"""Where named schemas stand; a file of its own is one too."""

_NUMBERS = re.compile(r"\d+")


def check(pair: OperationPair) -> Iterator[Change]:
    """Compare tags."""
    for tag in [tag for tag in pair.old.tags if tag not in pair.new.tags]:
        words = f"{pair.name} has no tag {listed([tag])} any more"
        yield pair.change("api-tag-removed", pair.name, words, tag, None)
    for tag in [tag for tag in pair.new.tags if tag not in pair.old.tags]:
        words = f"{pair.name} has the tag {listed([tag])} now"
        yield pair.change("api-tag-added", pair.name, words, None, tag)


def check_api(old: ComparedApi, new: ComparedApi, renamed: Mapping[str, tuple[str, float]]) -> Iterator[Change]:
    """Compare components and the version. ``renamed`` guesses the new names of components, each with a confidence."""
    kept = {item.origin.component for item in new.api.definitions.values()}
    for item in old.api.definitions.values():
        name = item.origin.component if _NAMED.fullmatch(item.location.pointer) else ""
        if name and name not in kept and not new.partial:
            guess = renamed.get(name)
            where = "" if guess is None else f"; it may be {guess[0]} now (confidence {guess[1]:.2f})"
            words = f"the schema {name} is gone{where}"
            yield Change(
                id="api-schema-removed", subject=name, message=words, old=name, old_at=item.location, renamed=guess
            )
    was, now = old.api.version, new.api.version
    if _NUMBERS.findall(was) and [*map(int, _NUMBERS.findall(now))] < [*map(int, _NUMBERS.findall(was))]:
        words = f"the API's version is {now}, and was {was}"
        yield Change(id="api-version-decreased", subject="info.version", message=words, old=was, new=now)
