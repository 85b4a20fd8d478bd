"""Draws valid values for the annotations of generated models from a seeded generator.

Classes of the runtime (references, files) are recognised by name, because every package has its own copy.
"""

from __future__ import annotations

import inspect
import math
import types
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel
from typing_extensions import TypeAliasType

from codegen.python.emit.pattern_samples import matching

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

TEXTS = ("a", "fall sale", "é&=+%", "日本", "x[1]", "10% off; #1", 'a"b\\c', "/v1/../x?y", "🎉", "true love")
KEYS = ("order_id", "k 1", "é", "a.b", "a-b&c=d")
TRIES = 20
UNKNOWN = "not_in_the_document"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SCALARS = (str, int, float, bool, bytes, datetime, date, UUID, type(None))


@dataclass(frozen=True)
class Limits:
    """The constraints in the metadata of an annotated type."""

    least: float = -math.inf
    most: float = math.inf
    shortest: int = 0
    longest: int | None = None
    step: float | None = None
    pattern: str = ""


@dataclass(frozen=True)
class Style:
    """Options for drawing values.

    Below ``depth``, objects have only required properties, references are ids, and lists are as short as allowed.
    ``nulls`` sets every nullable property and allows null; forms cannot express null, so arguments have none.
    """

    depth: int = 3
    nulls: bool = False


def sample(tp: Any, rng: Random, style: Style = Style()) -> Any:
    """Draw a valid value of any annotation that generated models use.

    :raises NotImplementedError: the annotation is not supported.
    """
    return _Sampler(rng, style).value(tp, 0, Limits())


def bare(tp: Any) -> Any:
    """Return a type without aliases and annotations."""
    while True:
        if isinstance(tp, TypeAliasType):
            tp = tp.__value__
        elif get_origin(tp) is Annotated:
            tp = tp.__origin__
        else:
            return tp


def arms_of(tp: Any) -> tuple[Any, ...]:
    """Return the variants of a union, or the type itself."""
    return get_args(tp) if get_origin(tp) in (Union, types.UnionType) else (tp,)


