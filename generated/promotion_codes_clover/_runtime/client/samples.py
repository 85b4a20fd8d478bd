"""Sample values for required fields of models, which satisfy the limits of their types."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address
from itertools import chain
from typing import Any, Final, Literal, TypeVar, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType

from ..shared.typeinfo import TypeInfo, adapter, type_info, types_of_fields

M = TypeVar("M", bound=BaseModel)

MOMENT: Final = datetime(2026, 1, 1, tzinfo=UTC)
MOST_ITEMS: Final = 3
"""The most items beyond the minimum that are tried for a list."""


class Builder:
    """Builds models for tests.

    ``patterns`` are strings that match the patterns of the document, ``samples`` JSON values for configured types.
    """

    def __init__(self, patterns: Mapping[str, Sequence[str]], samples: Sequence[Any] = ()) -> None:
        self._patterns = patterns
        self._samples = samples

    def __call__(self, model: type[M], /, **values: Any) -> M:
        """Build a model for a test from the values, with sample values for missing required fields.

        :raises ValueError: a value is invalid, or no sample satisfies the limits of a field; pass its value.
        """
        fields = types_of_fields(model)
        given = {name: values[key] for name, info in fields.items() for key in (info.key, name) if key in values}
        known = {key for name, info in fields.items() for key in (info.key, name)}
        others = {key: value for key, value in values.items() if key not in known}
        required = {
            name: self._sample(info.type, info.key)
            for name, info in fields.items()
            if info.required and name not in given
        }
        try:
            return _validated(model, {**others, **required, **given})
        except ValueError:
            optional = self._optional(model, {*required, *given})
            if not optional:
                raise
            try:
                return _validated(model, {**others, **required, **optional, **given})
            except ValueError:
                pass
            raise

    def _optional(self, model: type[BaseModel], known: set[str]) -> dict[str, Any]:
        """Return samples for the optional fields that have one: assertions of a model may require some."""
        found: dict[str, Any] = {}
        for name, info in types_of_fields(model).items():
            arms = [arm for arm in type_info(info.type).arms if arm not in (None, type(None))]
            if name not in known:
                try:
                    found[name] = self._sample(arms[0] if len(arms) == 1 else info.type, info.key)
                except ValueError:
                    continue
        return found

    def _sample(self, tp: Any, name: str, number: int = 1) -> Any:
        """Return a sample; those of different numbers are different if the type allows it."""
        info = type_info(tp)
        if info.lazy is not None:
            return f"{name}_{number}" if info.lazy.ref else self(info.lazy.types()[0])
        if info.arms:
            return self._first_valid(tp, self._of_union(info, name, number), name)
        if info.model is not None:
            return self._model(info.model, name, number)
        return self._first_valid(tp, self._candidates(tp, info, name, number), name)

    def _of_union(self, info: TypeInfo, name: str, number: int) -> Iterator[Any]:
        """Yield the candidates of all arms, None first."""
        if any(type_info(arm).bare in (None, type(None)) for arm in info.arms):
            yield None
        for arm in info.arms:
            own = type_info(arm)
            if own.lazy is None and own.model is None and not own.arms:
                yield from self._candidates(arm, own, name, number)
                continue
            try:
                yield self._sample(arm, name, number)
            except ValueError:
                continue

    def _model(self, model: type[BaseModel], name: str, number: int) -> BaseModel:
        if model.__pydantic_root_model__:
            return model.model_validate(self._sample(types_of_fields(model)["root"].type, name, number))
        return self(model)

    def _candidates(self, tp: Any, info: TypeInfo, name: str, number: int) -> Iterator[Any]:
        limits = Limits.of(tp)
        kind = get_origin(info.bare)
        if kind is Literal:
            choices = get_args(info.bare)
            start = (number - 1) % len(choices)
            yield from (*choices[start:], *choices[:start])
        elif hasattr(info.bare, "__members__"):  # an enum
            yield from info.bare
        elif kind is tuple:
            yield tuple(self._sample(part, name, number) for part in get_args(info.bare))
        elif info.items is not None:
            least = limits.least
            for count in range(least, least + MOST_ITEMS + 1):
                yield [self._sample(info.items, name, index) for index in range(number, number + count)]
        elif info.values is not None:
            yield {f"key{index}": self._sample(info.values, name, index) for index in range(1, limits.least + 1)}
        else:
            yield from self._leaves(limits, name, number)

    def _first_valid(self, tp: Any, candidates: Iterator[Any], name: str) -> Any:
        checked = adapter(tp)
        strict = ((sample, not isinstance(sample, (date, list, dict, tuple))) for sample in candidates)
        for sample, is_strict in chain(strict, ((sample, False) for sample in self._samples)):
            try:
                checked.validate_python(sample, strict=is_strict)
            except Exception:  # noqa: BLE001, S112 - configured types may raise anything
                continue
            return sample
        msg = f"no sample satisfies the limits of {name!r}: pass its value"
        raise ValueError(msg)

    def _leaves(self, limits: Limits, name: str, number: int) -> Iterator[Any]:
        text = f"{name}_{number}"
        matching = self._patterns.get(limits.pattern, ())
        start = (number - 1) % len(matching) if matching else 0
        yield from (text, name, *matching[start:], *matching[:start], limits.cut(text))
        yield number % 2 == 0
        yield from (moment := MOMENT + timedelta(days=number - 1), moment.date(), moment.time(), timedelta(days=number))
        yield from limits.numbers(number)
        yield from (UUID(int=number), IPv4Address(number), IPv6Address(number), b"", b"x" * number)
        yield from (list[Any](), dict[str, Any](), None)


@dataclass(frozen=True)
class Limits:
    """The limits of a type: lengths, range, step and pattern."""

    min_length: int | None = None
    max_length: int | None = None
    ge: Any = None
    gt: Any = None
    le: Any = None
    lt: Any = None
    multiple_of: Any = None
    pattern: str = ""

    @classmethod
    def of(cls, tp: Any) -> Limits:
        """Return the limits in the metadata of an annotation."""
        found: dict[str, Any] = {}
        for mark in _marks(tp):
            for field in fields(cls):
                value = getattr(mark, field.name, None)
                if value is not None and not callable(value):
                    found[field.name] = value
        return cls(**found)

    @property
    def least(self) -> int:
        """The minimum length."""
        return self.min_length or 0

    def cut(self, text: str) -> str:
        """Return a text of an allowed length."""
        text = text if self.max_length is None else text[-self.max_length :] if self.max_length else ""
        return text.ljust(self.least, "x")

    def numbers(self, number: int) -> Iterator[Any]:
        """Yield numbers, the nearest to the bounds first."""
        step = self.multiple_of or 1
        low = max((bound for bound in (self.ge, self.gt) if bound is not None), default=None)
        high = min((bound for bound in (self.le, self.lt) if bound is not None), default=None)
        if low is not None:
            first = math.ceil(low / step)
            found = [(first + offset) * step for offset in (number - 1, number)]
        elif high is not None:
            last = math.floor(high / step)
            found = [(last - offset) * step for offset in (number - 1, number)]
        else:
            found = [(number - 1) * step, number * step]
        if low is not None and high is not None:
            found += [low + (high - low) * part for part in (1 / (number + 1), 0.5)]
        yield from found
        yield from map(float, found)


def _marks(tp: Any) -> Iterator[Any]:
    while isinstance(tp, TypeAliasType):
        tp = tp.__value__
    for mark in getattr(tp, "__metadata__", ()):
        if isinstance(mark, FieldInfo):
            yield from mark.metadata
        else:
            yield mark


def _validated(model: type[M], values: Mapping[str, Any]) -> M:
    return model.model_validate(dict(values))
