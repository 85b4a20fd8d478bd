"""Reads names for generated code that documents state in extensions (``x-fern-sdk-method-name`` …)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from codegen.ir.api import StatedName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codegen.openapi.reader.node import Node

Overrides: TypeAlias = tuple[tuple[re.Pattern[str], str], ...]
"""Patterns of operationIds with the name of the method of each operation that matches."""

_GROUPS = ("x-codegen-group", "x-fern-sdk-group-name", "x-speakeasy-group", "x-stainless-group", "x-ms-client-group")
_METHODS = (
    "x-codegen-method",
    "x-fern-sdk-method-name",
    "x-speakeasy-name-override",
    "x-stainless-method",
    "x-stainless-naming/python/method_name",
    "x-ms-client-name",
)
MEMBER_KEYS = (
    "x-codegen-name",
    "x-fern-parameter-name",
    "x-fern-property-name",
    "x-speakeasy-name-override",
    "x-stainless-name",
    "x-stainless-param",
    "x-stainless-naming/python/property_name",
    "x-ms-client-name",
)
"""Extensions with the name of a parameter or property."""
_SCHEMAS = (
    "x-codegen-name",
    "x-fern-type-name",
    "x-speakeasy-name-override",
    "x-stainless-name",
    "x-stainless-naming/python/type_name",
    "x-stainless-naming/python/model_name",
    "x-ms-client-name",
    "x-ms-enum/name",
)
_VARIANT = "x-stainless-variantName"
_BODY = "x-codegen-request-body-name"
_OVERRIDES = "x-speakeasy-name-override"
_LISTS = ("x-enum-varnames", "x-enumNames", "x-speakeasy-enums")
"""Extensions with the names of the values of an enum, in their order."""
_BY_VALUE = ("x-speakeasy-enums", "x-fern-enum")
_RENAMED = "x-stainless-renameMap"
_ENUM = "x-ms-enum"
ENUM_KEYS = frozenset({*_LISTS, *_BY_VALUE, _RENAMED, _ENUM})

_PATTERN = re.compile(r"(?:[\w^$|-]|\\[wd][+*]?|\.[*+]?|\[[\w-]+\][*+]?)+", re.ASCII)
"""Regular expressions without groups; with one repetition, the time is in proportion to the square of the text."""
_MOST_REPEATS = 1
_MOST_OVERRIDES = 100
_LONGEST_ID = 100


def stated_operation(node: Node, overrides: Overrides = ()) -> StatedName:
    """Return the names that an operation states: of its group, its method, and its body."""
    group, group_key = _first(node, _GROUPS)
    method, method_key = _first(node, _METHODS)
    if not method:
        identifier = node.text("operationId")
        tried = overrides if len(identifier) <= _LONGEST_ID else ()
        named = (name for pattern, name in tried if pattern.search(identifier))
        method = tuple(filter(None, [next(named, "")]))
        method_key = _OVERRIDES if method else ""
    return StatedName(
        group=group, method=method[-1] if method else "", key=method_key or group_key, body=node.text(_BODY).strip()
    )


def stated_overrides(top: Node) -> Overrides:
    """Return the names of methods that the root of a document states for patterns of operationIds."""
    found: list[tuple[re.Pattern[str], str]] = []
    for item in top.nodes(_OVERRIDES):
        if len(found) == _MOST_OVERRIDES:
            message = f"only the first {_MOST_OVERRIDES} patterns of '{_OVERRIDES}' are read"
            item.found.warning("unsupported-keyword", message, item.location)
            break
        pattern, name = item.text("operationId"), item.text("methodNameOverride").strip()
        compiled = _compiled(pattern)
        if pattern and name and compiled is None:
            message = f"the regular expression {pattern[:60]!r} is ignored: it has groups, or several repetitions"
            item.found.warning("unsupported-keyword", message, item.location.child("operationId"))
        elif pattern and name and compiled is not None:
            found.append((compiled, name))
    return tuple(found)


def _compiled(pattern: str) -> re.Pattern[str] | None:
    if not _PATTERN.fullmatch(pattern) or sum(map(pattern.count, "*+")) > _MOST_REPEATS:
        return None
    try:
        return re.compile(pattern)
    except re.error:
        return None


def stated_schema(node: Node) -> tuple[str, str]:
    """Return the class name that a schema states, and the extension."""
    return _single(node, _SCHEMAS)


def stated_member(node: Node) -> str:
    """Return the name that a parameter or property states."""
    return _single(node, MEMBER_KEYS)[0]


def stated_variant(node: Node) -> str:
    """Return the name that a schema states for itself as a variant of a union."""
    return node.text(_VARIANT).strip()


def stated_members(node: Node, items: list[Node]) -> tuple[tuple[str | int | float | bool, str], ...]:
    """Return the values of an enum with the names that the schema states for them; the title of a ``const`` is one."""
    values = [item.value for item in items if isinstance(item.value, (str, int, float))]
    names = _by_position(node, items) | _by_value(node)
    if not names and node.has("const"):
        names = {_key(item.value): node.words("title").strip() for item in items}
    return tuple((value, names[_key(value)]) for value in values if names.get(_key(value)))


def _by_position(node: Node, items: list[Node]) -> dict[str, str]:
    """Return the names in a list beside ``enum``, by value."""
    for key in _LISTS:
        child = node.get(key)
        names = list(child.items()) if child is not None else []
        if child is not None and names and len(names) != len(items):
            message = f"{len(names)} names for {len(items)} values; '{key}' is ignored"
            node.found.warning("invalid-value", message, child.location)
        elif names:
            return _named((item.value, name.value) for item, name in zip(items, names, strict=True))
    return {}


def _by_value(node: Node) -> dict[str, str]:
    """Return the names in extensions that state the value of each."""
    found = _named((value, name.text("name") or name.value) for key in _BY_VALUE for value, name in _pairs(node, key))
    found |= _named((wire.value, name) for name, wire in _pairs(node, _RENAMED))
    return found | _named((item.raw("value"), item.raw("name")) for item in node.part(_ENUM).nodes("values"))


def _pairs(node: Node, key: str) -> list[tuple[str, Node]]:
    child = node.get(key)
    return list(child.members()) if child is not None else []


def _named(pairs: Iterable[tuple[object, object]]) -> dict[str, str]:
    return {_key(value): name.strip() for value, name in pairs if isinstance(name, str) and name.strip()}


def _key(value: object) -> str:
    """Return a value as the key of an object, in which some extensions state it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _single(node: Node, keys: tuple[str, ...]) -> tuple[str, str]:
    found, key = _first(node, keys)
    return "_".join(found), key


def _first(node: Node, keys: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Return the parts of the first extension that is a string or a list of strings, and its key.

    A key with slashes is a path of keys.
    """
    for key in keys:
        first, *inner = key.split("/")
        if not node.has(first):
            continue
        owner = node
        for name in inner:
            owner, first = owner.get(first) or node.child({}, first), name
        texts = (owner.text(first),) if owner.text(first) else owner.strings(first)
        parts = tuple(part.strip() for text in texts for part in text.split(".") if part.strip())
        if parts:
            return parts, key
    return (), ""
