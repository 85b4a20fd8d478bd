"""Converts the arguments of a call to JSON values. Properties of nested objects keep the caller's order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticSerializationError

from ..shared.locations import location_in
from ..shared.omit import Omit
from ..shared.typeinfo import adapter
from ..shared.values import is_list, is_object
from ..shared.wirenames import wire_name
from .errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Sequence

_OBJECT_TYPES = frozenset({"dict_type", "model_attributes_type", "model_type"})


def without_omitted(value: object) -> object:
    """Remove every ``omit`` from dicts and lists, at any depth."""
    if is_object(value):
        return {key: without_omitted(item) for key, item in value.items() if not isinstance(item, Omit)}
    if is_list(value):
        return [without_omitted(item) for item in value if not isinstance(item, Omit)]
    return value


def to_wire(tp: Any, given: object, name: str = "") -> Any:
    """Validate a value against its type and return its JSON form. Files are returned as `Upload`.

    ``name`` is the prefix of locations in error messages.

    :raises InvalidArgumentError: the value does not match the type, or has no JSON form.
    """
    given = without_omitted(given)
    checked = adapter(tp)
    try:
        built = checked.validate_python(given)
        dumped = checked.dump_python(built, mode="json", by_alias=True, exclude_unset=True, warnings=False)
    except ValidationError as error:
        raise InvalidArgumentError(_described(error, given, name)) from None
    except (PydanticSerializationError, UnicodeError) as error:
        msg = f"{name or 'body'}: {error}"
        raise InvalidArgumentError(msg) from None
    return _as_given(given, built, dumped, name or "body")


def _described(error: ValidationError, given: object, name: str) -> str:
    """Return a line per location, without the value, which may be a secret; variants of unions follow each other."""
    lines: dict[str, dict[str, list[str]]] = {}
    for detail in error.errors(include_input=False):
        path, branches = location_in(detail, given)
        place = ".".join(str(part) for part in ((name, *path) if name else path)) or "body"
        text = "Input should be an object" if detail["type"] in _OBJECT_TYPES else detail["msg"]
        variants = lines.setdefault(place, {}).setdefault(text, [])
        variants += [branch for branch in branches if branch.isidentifier() and branch[0].isupper()]
    return "\n".join(f"{place}: {'; or '.join(map(_variant, texts.items()))}" for place, texts in lines.items())


def _variant(item: tuple[str, Sequence[str]]) -> str:
    """Return a message, with the classes whose values it is about."""
    text, classes = item
    return f"{text} (as {' or '.join(dict.fromkeys(classes))})" if classes else text


def _as_given(given: object, built: object, dumped: object, name: str) -> object:
    """Restore the caller's order and integers in ``dumped``: 25 stays 25 even if the type is a float."""
    if isinstance(built, float) and not math.isfinite(built):
        msg = f"{name}: must be a finite number"
        raise InvalidArgumentError(msg)
    if isinstance(dumped, float):
        is_exact = isinstance(built, Decimal)
        return built if is_exact else given if isinstance(given, int) and not isinstance(given, bool) else dumped
    if is_list(dumped):
        return _list_as_given(given, built, dumped, name)
    if is_object(dumped):
        return _object_as_given(given, built, dumped, name)
    return dumped


def _list_as_given(given: object, built: object, dumped: Sequence[object], name: str) -> Sequence[object]:
    if not (isinstance(built, (list, tuple)) and len(items := cast("Sequence[object]", built)) == len(dumped)):
        return dumped
    triples = zip(given if is_list(given) and len(given) == len(dumped) else items, items, dumped, strict=True)
    return [_as_given(*triple, f"{name}.{index}") for index, triple in enumerate(triples)]


def _object_as_given(given: object, built: object, dumped: Mapping[str, object], name: str) -> dict[str, object]:
    made = _by_wire_name(built)
    wanted = _by_wire_name(given, type(built) if isinstance(built, BaseModel) else None)
    order = [*(key for key in wanted if key in dumped), *(key for key in dumped if key not in wanted)]
    return {
        key: _as_given(wanted.get(key, made.get(key)), made.get(key), dumped[key], f"{name}.{key}") for key in order
    }


def _by_wire_name(value: object, model: type[BaseModel] | None = None) -> Mapping[str, object]:
    if isinstance(value, BaseModel):
        kind = type(value)
        pairs = {**vars(value), **(value.model_extra or {})}
        return {wire_name(kind, name): item for name, item in pairs.items()}
    if not is_object(value):
        return {}
    return {wire_name(model, key) if model else key: item for key, item in value.items()}
