"""Match operations between two versions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codegen.diff.match.moves import moved_operations
from codegen.diff.match.pairs import OperationPair
from codegen.diff.model.notice import NO_NOTICE, Notice
from codegen.ir.api import OpId

if TYPE_CHECKING:
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.ir.api import Api, Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Matched operations, and those that only one version has.

    ``moved`` maps the id of a removed operation to its likely new id; ``guesses`` adds confidence and reason;
    ``came_from`` is the inverse. ``guessed`` holds the pairs matched by ``operationId``, whose parts are compared too.
    """

    pairs: tuple[OperationPair, ...]
    removed: tuple[Operation, ...]
    added: tuple[Operation, ...]
    guesses: dict[str, tuple[str, float, str]]
    guessed: tuple[OperationPair, ...] = ()

    @property
    def moved(self) -> dict[str, str]:
        """Return the likely new ids of removed operations."""
        return {was: now for was, (now, _, _) in self.guesses.items()}

    @property
    def came_from(self) -> dict[str, tuple[str, float, str]]:
        """Return the removed operation that an added one may replace."""
        return {now: (was, sure, why) for was, (now, sure, why) in self.guesses.items()}


def align(old: ComparedApi, new: ComparedApi, notice: Notice = NO_NOTICE) -> Alignment:
    """Pair operations by method and path template; then with the path of their server as a prefix.

    Names of path parameters are ignored. A removed operation is guessed to have moved where an added one has its
    ``operationId``, or similar parameters, bodies and responses under a similar path.
    """
    left, right = _by_path(old.api), _by_path(new.api)
    pairs = [(left[key], right[key]) for key in left if key in right]
    rest_old = [left[key] for key in left if key not in right]
    rest_new = [right[key] for key in right if key not in left]
    pairs += _take_by_server(old.api, new.api, rest_old, rest_new)
    moved = moved_operations(old, new, rest_old, rest_new)
    sure = {was: now for was, (now, confidence, _) in moved.items() if confidence >= _SURE}
    now = {operation.id: operation for operation in rest_new}
    guessed = [(item, now[OpId(sure[item.id])]) for item in rest_old if item.id in sure]

    def made(rows: list[tuple[Operation, Operation]]) -> tuple[OperationPair, ...]:
        return tuple(OperationPair(old=one, new=two, old_api=old, new_api=new, notice=notice) for one, two in rows)

    return Alignment(
        pairs=made(pairs),
        removed=tuple(rest_old),
        added=tuple(rest_new),
        guesses=moved,
        guessed=made(guessed),
    )


def _by_path(api: Api) -> dict[str, Operation]:
    """Return operations by method and normalized path template."""
    return {_shape(operation, ""): operation for operation in api.operations}


def _take_by_server(
    old: Api, new: Api, rest_old: list[Operation], rest_new: list[Operation]
) -> list[tuple[Operation, Operation]]:
    """Pair operations whose paths are equal with a server path before one of them; remove them from both lists."""
    by_path = {_shape(operation, base): operation for operation in rest_new for base in _bases(new, operation)}
    pairs: list[tuple[Operation, Operation]] = []
    for operation in list(rest_old):
        paths = (_shape(operation, base) for base in _bases(old, operation))
        match = next((by_path[path] for path in paths if by_path.get(path) in rest_new), None)
        if match is not None:
            pairs.append((operation, match))
            rest_old.remove(operation)
            rest_new.remove(match)
    return pairs


_SURE = 0.9
_VARIABLE = re.compile(r"\{[^{}/]*\}")


def _shape(operation: Operation, base: str) -> str:
    path = "".join(part if index % 2 == 0 else "{}" for index, part in enumerate(operation.path))
    return f"{operation.method} {base}{path.rstrip('/') or '/'}"


def _bases(api: Api, operation: Operation) -> list[str]:
    """Return the distinct paths of the servers' URLs; names of variables are ignored."""
    servers = operation.servers or api.servers
    paths = [_VARIABLE.sub("{}", _path(server.url)).rstrip("/") for server in servers]
    return list(dict.fromkeys(paths)) or [""]


def _path(url: str) -> str:
    """Return the path of a URL; the whole string if it is not a URL."""
    try:
        return urlsplit(url).path
    except ValueError:
        return url
