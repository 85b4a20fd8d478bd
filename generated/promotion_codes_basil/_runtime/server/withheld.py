"""Removes ``readOnly`` properties from requests.

A model lists their wire names in ``__withheld__``, with their JSON types. Callers often send back an object that they
received; the service must not treat such a property as set by the caller.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, cast

from pydantic import BaseModel

from ..shared.caching import cached
from ..shared.values import is_list, is_object
from .violations import Path, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "array": (list,),
    "boolean": (bool,),
    "null": (type(None),),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
_WRITTEN: Final = {
    "boolean": re.compile(r"true|false"),
    "null": re.compile(""),
    "number": re.compile(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?"),
}


def without_withheld(value: object, *, refuse: bool, typed: bool) -> object:
    """Return a validated body without its ``readOnly`` properties, at any depth.

    Their JSON types are checked; unless ``typed``, text may stand for another type. Raises ``Violation`` for a wrong
    type, and with ``refuse`` for every ``readOnly`` property.
    """
    waiting: list[tuple[object, Path]] = [(value, ())]
    while waiting:
        found, path = waiting.pop()
        if isinstance(found, BaseModel):
            _strip(found, path, refuse=refuse, typed=typed)
        waiting.extend((item, (*path, step)) for step, item in _inside(found))
    return value


def _inside(value: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(value, BaseModel):
        for pairs in (value.__dict__, value.model_extra or {}):
            yield from ((name, item) for name, item in pairs.items() if isinstance(item, (BaseModel, list, dict)))
    elif is_list(value):
        yield from enumerate(value)
    elif is_object(value):
        yield from value.items()


def _strip(model: BaseModel, path: Path, *, refuse: bool, typed: bool) -> None:
    extra = model.model_extra
    names = _withheld(type(model)) if extra else None
    if not names or extra is None:
        return
    sent = [name for name in extra if name in names]
    if sent and refuse:
        raise Violation((*path, sent[0]), "unknown", others=[(*path, name) for name in sent[1:]])
    for name in sent:
        item = extra.pop(name)
        model.__pydantic_fields_set__.discard(name)
        kinds = names[name].split()
        if not _is_one_of(item, kinds) and (typed or not _is_text_of(item, kinds)):
            raise Violation((*path, name), "invalid", type(item).__name__, f"must be {' or '.join(kinds)}")


@cached
def _withheld(model: type[BaseModel]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        found |= cast("dict[str, str]", vars(base).get("__withheld__", {}))
    return found


def _is_one_of(value: Any, names: list[str]) -> bool:
    kinds = tuple(kind for name in names for kind in _TYPES.get(name, (object,)))
    return isinstance(value, kinds) and not (isinstance(value, bool) and bool not in kinds and object not in kinds)


def _is_text_of(value: object, names: list[str]) -> bool:
    """Return whether the value of a form field may be of one of the types; forms have no syntax for most types."""
    if not isinstance(value, str) or not _WRITTEN.keys() >= set(names):
        return True
    return any(_WRITTEN[name].fullmatch(value) for name in names)
