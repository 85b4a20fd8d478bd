"""Security requirements of the document and of operations, and security schemes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.location import Location
from codegen.diff.canonical.security import Way, described, key_of, refused, renamed_schemes, ways_in
from codegen.diff.model.changes import Change
from codegen.diff.model.descriptions import listed
from codegen.diff.model.rules import ERR, INFO, single

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.core.json import Json
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.match.pairs import OperationPair
    from codegen.ir.api import SecurityRequirement, SecurityScheme

_AREA = "Security"
_COMPONENT = "api-security-component"
_NOWHERE = Location("")


def _rows() -> Iterator[tuple[str, str, str]]:
    for noun, words in (("api-global-security", "the whole API"), ("api-security", "an operation")):
        yield f"{noun}-added", "existence", f"security scheme added to the requirements of {words}"
        yield f"{noun}-removed", "existence", f"security scheme removed from the requirements of {words}"
        yield f"{noun}-scope-added", "existence", f"scope added to the requirements of {words}"
        yield f"{noun}-scope-removed", "existence", f"scope removed from the requirements of {words}"
    yield f"{_COMPONENT}-added", "existence", "security scheme added"
    yield f"{_COMPONENT}-removed", "existence", "security scheme removed"
    yield f"{_COMPONENT}-type-changed", "type", "type of a security scheme changed"
    yield f"{_COMPONENT}-oauth-url-changed", "type", "authorizationUrl changed"
    yield f"{_COMPONENT}-oauth-token-url-changed", "type", "tokenUrl changed"
    yield f"{_COMPONENT}-oauth-scope-added", "existence", "scope of a security scheme added"
    yield f"{_COMPONENT}-oauth-scope-changed", "type", "description of a scope changed"
    yield f"{_COMPONENT}-oauth-scope-removed", "existence", "scope of a security scheme removed"


RULES = (
    *(single(id_, INFO, "none", _AREA, kind, about) for id_, kind, about in _rows()),
    single("api-security-anonymous-removed", ERR, "none", _AREA, "existence", "anonymous access no longer possible"),
    single("api-security-anonymous-added", INFO, "none", _AREA, "existence", "anonymous access became possible"),
    single(
        "api-security-alternative-removed",
        ERR,
        "none",
        _AREA,
        "existence",
        "credentials no longer sufficient: more are required together",
    ),
    single("api-security-alternative-added", INFO, "none", _AREA, "existence", "fewer credentials are sufficient"),
    single(f"{_COMPONENT}-key-changed", ERR, "none", _AREA, "type", "name or location of an API key changed"),
)


def check(pair: OperationPair) -> Iterator[Change]:
    """Compare the requirements stated by an operation itself, and its ways in."""
    sides = (pair.old_api.raw(pair.old.location), pair.new_api.raw(pair.new.location))
    own = any("security" in raw for raw in sides)
    events = list(_requirements("api-security", pair.old.security, pair.new.security))
    for id_, words, before, after in events if own else ():
        yield pair.change(id_, pair.name, f"{pair.name}: {words}", before, after)
    yield from _ways(pair, own=own, explained=bool(events))


def _ways(pair: OperationPair, *, own: bool, explained: bool) -> Iterator[Change]:
    """Compare the ways in; those that differ by a named scheme or scope are ``explained`` by its own change."""
    old_api, new_api = pair.old_api.api, pair.new_api.api
    old = ways_in(pair.old, {})
    new = ways_in(pair.new, renamed_schemes(old_api, new_api))
    name = pair.name if own else "API"
    operations = (pair.old.location, pair.new.location) if own else (old_api.location, new_api.location)
    closed, opened = refused(old, new), refused(new, old)
    now = " or ".join(described(way) for way in sorted(new, key=sorted) if way)
    rows: list[tuple[str, str, Json, Json]] = []
    if _ANONYMOUS in closed:
        rows.append(("anonymous-removed", f"anonymous access removed: requires {now}", None, now))
    elif _ANONYMOUS in opened:
        rows.append(("anonymous-added", "anonymous access added", None, None))
    elif not explained:
        rows += [
            ("alternative-removed", f"{described(way)} no longer sufficient: requires {now}", described(way), now)
            for way in closed
        ]
        rows += [("alternative-added", f"{described(way)} sufficient", None, described(way)) for way in opened]
    for end, words, before, after in rows:
        yield Change(
            id=f"api-security-{end}",
            subject=name,
            message=f"{name}: {words}",
            old=before,
            new=after,
            old_at=operations[0],
            new_at=operations[1],
        )


_ANONYMOUS: Way = frozenset()


def check_api(old: ComparedApi, new: ComparedApi) -> Iterator[Change]:
    """Compare the requirements of the whole document, and the security schemes."""
    before, after = (_stated(side.raw(side.api.location).get("security")) for side in (old, new))
    for id_, words, one, two in _compare("api-global-security", before, after) if _applied(old, new) else ():
        yield Change(id=id_, subject="security", message=f"API: {words}", old=one, new=two)
    left = {item.name: item for item in old.api.security_schemes}
    right = {item.name: item for item in new.api.security_schemes}
    for name in dict.fromkeys([*left, *right]):
        yield from _scheme(old, new, left.get(name), right.get(name))


def _applied(old: ComparedApi, new: ComparedApi) -> bool:
    """Return whether requirements of any operation changed: those of the document may be repeated by all of them."""
    known = {operation.id: operation for operation in old.api.operations}
    names = renamed_schemes(old.api, new.api)
    both = [(known[operation.id], operation) for operation in new.api.operations if operation.id in known]
    return not both or any(ways_in(one, {}) != ways_in(two, names) for one, two in both)


def _stated(value: Json) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in value if isinstance(value, list) else []:
        for name, scopes in item.items() if isinstance(item, dict) else ():
            found.setdefault(name, []).extend(str(scope) for scope in (scopes if isinstance(scopes, list) else []))
    return found


def _requirements(
    noun: str, old: tuple[SecurityRequirement, ...], new: tuple[SecurityRequirement, ...]
) -> Iterator[tuple[str, str, Json, Json]]:
    sides: list[dict[str, list[str]]] = []
    for requirements in (old, new):
        found: dict[str, list[str]] = {}
        for requirement in requirements:
            for name, scopes in requirement.schemes:
                found.setdefault(name, []).extend(scopes)
        sides.append(found)
    return _compare(noun, sides[0], sides[1])


def _compare(
    noun: str, old: Mapping[str, list[str]], new: Mapping[str, list[str]]
) -> Iterator[tuple[str, str, Json, Json]]:
    for name in dict.fromkeys([*old, *new]):
        if name not in new:
            yield f"{noun}-removed", f"removed security requirement {listed([name])}", name, None
        elif name not in old:
            yield f"{noun}-added", f"added security requirement {listed([name])}", None, name
        else:
            for scope in [item for item in new[name] if item not in old[name]]:
                yield (
                    f"{noun}-scope-added",
                    f"added scope {listed([scope])} to security requirement {listed([name])}",
                    None,
                    scope,
                )
            for scope in [item for item in old[name] if item not in new[name]]:
                words = f"removed scope {listed([scope])} from security requirement {listed([name])}"
                yield f"{noun}-scope-removed", words, scope, None


def _scheme(
    old: ComparedApi, new: ComparedApi, one: SecurityScheme | None, two: SecurityScheme | None
) -> Iterator[Change]:
    known = two or one
    name = f"security scheme {listed([known.name if known else ''])}"
    if one is None or two is None:
        end, words = ("added", "added") if one is None else ("removed", "removed")
        rows: list[tuple[str, str, Json, Json]] = [(end, words, one.name if one else None, two.name if two else None)]
    else:
        rows = list(_differences(old, new, one, two))
    for end, words, before, after in rows:
        yield Change(
            id=f"{_COMPONENT}-{end}",
            subject=name,
            message=f"{name}: {words}",
            old=before,
            new=after,
            old_at=one.location if one is not None else _NOWHERE,
            new_at=two.location if two is not None else _NOWHERE,
        )


def _differences(
    old: ComparedApi, new: ComparedApi, one: SecurityScheme, two: SecurityScheme
) -> Iterator[tuple[str, str, Json, Json]]:
    kinds = [f"{item.kind} {item.scheme}".strip() for item in (one, two)]
    if kinds[0] != kinds[1]:
        yield "type-changed", f"type changed from {kinds[0]} to {kinds[1]}", kinds[0], kinds[1]
    elif key_of(one) != key_of(two):
        yield "key-changed", f"API key changed from {key_of(one)} to {key_of(two)}", key_of(one), key_of(two)
    before, after = _flows(old, one), _flows(new, two)
    for key, id_ in (("authorizationUrl", "oauth-url-changed"), ("tokenUrl", "oauth-token-url-changed")):
        for flow in [flow for flow in before if flow in after]:
            was, now = before[flow].get(key), after[flow].get(key)
            if was != now:
                yield id_, f"{key} of flow {flow} changed from {listed([was])} to {listed([now])}", was, now
    yield from _scope_differences(_scopes(before), _scopes(after))


def _scope_differences(old: Mapping[str, Json], new: Mapping[str, Json]) -> Iterator[tuple[str, str, Json, Json]]:
    for scope in dict.fromkeys([*old, *new]):
        was, now = old.get(scope), new.get(scope)
        if scope not in old:
            yield "oauth-scope-added", f"added scope {listed([scope])}", None, scope
        elif scope not in new:
            yield "oauth-scope-removed", f"removed scope {listed([scope])}", scope, None
        elif was != now:
            yield "oauth-scope-changed", f"description of scope {listed([scope])} changed", was, now


def _flows(side: ComparedApi, scheme: SecurityScheme) -> dict[str, dict[str, Json]]:
    flows = side.raw(scheme.location).get("flows")
    items = flows.items() if isinstance(flows, dict) else ()
    return {name: flow for name, flow in items if isinstance(flow, dict)}


def _scopes(flows: Mapping[str, Mapping[str, Json]]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for flow in flows.values():
        scopes = flow.get("scopes")
        found.update(scopes if isinstance(scopes, dict) else {})
    return found
