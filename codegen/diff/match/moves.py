"""Guess which removed operation became which added one: by operationId, or by path, parameters and schemas."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from codegen.diff.match.variants import similarity
from codegen.ir.types import Object

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.diff.match.compared_api import ComparedApi
    from codegen.ir.api import Operation
    from codegen.ir.types import Type

_VERSION = re.compile(r"v\d+([._]\d+)*")
_BY_ID, _LEAST, _LEAST_PATH, _MOST = 0.9, 0.75, 0.5, 10_000


def moved_operations(
    old: ComparedApi, new: ComparedApi, removed: Sequence[Operation], added: Sequence[Operation]
) -> dict[str, tuple[str, float, str]]:
    """Return new id, confidence and reason by old id. Each operation is used once, best pairs first."""
    by_id = {operation.operation_id: operation for operation in added if operation.operation_id}
    found = {
        str(item.id): (str(by_id[item.operation_id].id), _BY_ID, "operationId")
        for item in removed
        if item.operation_id in by_id
    }
    if len(removed) * len(added) > _MOST:
        return found
    taken = {now for now, _, _ in found.values()}
    left = [item for item in removed if str(item.id) not in found]
    right = [item for item in added if str(item.id) not in taken]
    return found | _by_structure(old, new, left, right)


def _by_structure(
    old: ComparedApi, new: ComparedApi, removed: Sequence[Operation], added: Sequence[Operation]
) -> dict[str, tuple[str, float, str]]:
    """Pair operations of the same method by similarity of paths, arguments and responses."""
    scored = [
        (_confidence(old, new, one, two), str(one.id), str(two.id))
        for one in removed
        for two in added
        if one.method == two.method
    ]
    result: dict[str, tuple[str, float, str]] = {}
    taken: set[str] = set()
    for sure, was, now in sorted(scored, key=lambda item: (-item[0], item[1], item[2])):
        if sure >= _LEAST and was not in result and now not in taken:
            result[was] = (now, sure, "path and structure")
            taken.add(now)
    return result


def _confidence(old: ComparedApi, new: ComparedApi, one: Operation, two: Operation) -> float:
    """Return the mean similarity of paths, arguments and responses; always below that of equal operationIds."""
    paths = _likeness(_words(one), _words(two))
    if paths < _LEAST_PATH:
        return 0.0
    takes = _overlap(_arguments(old, one), _arguments(new, two))
    gives = _responses(old, new, one, two)
    if not takes[1] and gives is None:
        return 0.0  # the path alone is not enough
    parts = [paths, *([takes[0]] if takes[1] else []), *([] if gives is None else [gives])]
    return round(min(sum(parts) / len(parts), _BY_ID - 0.01), 2)


def _words(operation: Operation) -> list[str]:
    """Return the fixed segments of a path, without versions."""
    segments = [segment for part in operation.path[::2] for segment in part.split("/") if segment]
    return [segment for segment in segments if not _VERSION.fullmatch(segment)]


def _likeness(one: list[str], two: list[str]) -> float:
    """Return the similarity of two paths: the last segments count most, because they name the resource."""
    if not one or not two:
        return 1.0 if one == two else 0.0
    last = difflib.SequenceMatcher(None, one[-1], two[-1]).ratio()
    return last if len(one) == len(two) == 1 else (last + difflib.SequenceMatcher(None, one, two).ratio()) / 2


def _arguments(side: ComparedApi, operation: Operation) -> set[str]:
    names = {f"{param.where} {param.name}" for param in operation.params if param.where != "path"}
    for media in operation.body.media if operation.body is not None else ():
        node = side.resolve(media.type) if media.type is not None else None
        names |= {f"body {item.name}" for item in node.fields} if isinstance(node, Object) else set()
    return names


def _overlap(one: set[str], two: set[str]) -> tuple[float, bool]:
    """Return the share of common names, and whether there are any names."""
    return (len(one & two) / len(one | two), True) if one | two else (1.0, False)


def _responses(old: ComparedApi, new: ComparedApi, one: Operation, two: Operation) -> float | None:
    before, after = _response(one), _response(two)
    if before is None or after is None:
        return None if before is after else 0.0
    name = old.component(before)
    if name and name == new.component(after):
        return 1.0
    left, right = old.resolve(before), new.resolve(after)
    return 1.0 if left == right else similarity(left, right)


def _response(operation: Operation) -> Type | None:
    """Return the schema of the first success response that has one."""
    return next(
        (media.type for response in operation.responses if response.success for media in response.media if media.type),
        None,
    )