class _Sampler:
    def __init__(self, rng: Random, style: Style) -> None:
        self.rng = rng
        self.style = style
        self.open: list[type] = []

    def value(self, tp: Any, depth: int, limits: Limits) -> Any:
        if isinstance(tp, TypeAliasType):
            return self.value(tp.__value__, depth, limits)
        if get_origin(tp) is Annotated:
            return self.annotated(tp.__origin__, tp.__metadata__, depth, limits)
        if get_origin(tp) in (Union, types.UnionType):
            return self.union(get_args(tp), depth, limits)
        if isinstance(tp, type) and issubclass(tp, BaseModel):
            return self.model(tp, depth)
        if get_origin(tp) is Literal:
            return self.rng.choice(get_args(tp))
        return self.container(tp, depth, limits) if get_origin(tp) else self.scalar(tp, limits)

    def annotated(self, base: Any, marks: Sequence[Any], depth: int, limits: Limits) -> Any:
        for mark in marks:
            match type(mark).__name__:
                case "Lazy":
                    return self.reference(mark, depth)
                case "FileCodec":
                    return self.rng.randbytes(20)
                case "TaggedUnion":
                    return self.tagged(base, mark, depth)
                case "TaggedUnion":
                    arms = [arm for number, arm in enumerate(get_args(base)) if number != mark.fallback]
                    return self.union(arms, depth, limits)
                case "SchemaAssertion":
                    return self.by_rule(base, mark, depth, limits)
                case "BytesCodec":
                    return self.rng.randbytes(5)
                case _:
                    limits = _narrowed(limits, getattr(mark, "metadata", [mark]))
        return self.value(base, depth, limits)

    def tagged(self, base: Any, mark: Any, depth: int) -> Any:
        """Draw from one variant and set its discriminator; at depth, from one with little nesting."""
        arms = list(enumerate(get_args(base)))
        if depth >= self.style.depth:
            arms = [(n, arm) for n, arm in arms if arm not in self.open] or arms
        number, arm = self.rng.choice(arms)
        value = self.value(arm, depth, Limits())
        if isinstance(value, BaseModel) and mark.arm(value) != number:
            setattr(value, mark.name or mark.key, self.rng.choice(mark.tags[number]))
        return value

    def by_rule(self, base: Any, rule: Any, depth: int, limits: Limits) -> Any:
        """Draw until an assertion holds that the type does not express; enum values are drawn from their list."""
        listed = rule.schema.get("enum") or ([rule.schema["const"]] if "const" in rule.schema else [])
        if listed:
            return self.rng.choice(listed)
        for _ in range(TRIES):
            value = self.value(base, depth, limits)
            if _meets(rule, value):
                break
        return value

    def reference(self, mark: Any, depth: int) -> Any:
        if mark.ref and (depth >= self.style.depth or self.rng.random() < 0.7):
            return f"ref_{self.rng.randrange(10**6)}"
        return self.value(self.rng.choice(mark.types()), max(depth + 1, 2), Limits())

    def union(self, arms: Sequence[Any], depth: int, limits: Limits) -> Any:
        """Draw from one variant; at depth, null, a scalar or the variant with the least nesting."""
        choices = [arm for arm in arms if arm is not type(None)]
        if len(choices) < len(arms) and self.rng.random() < (0.2 if self.style.nulls else 0):
            return None
        if len(choices) == 2 and get_origin(choices[0]) is Literal and choices[1] is str:
            return UNKNOWN if self.rng.random() < 0.1 else self.rng.choice(get_args(choices[0]))
        if depth >= self.style.depth:
            choices = [arm for arm in choices if _is_flat(arm)] or [arm for arm in choices if arm not in self.open]
        return self.value(self.rng.choice(choices or list(arms)), depth, limits)

    def model(self, tp: type[BaseModel], depth: int) -> BaseModel:
        if not tp.__pydantic_complete__:
            tp.model_rebuild()
        if tp.__pydantic_root_model__:
            return tp.model_validate(self.value(_type_of(tp, "root"), depth, Limits()))
        nullable: frozenset[str] = getattr(tp, "__nullable__", frozenset())
        data: dict[str, Any] = {}
        self.open.append(tp)
        for name, field in tp.model_fields.items():
            key = field.alias or name
            if field.is_required() or self.wanted(tp, name, depth):
                value = self.value(_type_of(tp, name), depth + 1, Limits())
                if value is not None or field.is_required() or key in nullable:  # else it is left out
                    data[key] = value
            elif self.style.nulls and key in nullable:
                data[key] = None
        if not data and tp.model_fields:
            data = self.one_field(tp, depth)
        self.open.pop()
        if "__pydantic_extra__" in inspect.get_annotations(tp):
            hints = inspect.get_annotations(tp, eval_str=True)
            data["an_extra_one"] = self.value(get_args(hints["__pydantic_extra__"])[1], depth + 1, Limits())
        return tp.model_validate(data)

    def wanted(self, tp: type[BaseModel], name: str, depth: int) -> bool:
        if depth >= self.style.depth or (depth > 0 and _nests_any(_type_of(tp, name), self.open)):
            return False
        return self.rng.random() < 0.6 / (depth + 1)

    def one_field(self, tp: type[BaseModel], depth: int) -> dict[str, Any]:
        """Set at least one field, because an empty object cannot be encoded in a form."""
        names = list(tp.model_fields)
        flat = [name for name in names if all(_is_flat(arm) for arm in arms_of(bare(_type_of(tp, name))))]
        name = self.rng.choice(flat or names)
        for _ in range(TRIES):
            value = self.value(_type_of(tp, name), depth + 1, Limits())
            if value is not None:
                break
        return {tp.model_fields[name].alias or name: value}

    def container(self, tp: Any, depth: int, limits: Limits) -> Any:
        arguments = get_args(tp)
        if get_origin(tp) is tuple:
            return tuple(self.value(item, depth + 1, Limits()) for item in arguments)
        size = max(limits.shortest, 1 if depth >= self.style.depth else self.rng.randint(1, 3))
        size = size if limits.longest is None else min(size, limits.longest)
        if get_origin(tp) is list:
            return [self.value(arguments[0], depth + 1, Limits()) for _ in range(size)]
        if get_origin(tp) is dict:
            return {key: self.value(arguments[1], depth + 1, Limits()) for key in _keys(size, self.rng)}
        msg = f"no sample for {tp}"
        raise NotImplementedError(msg)

    def scalar(self, tp: Any, limits: Limits) -> Any:  # noqa: C901 - one row per type
        rng = self.rng
        if tp is str:
            return self.text(limits)
        if tp is bool:
            return rng.random() < 0.5
        if tp in (int, float):
            return self.number(tp, limits)
        if tp is datetime:
            return EPOCH + timedelta(seconds=rng.randrange(2**31))
        if tp is date:
            return (EPOCH + timedelta(days=rng.randrange(20_000))).date()
        if tp is UUID:
            return UUID(int=rng.getrandbits(128))
        if tp is bytes:
            return rng.randbytes(20)
        if tp in (Any, object):
            return rng.choice(TEXTS)
        if tp in (list, dict):
            return [rng.choice(TEXTS)] if tp is list else {rng.choice(KEYS): rng.choice(TEXTS)}
        if tp in (Any, object):
            return self.text(limits)
        if tp in (dict, list):
            return {"any": "thing"} if tp is dict else ["any"]
        if tp in (None, type(None)):
            return None
        msg = f"no sample for {tp!r}"
        raise NotImplementedError(msg)

    def text(self, limits: Limits) -> str:
        if limits.pattern:
            return _matching(limits, self.rng)
        text = f"{self.rng.choice(TEXTS)} {self.rng.randrange(10**6)}"
        text = text.ljust(limits.shortest, "x")
        return text if limits.longest is None else text[max(0, len(text) - limits.longest) :].replace(" ", "_")

    def number(self, tp: type, limits: Limits) -> float:
        low = max(limits.least, -1000)
        high = min(limits.most, max(low, 0) + 10**6)
        if tp is float and limits.step:
            return self.rng.randint(math.ceil(low / limits.step), math.floor(high / limits.step)) * limits.step
        if tp is float:
            return min(max(round(self.rng.uniform(low, high), 2), low), high)
        step = int(limits.step or 1) or 1
        return self.rng.randint(math.ceil(low / step), math.floor(high / step)) * step


