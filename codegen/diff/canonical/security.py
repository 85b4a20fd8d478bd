"""Security requirements as the set of ways in: which credentials are enough to call an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.ir.api import Api, Operation, SecurityScheme

Way: TypeAlias = frozenset[tuple[str, str]]
"""Credentials that are sufficient together, as (scheme, scope); the scope is empty for the scheme itself."""


def ways_in(operation: Operation, names: Mapping[str, str]) -> frozenset[Way]:
    """Return the alternatives of an operation; ``names`` maps schemes to the names that are compared."""
    return frozenset(
        frozenset((names.get(name, name), scope) for name, scopes in requirement.schemes for scope in ("", *scopes))
        for requirement in operation.security
    ) or frozenset({frozenset()})


def renamed_schemes(old: Api, new: Api) -> dict[str, str]:
    """Map schemes of the new version to equal ones of the old version that have another name."""
    kept = {scheme.name for scheme in old.security_schemes}
    known = {_facts(scheme): scheme.name for scheme in reversed(old.security_schemes)}
    return {
        scheme.name: known[_facts(scheme)]
        for scheme in new.security_schemes
        if scheme.name not in kept and _facts(scheme) in known
    }


def _facts(scheme: SecurityScheme) -> tuple[str, ...]:
    return scheme.kind, scheme.scheme, key_of(scheme), scheme.token_url


def key_of(scheme: SecurityScheme) -> str:
    """Return the location and name of an API key; names of headers are case-insensitive (RFC 9110, 5.1)."""
    if scheme.kind != "apiKey":
        return ""
    name = scheme.key_name.lower() if scheme.key_in == "header" else scheme.key_name
    return f"{scheme.key_in} {name}"


def refused(old: frozenset[Way], new: frozenset[Way]) -> list[Way]:
    """Return the old alternatives that are no longer sufficient: no new one asks for the same or less."""
    return sorted((way for way in old if not any(other <= way for other in new)), key=sorted)


def described(way: Way) -> str:
    """Return an alternative in words."""
    names = sorted(name for name, scope in way if not scope)
    scopes = sorted(scope for _, scope in way if scope)
    return " and ".join(names) + (f" with scopes {', '.join(scopes)}" if scopes else "")
