"""Which operation of one version is which of the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codegen.diff.moves import moved_operations
from codegen.diff.notice import NO_NOTICE, Notice
from codegen.diff.pairs import OperationPair
from codegen.ir.api import OpId

if TYPE_CHECKING:
    from codegen.diff.side import Side
    from codegen.ir.api import Api, Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Operations in pairs, and those that only one version has.

    ``moved`` maps the id of a removed operation to its likely new id; ``guesses`` says with what confidence, and what
    it was recognised by; ``came_from`` is the same the other way round. ``guessed`` holds the pairs that are as good
    as sure.
    """

    pairs: tuple[OperationPair, ...]
    removed: tuple[Operation, ...]
    added: tuple[Operation, ...]
    guesses: dict[str, tuple[str, float, str]]
    guessed: tuple[OperationPair, ...] = ()

    @property
    def moved(self) -> dict[str, str]:
        """Return the new id of what is likely to have moved."""
        return {was: now for was, (now, _, _) in self.guesses.items()}

    @property
    def came_from(self) -> dict[str, tuple[str, float, str]]:
        """Return which removed operation an added one may stand for."""
        return {now: (was, sure, why) for was, (now, sure, why) in self.guesses.items()}


def align(old: Side, new: Side, notice: Notice = NO_NOTICE) -> Alignment:
    """Pair operations by method and the shape of their path; then with the path of their server before it.

    The names of path parameters do not count. An operation that is left over is said to have moved where an added one
    has its ``operationId``, or takes and gives much the same under a path that is alike.
    """
    left = {_shape(operation, ""): operation for operation in old.api.operations}
    right = {_shape(operation, ""): operation for operation in new.api.operations}
    matched = {key: (left[key], right[key]) for key in left if key in right}
    rest_old = [operation for key, operation in left.items() if key not in matched]
    rest_new = [operation for key, operation in right.items() if key not in matched]
    full = {_shape(operation, _base(new.api, operation)): operation for operation in rest_new}
    pairs = list(matched.values())
    for operation in list(rest_old):
        twin = full.pop(_shape(operation, _base(old.api, operation)), None)
        if twin is not None:
            pairs.append((operation, twin))
            rest_old.remove(operation)
            rest_new.remove(twin)
    moved = moved_operations(old, new, rest_old, rest_new)
    now = {operation.id: operation for operation in rest_new}
    sure = [
        (item, now[OpId(moved[item.id][0])]) for item in rest_old if item.id in moved and moved[item.id][1] >= _SURE
    ]

    def made(one: Operation, two: Operation) -> OperationPair:
        return OperationPair(old=one, new=two, old_side=old, new_side=new, notice=notice)

    return Alignment(
        pairs=tuple(made(one, two) for one, two in pairs),
        removed=tuple(rest_old),
        added=tuple(rest_new),
        guesses=moved,
        guessed=tuple(made(one, two) for one, two in sure),
    )


_SURE = 0.9
_VARIABLE = re.compile(r"\{[^{}/]*\}")


def _shape(operation: Operation, base: str) -> str:
    path = "".join(part if index % 2 == 0 else "{}" for index, part in enumerate(operation.path))
    return f"{operation.method} {base}{path.rstrip('/') or '/'}"


def _base(api: Api, operation: Operation) -> str:
    """Return the path of the first server's URL."""
    servers = operation.servers or api.servers
    return _VARIABLE.sub("{}", urlsplit(servers[0].url).path).rstrip("/") if servers else ""