def _meets(rule: Any, value: Any) -> bool:
    try:
        rule.check(value)
    except ValueError:
        return False
    return True


def _narrowed(limits: Limits, marks: Iterable[Any]) -> Limits:
    for mark in marks:
        for ours, theirs in (
            ("least", "ge"),
            ("most", "le"),
            ("shortest", "min_length"),
            ("longest", "max_length"),
            ("step", "multiple_of"),
        ):
            found = getattr(mark, theirs, None)
            if found is not None:
                limits = replace(limits, **{ours: found})
        for ours, theirs, shift in (("least", "gt", 0.01), ("most", "lt", -0.01)):
            found = getattr(mark, theirs, None)
            if found is not None:
                limits = replace(limits, **{ours: found + shift})
        if getattr(mark, "pattern", None) is not None:
            limits = replace(limits, pattern=mark.pattern)
    return limits


def _matching(limits: Limits, rng: Random) -> str:
    """Return a string that matches a pattern; ``[^/]+`` gives letters."""
    longest = math.inf if limits.longest is None else limits.longest
    for pattern in (limits.pattern.replace("[^/]+", "some-1"), limits.pattern):
        text = matching(pattern, rng, limits.shortest)
        if text is not None and len(text) <= longest:
            return text
    msg = f"no sample for the pattern {limits.pattern!r}"
    raise NotImplementedError(msg)


def _keys(size: int, rng: Random) -> list[str]:
    return rng.sample([*KEYS, *(f"key{number}" for number in range(size - len(KEYS)))], size)


def _type_of(model: type[BaseModel], name: str) -> Any:
    field = model.model_fields[name]
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def _is_flat(tp: Any) -> bool:
    kind = bare(tp)
    return kind in SCALARS or get_origin(kind) is Literal


def _nests_any(tp: Any, models: Sequence[type]) -> bool:
    """Return whether values of a type contain one of these models directly, in a list or in a map."""
    kind = bare(tp)
    if kind in models:
        return True
    return any(_nests_any(item, models) for item in get_args(kind) if get_origin(kind) is not Literal)
