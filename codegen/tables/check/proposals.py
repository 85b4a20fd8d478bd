"""Proposes how to resolve contradictions: Overlay actions for the document, and an edit of the page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from codegen.core.location import pointer_tokens, resolve
from codegen.core.printed import json_text

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.openapi.document import Document
    from codegen.tables.join.reconcile import Aspect, Difference, StatedValues

_Actions: TypeAlias = "list[Mapping[str, Json]]"
Weight = Literal["wire", "values", "documentation"]
WEIGHTS: Mapping[Weight, str] = {
    "wire": "what is sent or received",
    "values": "which values are valid",
    "documentation": "what is written about it",
}
"""The groups of differences, the most relevant ones first."""
_ORDER: Mapping[Aspect, tuple[Weight, int]] = {
    "operation": ("wire", 0), "field": ("wire", 1), "type": ("wire", 2), "required": ("wire", 3),
    "nullable": ("wire", 4), "enum": ("values", 0), "format": ("values", 1), "limits": ("values", 2),
    "default": ("values", 3), "example": ("values", 4),
    "deprecated": ("documentation", 0), "expandable": ("documentation", 1), "description": ("documentation", 2),
    "table": ("documentation", 3),
}  # fmt: skip
_INDEX = re.compile(r"\[(\d{1,9})\]$")
_COMPONENT_DEPTH = 3
"""Parts of the pointer of a component: ``/components/parameters/Page``."""
_KEYWORDS = {
    "min_length": "minLength", "max_length": "maxLength", "minimum": "minimum", "maximum": "maximum",
    "min_items": "minItems", "max_items": "maxItems",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """The two ways to resolve a difference: actions that change the document, and an edit of the page.

    There are no ``actions`` where the document cannot take over the fact by itself; ``page`` is empty without a page.
    """

    actions: tuple[Mapping[str, Json], ...] = ()
    page: str = ""


NO_PROPOSAL = Proposal()


def weight_of(aspect: Aspect) -> Weight:
    """Return the group of a difference."""
    return _ORDER[aspect][0]


def rank_of(item: Difference) -> tuple[int, int]:
    """Return the position of a difference: by group, then by kind."""
    weight, kind = _ORDER[item.aspect]
    return (list(WEIGHTS).index(weight), kind)


def propose(item: Difference, document: Document) -> Proposal:
    """Return the proposal for a difference between a page and ``document``."""
    return Proposal(tuple(_actions(item, document)), _page(item))


def overlay_of(actions: Sequence[Mapping[str, Json]], title: str) -> dict[str, Json]:
    """Return an OpenAPI Overlay (1.0.0) of actions, without repeated ones.

    Items of arrays are removed last, from the end: an earlier removal would change the index of later targets.
    """
    unique = {json_text(action): dict(action) for action in actions}
    ordered: list[dict[str, Json]] = sorted(unique.values(), key=_order)
    distinct: list[Json] = [*ordered]
    return {"overlay": "1.0.0", "info": {"title": title, "version": "1.0.0"}, "actions": distinct}


def _order(action: Mapping[str, Json]) -> tuple[bool, int]:
    index = _INDEX.search(str(action["target"])) if "remove" in action else None
    return (index is not None, -int(index[1]) if index else 0)


def _page(item: Difference) -> str:
    """Return the edit of the page, as text."""
    if item.table is None or not item.stated:
        return ""
    name, theirs = item.subject.rpartition(".")[2], item.stated.document
    match item.aspect:
        case "field" if item.stated.document is None:
            return f"remove the row {name!r}"
        case "field":
            return f"add a row {name!r}"
        case "required":
            return f"set Required of {name!r} to {'Yes' if theirs else 'No'}"
        case "nullable":
            return f"mark {name!r} as {'nullable' if theirs else 'not nullable'}"
        case "deprecated":
            return f"remove the mark of deprecation from {name!r}"
        case _:
            return f"write {theirs!r} as the {item.stated.keyword or item.aspect} of {name!r}"


def _actions(item: Difference, document: Document) -> _Actions:
    stated, at = item.stated, item.document
    if stated is None or at is None or at.file != document.name:
        return []
    node = resolve(document.value, at.pointer)
    if not isinstance(node, dict):
        return []
    in_parameter = "in" in node and "schema" in node
    if item.aspect == "field":
        return _field_actions(item, document)
    if item.aspect == "required":
        if in_parameter:
            return [_update(at.pointer, {"required": stated.table})]
        return _required_actions(at.pointer, required=bool(stated.table))
    return _schema_actions(item, stated, document, f"{at.pointer}/schema" if in_parameter else at.pointer)


def _schema_actions(item: Difference, stated: StatedValues, document: Document, schema: str) -> _Actions:
    """Return the actions for a difference in the schema at the pointer ``schema``."""
    match item.aspect:
        case "nullable":
            return _nullable_actions(document, schema, nullable=bool(stated.table))
        case "deprecated" if item.document:
            return [_update(item.document.pointer, {"deprecated": True})]
        case "limits" | "default":
            keyword = _KEYWORDS.get(stated.keyword, stated.keyword)
            return [_update(schema, {keyword: stated.table})]
        case "type" | "format" | "enum" if isinstance(stated.table, dict):
            return [*_removed(document, schema, ("$ref", "enum", "anyOf", "oneOf")), _update(schema, stated.table)]
        case _:
            return []


def _field_actions(item: Difference, document: Document) -> _Actions:
    """Remove a field that the page does not have, or add one; operations only lose fields."""
    stated, at = item.stated, item.document
    if stated is None or at is None:
        return []
    node = resolve(document.value, at.pointer)
    if stated.table is None:
        return _removal(document, at.pointer)
    if not isinstance(node, dict) or "properties" not in node:
        return []
    name = item.subject.rpartition(".")[2]
    return [_update(at.pointer, {"properties": {name: stated.table}})]


def _removal(document: Document, at: str) -> _Actions:
    """Return the actions that remove a field; none for a shared parameter, which other operations also have."""
    tokens = pointer_tokens(at)
    if len(tokens) <= _COMPONENT_DEPTH and tokens[:1] != ("paths",):
        return []
    owner = resolve(document.value, at.rpartition("/")[0].rpartition("/")[0])
    listed = owner.get("required") if isinstance(owner, dict) else None
    is_required = isinstance(listed, list) and tokens[-1] in listed
    rest = _required_actions(at, required=False) if is_required else []
    return [*rest, {"target": _path(at), "remove": True}]


def _required_actions(at: str, *, required: bool) -> _Actions:
    *owner, properties, name = pointer_tokens(at)
    if properties != "properties":
        return []
    parent = _path_of(owner)
    if required:
        return [{"target": parent, "update": {"required": [name]}}]
    return [{"target": f"{parent}.required[?@ == {_quoted(name)}]", "remove": True}]


def _nullable_actions(document: Document, schema: str, *, nullable: bool) -> _Actions:
    node = resolve(document.value, schema)
    version = document.value.get("openapi") if isinstance(document.value, dict) else None
    if not isinstance(node, dict) or "$ref" in node:
        return []
    if isinstance(version, str) and version.startswith("3.0"):
        return [_update(schema, {"nullable": nullable})]
    kind = node.get("type")
    if nullable:
        return [_update(schema, {"type": [kind, "null"]})] if isinstance(kind, str) else []
    if not isinstance(kind, list):
        return []
    rest: list[Json] = [item for item in kind if item != "null"]
    return [*_removed(document, schema, ("type",)), _update(schema, {"type": rest[0] if len(rest) == 1 else rest})]


def _removed(document: Document, at: str, keywords: Sequence[str]) -> _Actions:
    """Return actions that remove keywords: an update would merge their values with the new ones."""
    node = resolve(document.value, at)
    known = node if isinstance(node, dict) else {}
    return [{"target": f"{_path(at)}[{_quoted(word)}]", "remove": True} for word in keywords if word in known]


def _update(at: str, value: Mapping[str, Json]) -> Mapping[str, Json]:
    return {"target": _path(at), "update": dict(value)}


def _path(at: str) -> str:
    """Return a JSON pointer as a JSONPath (RFC 9535)."""
    return _path_of(pointer_tokens(at))


def _path_of(tokens: Sequence[str]) -> str:
    return "$" + "".join(f"[{token}]" if token.isdigit() else f"[{_quoted(token)}]" for token in tokens)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
