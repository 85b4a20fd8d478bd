"""Which operation of one version is which of the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codegen.diff.pairs import OperationPair

if TYPE_CHECKING:
    from codegen.diff.side import Side
    from codegen.ir.api import Api, Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Operations in pairs, and those that only one version has; ``moved`` maps a removed one to its likely new id."""

    pairs: tuple[OperationPair, ...]
    removed: tuple[Operation, ...]
    added: tuple[Operation, ...]
    moved: dict[str, str]


def align(old: Side, new: Side) -> Alignment:
    """Pair operations by method and the shape of their path; then with the path of their server before it.

    The names of path parameters do not count. An operation that is left over is said to have moved where an added one
    has its ``operationId``.
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
    by_id = {operation.operation_id: operation for operation in rest_new if operation.operation_id}
    return Alignment(
        pairs=tuple(OperationPair(old=one, new=two, old_side=old, new_side=new) for one, two in pairs),
        removed=tuple(rest_old),
        added=tuple(rest_new),
        moved={item.id: by_id[item.operation_id].id for item in rest_old if item.operation_id in by_id},
    )


def _shape(operation: Operation, base: str) -> str:
    path = "".join(part if index % 2 == 0 else "{}" for index, part in enumerate(operation.path))
    return f"{operation.method} {base}{path.rstrip('/') or '/'}"


def _base(api: Api, operation: Operation) -> str:
    """Return the path of the first server's URL."""
    servers = operation.servers or api.servers
    return urlsplit(servers[0].url).path.rstrip("/") if servers else ""
