"""Types and formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.canonical.types import binding_format
from codegen.diff.match.pairs import Event, SchemaPair
from codegen.diff.match.type_kinds import kind_and_format
from codegen.diff.model.descriptions import type_words
from codegen.diff.model.rules import ERR, INFO, WARN, schema_rules
from codegen.ir.types import Expandable, Kind, Union

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.ir.types import Type


RULES = schema_rules(
    "type",
    {
        "type or format changed": {
            "request-body-type-changed": ERR,
            "request-parameter-property-type-changed": WARN,
            "request-parameter-type-changed": ERR,
            "request-property-type-changed": ERR,
            "response-body-type-changed": ERR,
            "response-header-type-changed": ERR,
            "response-property-type-changed": ERR,
        },
        "type changed, with the same text representation": {
            "request-body-type-compatible": INFO,
            "request-property-type-compatible": INFO,
            "response-body-type-compatible": INFO,
            "response-header-type-compatible": INFO,
            "response-property-type-compatible": INFO,
        },
        "type or format generalized": {
            "request-body-type-generalized": INFO,
            "request-parameter-property-type-generalized": INFO,
            "request-parameter-type-generalized": INFO,
            "request-property-type-generalized": INFO,
            "response-body-type-generalized": ERR,
            "response-header-type-generalized": ERR,
            "response-property-type-generalized": ERR,
        },
        "type or format specialized": {
            "request-parameter-property-type-specialized": ERR,
            "response-body-type-specialized": INFO,
            "response-header-type-specialized": INFO,
            "response-property-type-specialized": INFO,
        },
        "type removed from the list of types": {
            "request-body-list-of-types-narrowed": ERR,
            "request-parameter-list-of-types-narrowed": ERR,
            "request-parameter-property-list-of-types-narrowed": ERR,
            "request-property-list-of-types-narrowed": ERR,
            "response-body-list-of-types-narrowed": INFO,
            "response-property-list-of-types-narrowed": INFO,
        },
        "type added to the list of types": {
            "request-body-list-of-types-widened": INFO,
            "request-parameter-list-of-types-widened": INFO,
            "request-parameter-property-list-of-types-widened": INFO,
            "request-property-list-of-types-widened": INFO,
            "response-body-list-of-types-widened": ERR,
            "response-property-list-of-types-widened": ERR,
        },
    },
)


def check(pair: SchemaPair) -> Iterator[Event]:
    """Compare types and formats; properties and items are compared by the walker."""
    old, new = pair.old.type, pair.new.type
    if isinstance(old, Union) or isinstance(new, Union) or isinstance(old, Expandable) != isinstance(new, Expandable):
        yield from _lists(pair)
        return
    one, two = _kind(old), _kind(new)
    if one == two:
        return
    words = f"type changed from {type_words(old)} to {type_words(new)}"
    if pair.loose and _same_text(*((one, two) if pair.request else (two, one))):
        parameter = f"{pair.subject.stands_for[-1]}-type-compatible" not in _IDS
        suffix = "type-generalized" if parameter else "type-compatible"
        yield Event(suffix, f"{words} (same text representation)", type_words(old), type_words(new))
    else:
        yield Event(_suffix(pair, one, two), words, type_words(old), type_words(new))


def _suffix(pair: SchemaPair, one: tuple[str, str], two: tuple[str, str]) -> str:
    """Return the id, without its subject, for another kind or format. Null alone narrows a nullable type."""
    if two[0] == _NULL and pair.old.nullable:
        return "list-of-types-narrowed"
    if one[0] == _NULL and pair.new.nullable:
        return "list-of-types-widened"
    if wider(two, one):
        return "type-generalized"
    specialized = wider(one, two) and f"{pair.subject}-type-specialized" in _IDS
    return "type-specialized" if specialized else "type-changed"


_NULL = str(Kind.NULL)


def _kind(node: Type) -> tuple[str, str]:
    """Return the kind and the format of a type, without formats that only annotate."""
    kind, text = kind_and_format(node)
    return kind, binding_format(text)


_IDS = frozenset(rule.id for rule in RULES)


def _same_text(one: tuple[str, str], two: tuple[str, str]) -> bool:
    """Return whether the text of any value of the first kind is valid for the second kind: plain strings."""
    return one[0] in _TEXTUAL and two == ("string", "")


_TEXTUAL = {Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN}


def _lists(pair: SchemaPair) -> Iterator[Event]:
    """Compare ``type: [string, integer]`` with another list, or with a single type."""
    one, two = _names(pair.old.raw.get("type")), _names(pair.new.raw.get("type"))
    if not are_lists(pair) or one == two:
        return
    words = f"type changed from {' or '.join(sorted(one))} to {' or '.join(sorted(two))}"
    old, new = [*sorted(one)], [*sorted(two)]
    if one < two:
        yield Event("list-of-types-widened", words, [*old], [*new])
    elif two < one:
        yield Event("list-of-types-narrowed", words, [*old], [*new])
    else:
        yield Event("type-changed", words, [*old], [*new])


def are_lists(pair: SchemaPair) -> bool:
    """Return whether both versions state ``type``, one of them or both as a list."""
    stated = [side.raw.get("type") for side in (pair.old, pair.new)]
    return any(isinstance(value, list) for value in stated) and all(map(_names, stated))


def _names(value: object) -> set[str]:
    names = value if isinstance(value, list) else [value]
    return {name for name in names if isinstance(name, str) and name != "null"}


_INSIDE = {("number", "integer"), ("int64", "int32"), ("double", "float")}


def wider(one: tuple[str, str], two: tuple[str, str]) -> bool:
    """Return whether every value of the second kind is valid for the first kind."""
    if one[0] == "any":
        return True
    if one[0] == two[0]:
        return not one[1] or (one[1], two[1]) in _INSIDE
    return (one[0], two[0]) in _INSIDE and not one[1]
