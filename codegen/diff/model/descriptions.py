"""Describe values and types in text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from codegen.ir.types import AnyValue, Choice, Expandable, ListOf, MapOf, Never, Object, RefTo, Scalar, TupleOf, Union

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from codegen.core.json import Json
    from codegen.ir.types import Type

_SHOWN = 6
_LONG = 80


def listed(values: Iterable[Json]) -> str:
    """Return a few of the values as JSON, each cut where it is long."""
    texts = [_short(json.dumps(value, ensure_ascii=False)) for value in values]
    rest = f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
    return ", ".join(texts[:_SHOWN]) + rest


def possibly(action: str, name: str, confidence: float, reason: str = "") -> str:
    """Return the end of a message that names a guessed counterpart."""
    by = f", matched by {reason}" if reason else ""
    return f" (possibly {action} `{name}`, confidence {confidence:.2f}{by})"


def _short(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def type_words(node: Type) -> str:
    """Return a short description of a type."""
    match node:
        case Scalar(kind=kind, format=text):
            return f"{kind} ({text})" if text else str(kind)
        case Choice(values=values):
            return f"one of {listed(values)}"
        case ListOf(item=item):
            return f"array of {type_words(item)}"
        case TupleOf(items=items):
            return f"array of {len(items)} positions"
        case Union(variants=variants):
            return " or ".join(dict.fromkeys(type_words(variant) for variant in variants))
        case RefTo(target=target):
            return target.rpartition("/")[2]
        case Expandable(id=identity, targets=targets):
            names = [type_words(identity), *(target.rpartition("/")[2] for target in targets)]
            return " or ".join(dict.fromkeys(names))
        case _:
            return _BY_TYPE.get(type(node), type(node).__name__)


_BY_TYPE: Mapping[type[Type], str] = {MapOf: "map", Object: "object", AnyValue: "anything", Never: "nothing"}
