"""One-line remediations for Python callers, from the name tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.audience.callers.naming import arguments, method_path
from codegen.ir.api import In, OpId

if TYPE_CHECKING:
    from codegen.diff.match.align import Alignment
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.match.pairs import OperationPair
    from codegen.diff.model.changes import Change

_REMOVED = {
    "request-property-removed",
    "request-parameter-removed",
    "request-parameter-removed-before-sunset",
    "request-parameter-removed-with-deprecation",
}
_NEEDED = {
    "new-required-request-property",
    "new-required-request-property-with-default",
    "new-required-request-parameter",
    "new-required-request-default-parameter-to-existing-path",
}
_MAY = {
    "new-optional-request-property",
    "new-optional-request-parameter",
    "new-optional-request-default-parameter-to-existing-path",
}


def note(change: Change, pair: OperationPair | None) -> str:
    """Return the remediation for a change of an operation's own arguments; empty where there is none."""
    if pair is None:
        return ""
    if change.id in _REMOVED:
        return _argument(pair.old_api, pair.old.id, change.old, "stop passing {} to {}()")
    if change.id in _NEEDED:
        return _argument(pair.new_api, pair.new.id, change.new, "pass {} to {}()")
    if change.id in _MAY:
        return _argument(pair.new_api, pair.new.id, change.new, "{1}() now accepts {0}")
    return ""


def removed_note(old: ComparedApi, alignment: Alignment, operation: OpId, new: ComparedApi) -> str:
    """Return a note that names the removed method and its likely replacement."""
    was = method_path(old, operation)
    guess = alignment.guesses.get(operation)
    now = "" if guess is None else method_path(new, OpId(guess[0]))
    if not was or was == now:
        return ""
    return f"{was}() was removed" + (f"; use {now}()" if now else "")


def _argument(side: ComparedApi, operation: OpId, wire: object, words: str) -> str:
    """Format the argument of a wire name into ``words``; empty for names that are not arguments (nested ones)."""
    for (place, name), argument in arguments(side, operation).items():
        if name == wire and (place == "body" or place in set(In)):
            return words.format(f"{argument}=", method_path(side, operation))
    return ""
