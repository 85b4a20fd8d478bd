"""Matches the calls of an SDK to the operations of a document, by HTTP method and path."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codegen.adopt.facts import Sdk, SdkCall
    from codegen.ir.api import Api, OpId
    from codegen.python.names import NameTable

    Key = tuple[str, str]

_PARAMETER = re.compile(r"\{[^{}]*\}")
_STREAMS = ("stream", "iter", "parse", "poll", "async")
_MOST_SEGMENTS = 12


@dataclass(frozen=True, slots=True)
class Matching:
    """Operations with the calls of the SDK that send them; ``unmatched`` are calls without an operation.

    Paths of the document are those of the SDK after ``added``, without ``removed``.
    """

    calls: Mapping[OpId, SdkCall]
    unmatched: tuple[SdkCall, ...]
    added: str = ""
    removed: str = ""


def match_calls(sdk: Sdk, api: Api, names: NameTable) -> Matching:
    """Match calls to operations. Of several calls that send the same request, the plain one is chosen."""
    operations = {(item.method.upper(), _normal(item.template)): item.id for item in api.operations}
    by_key = _by_key(_public(sdk.calls))
    shift = _shift(by_key, operations, (urlsplit(server.url).path.rstrip("/") for server in api.servers))
    matched: dict[OpId, SdkCall] = {}
    taken: dict[str, str] = {}
    for exact in (True, False):
        for key, calls in by_key.items():
            operation = _operation(key, shift, operations, exact=exact)
            if operation is None or operation in matched:
                continue
            free = [call for call in calls if taken.get(call.name, operation) == operation]
            if free:
                chosen = _plainest(free, str(names.operations[operation].method))
                matched[operation] = chosen
                taken[chosen.name] = operation
    unmatched = [calls[0] for key, calls in by_key.items() if _operation(key, shift, operations, exact=False) is None]
    return Matching(matched, tuple(unmatched), *shift)


def _by_key(calls: Iterable[SdkCall]) -> dict[Key, list[SdkCall]]:
    """Group calls that send the same request."""
    found: dict[Key, list[SdkCall]] = {}
    for call in calls:
        found.setdefault((call.verb, _normal(call.path)), []).append(call)
    return found


def _public(calls: tuple[SdkCall, ...]) -> tuple[SdkCall, ...]:
    """Return the calls of the client's resources, or all calls if there are none. A listed call gets its arguments."""
    coded = {(call.name, call.verb, _normal(call.path)): call for call in reversed(calls) if len(call.order) > 1}
    listed = [coded.get((call.name, call.verb, _normal(call.path)), call) for call in calls if len(call.order) == 1]
    own = [call for call in calls if call.order[0] == 0]
    return (*listed, *(own or [call for call in calls if len(call.order) > 1]))


def _normal(path: str) -> str:
    """Return a path without the names of its parameters."""
    return "/" + _PARAMETER.sub("{}", path).strip("/")


def _plainest(calls: Iterable[SdkCall], own: str) -> SdkCall:
    """Return the call to prefer; ``own`` is the generated name of the method."""
    return min(calls, key=lambda call: _preference(call, own))


def _preference(call: SdkCall, own: str) -> tuple[object, ...]:
    method = call.name.rpartition(".")[2]
    is_form = any(word in method.split("_") for word in _STREAMS)
    return (call.order[:3], is_form and method != own, call.order[3:], method != own, len(method), call.name)


def _operation(key: Key, shift: tuple[str, str], operations: Mapping[Key, OpId], *, exact: bool) -> OpId | None:
    """Return the operation of a call; if not ``exact``, also without the query in its path."""
    verb, path = key
    added, removed = shift
    path = added + (path[len(removed) :] if removed and path.startswith(removed + "/") else path)
    found = operations.get((verb, path)) or operations.get(key)
    if found is None and not exact:
        return operations.get((verb, path.partition("?")[0])) or operations.get((verb, key[1].partition("?")[0]))
    return found


def _shift(calls: Iterable[Key], operations: Mapping[Key, OpId], bases: Iterable[str]) -> tuple[str, str]:
    """Return the prefix to add to the paths of calls and the one to remove, with which most of them match."""
    calls = list(calls)
    votes: Counter[tuple[str, str]] = Counter({("", ""): sum(1 for key in calls if key in operations)})
    shorter = _suffixes(operations)
    longer = _suffixes(calls)
    for verb, path in calls:
        votes.update((lead, "") for lead in shorter.get((verb, path), ()) if lead)
    for verb, path in operations:
        votes.update(("", lead) for lead in longer.get((verb, path), ()) if lead)
    known = set(bases)
    best = max(votes, key=lambda shift: (votes[shift], shift == ("", ""), shift[1] in known, shift))
    return best if votes[best] > votes["", ""] else ("", "")


def _suffixes(keys: Iterable[Key]) -> dict[Key, list[str]]:
    """Return the leading parts of paths by their remaining parts."""
    found: dict[Key, list[str]] = {}
    for verb, path in keys:
        for end in _ends(path):
            found.setdefault((verb, path[end:]), []).append(path[:end])
    return found


def _ends(path: str) -> Iterator[int]:
    slashes = [at for at, char in enumerate(path) if char == "/"]
    yield from slashes[1:_MOST_SEGMENTS]
