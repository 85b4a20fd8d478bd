"""Tags, named schemas, webhooks and the version of the API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codegen.diff.model.changes import Change
from codegen.diff.model.descriptions import listed, possibly
from codegen.diff.model.rules import ERR, INFO, single

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.match.pairs import OperationPair

RULES = (
    single("api-tag-added", INFO, "none", "Tags", "existence", "tag of an operation added"),
    single("api-tag-removed", INFO, "none", "Tags", "existence", "tag of an operation removed"),
    single("api-schema-removed", INFO, "none", "Components", "existence", "named schema removed"),
    single("webhook-added", INFO, "none", "Components", "existence", "webhook or callback added"),
    single("webhook-removed", ERR, "none", "Components", "existence", "webhook or callback removed"),
    single("api-version-decreased", INFO, "none", "Info", "lifecycle", "API version decreased"),
)
_NAMED = re.compile(r"(/components/schemas/[^/]+|/definitions/[^/]+)?")
"""JSON pointers of named schemas; the root of a file is one too."""

_NUMBERS = re.compile(r"\d+")


def check(pair: OperationPair) -> Iterator[Change]:
    """Compare tags."""
    for tag in [tag for tag in pair.old.tags if tag not in pair.new.tags]:
        words = f"{pair.name}: removed tag {listed([tag])}"
        yield pair.change("api-tag-removed", pair.name, words, tag, None)
    for tag in [tag for tag in pair.new.tags if tag not in pair.old.tags]:
        words = f"{pair.name}: added tag {listed([tag])}"
        yield pair.change("api-tag-added", pair.name, words, None, tag)


def check_api(old: ComparedApi, new: ComparedApi, renamed: Mapping[str, tuple[str, float]]) -> Iterator[Change]:
    """Compare components and the version. ``renamed`` maps old names of components to (new name, confidence)."""
    kept = {item.origin.component for item in new.api.definitions.values()}
    for item in old.api.definitions.values():
        name = item.origin.component if _NAMED.fullmatch(item.location.pointer) else ""
        if name and name not in kept and not new.partial:
            guess = renamed.get(name)
            end = "" if guess is None else possibly("renamed to", *guess)
            words = f"removed schema `{name}`{end}"
            yield Change(
                id="api-schema-removed", subject=name, message=words, old=name, old_at=item.location, renamed=guess
            )
    was, now = old.api.version, new.api.version
    if _NUMBERS.findall(was) and [*map(int, _NUMBERS.findall(now))] < [*map(int, _NUMBERS.findall(was))]:
        words = f"API version decreased from {was} to {now}"
        yield Change(id="api-version-decreased", subject="info.version", message=words, old=was, new=now)
