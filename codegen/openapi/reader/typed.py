"""Restores the text of unquoted YAML scalars in schemas of strings: ``enum: [1.10, 017]``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from codegen.openapi.document import Syntax, scalar_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codegen.core.json import Json
    from codegen.openapi.document import Document

    Tokens: TypeAlias = tuple[str | int, ...]
    _Changes: TypeAlias = dict[str | int, Any]

_VALUES = ("const", "default")
_OTHERS = frozenset({"integer", "number", "boolean"})


def as_typed(document: Document) -> Document:
    """Return a document in which numbers and booleans are strings, where their schemas are of type string.

    Only YAML documents change: a number in JSON is intended as one. The values of aliases do not change.
    """
    if document.syntax is not Syntax.YAML or document.places is not None:
        return document
    wanted = set(_untyped(document.value))
    if not wanted:
        return document
    changes: _Changes = {}
    for tokens, text in scalar_texts(document.text, wanted).items():
        inner = changes
        for token in tokens[:-1]:
            inner = inner.setdefault(token, {})
        inner[tokens[-1]] = text
    return replace(document, value=_changed(document.value, changes))


def _untyped(root: Json) -> Iterator[Tokens]:
    """Yield the paths of numbers and booleans that must be strings."""
    if isinstance(root, dict) and isinstance(info := root.get("info"), dict) and _is_other(info.get("version")):
        yield ("info", "version")
    todo: list[tuple[Json, Tokens]] = [(root, ())]
    while todo:
        value, at = todo.pop()
        pairs: Iterable[tuple[str | int, Json]] = ()
        if isinstance(value, list):
            pairs = enumerate(value)
        elif isinstance(value, dict):
            pairs = value.items()
            if _is_text(value.get("type")):
                yield from ((*at, *below) for below in _untyped_values(value))
        todo.extend((item, (*at, key)) for key, item in pairs if isinstance(item, (dict, list)))


def _untyped_values(schema: dict[str, Json]) -> Iterator[Tokens]:
    """Yield the paths of numbers and booleans among the values of a schema of strings."""
    yield from ((key,) for key in _VALUES if _is_other(schema.get(key)))
    listed = schema.get("enum")
    if isinstance(listed, list):
        yield from (("enum", index) for index, item in enumerate(listed) if _is_other(item))


def _is_text(stated: Json) -> bool:
    if isinstance(stated, list):
        names = {name for name in stated if isinstance(name, str)}
        return "string" in names and not names & _OTHERS
    return stated == "string"


def _is_other(value: Json) -> bool:
    return isinstance(value, (bool, int, float))


def _changed(value: Json, changes: _Changes | str) -> Json:
    """Return a copy with changed values at some paths; other parts are shared."""
    if isinstance(changes, str):
        return changes
    if isinstance(value, dict):
        return value | {key: _changed(value[key], inner) for key, inner in changes.items() if isinstance(key, str)}
    if isinstance(value, list):
        return [_changed(item, changes[index]) if index in changes else item for index, item in enumerate(value)]
    return value
