"""Generates the package of a corpus document, and calls one operation of each resource.

``python -m tests.support.corpus_round_trips FOLDER DOCUMENT PLACE`` prints the outcomes as JSON. Each document has its
own interpreter, because imported modules are never freed.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from codegen.ir.api import In
from codegen.pipeline.stages import Prepared
from codegen.python.emit.paths import shadowed
from tests.support.corpus import generate_prepared
from tests.support.round_trip import Drawn, Parties, draw, leaves, plain, streams

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.ir.api import Operation

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
SEED = 20_261_121
TRIES = 30


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The outcome of an operation: ``equal``, ``failed``, or not called: ``no sample``, ``streamed``, ``unsendable``.

    ``unsendable`` values cannot be part of an HTTP request, such as a header with an invalid name.
    """

    operation: str
    verdict: str
    reason: str = ""
    values: int = 0


def round_trips(folder: Path, path: Path, place: Path) -> list[Outcome]:
    """Generate the package of a document in ``place``, and call one operation of each resource."""
    row, prepared = generate_prepared(path, folder=folder, output=place)
    assert row.files, row.reason
    assert prepared is not None
    sys.path.append(str(place))
    with asyncio.Runner() as runner:
        parties = Parties(row.package, prepared.names, runner, lenient=True)
        chosen = list(_one_per_resource(prepared, parties, row.document))
        return [
            _outcome(prepared, parties, operation, row.document, is_async=bool(number % 2))
            for number, operation in enumerate(chosen)
        ]


def _one_per_resource(prepared: Prepared, parties: Parties, document: str) -> Iterator[Operation]:
    groups: dict[tuple[str, ...], list[Operation]] = {}
    hidden = {operation.id for operation, _ in shadowed(prepared.api, prepared.names)}
    for operation in prepared.api.operations:
        if operation.id in hidden:
            continue  # the server cannot distinguish it from another operation; generation reports this
        groups.setdefault(prepared.names.operations[operation.id].resource, []).append(operation)
    for key, group in groups.items():
        read = [operation for operation in group if not streams(parties.operations[operation.id])]
        yield Random(f"{SEED}:{document}:{key}").choice(read or group)  # noqa: S311 - to repeat it is what it is for


def _outcome(prepared: Prepared, parties: Parties, operation: Operation, document: str, *, is_async: bool) -> Outcome:
    descriptor = parties.operations[operation.id]
    if streams(descriptor):
        return Outcome(operation=operation.id, verdict="streamed")
    names = _header_names(prepared, operation)
    if not all(map(_TOKEN.fullmatch, names)):
        return Outcome(operation=operation.id, verdict="unsendable", reason=f"headers {sorted(names)}")
    drawn = _drawn(prepared, operation, descriptor, document)
    if isinstance(drawn, str):
        return Outcome(operation=operation.id, verdict="no sample", reason=drawn)
    wrong = parties.difference(operation, drawn, is_async=is_async)
    values = leaves([plain(value) for value in (*drawn.expected, drawn.reply)])
    return Outcome(operation=operation.id, verdict="failed" if wrong else "equal", reason=wrong, values=values)


def _header_names(prepared: Prepared, operation: Operation) -> set[str]:
    used = {name for requirement in operation.security for name, _ in requirement.schemes}
    keys = {item.key_name for item in prepared.api.security_schemes if item.name in used and item.key_in == "header"}
    return keys | {param.name for param in operation.params if param.where is In.HEADER}


def _drawn(prepared: Prepared, operation: Operation, descriptor: Any, document: str) -> Drawn | str:
    """Draw until all values satisfy the assertions of their types; else return the reason of the failure."""
    reason = ""
    for number in range(TRIES):
        rng = Random(f"{SEED}:{document}:{operation.id}:{number}")  # noqa: S311 - to repeat it is what it is for
        try:
            return draw(prepared.api, prepared.names, operation, descriptor, rng)
        except (ValueError, NotImplementedError, RecursionError, IndexError) as error:
            reason = f"{type(error).__name__}: {error}"
    return reason


if __name__ == "__main__":
    json.dump([asdict(one) for one in round_trips(*map(Path, sys.argv[1:4]))], sys.stdout)
