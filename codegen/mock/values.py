"""Generate valid values of types, deterministically for the same random numbers."""

from __future__ import annotations

import base64
import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from codegen.ir.conform import is_constant
from codegen.ir.types import Choice, Expandable, Kind, ListOf, MapOf, Never, Object, RefTo, Scalar, TupleOf, Union
from codegen.mock.schema import key_of
from codegen.python.emit.matches import matches
from codegen.python.emit.pattern_samples import matching

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator
    from random import Random

    from codegen.core.json import Json
    from codegen.ir.api import Api
    from codegen.ir.types import Facets, Field, Type
    from codegen.mock.schema import Schemas

_SHALLOW = 4
"""Maximum depth of optional fields."""
_NULLS = 8
"""Minimum depth at which nullable values are null, so that recursive objects end."""
_DEEPEST = 24
_PATIENCE = 200
"""Retries for values that are invalid for the document, per response."""
_MOST_VALUES = 20_000
"""Maximum number of values in a response: recursive objects with two fields double on each level."""
_LONGEST = 10_000
"""Maximum number of characters of a string."""
_TOLD_BY_TYPES = frozenset(
    {
        *("type", "format", "nullable", "enum", "const", "properties", "required", "additionalProperties", "items"),
        *("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "$ref", "allOf"),
        *("title", "description", "example", "examples", "default", "deprecated", "readOnly", "writeOnly", "xml"),
    }
)
"""Keywords that types cover completely: their values are not validated again."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_START = datetime(2026, 1, 1, tzinfo=UTC)


class Values:
    """Generates values of the types of one API. Valid examples in the document come first.

    Keywords without a type (``not``, overlapping variants, conditions) are validated against the document:
    an invalid value is generated again, up to a limit.
    """

    def __init__(self, api: Api, schemas: Schemas, random: Random) -> None:
        """Look types up in ``api``, and examples and schemas in ``schemas``."""
        self.api = api
        self.schemas = schemas
        self.random = random
        self.patience = _PATIENCE
        self.left = _MOST_VALUES

    def value(self, node: Type, depth: int = 0) -> Json:
        """Return a value of a type; an empty one below `_DEEPEST` levels of required objects."""
        if node.nullable and depth >= _NULLS:
            return None
        if isinstance(node, RefTo):
            return self.value(self.api.definitions[node.target].type, depth)
        written = self.schemas.at(node.location)
        schema = written if isinstance(written, dict) else {}
        for example in _examples(schema):
            if self.schemas.allows(example, node.location):
                return example
        listed = schema.get("enum")
        if isinstance(listed, list) and listed and not isinstance(node, Choice):  # of lists and objects
            return self.random.choice(listed)
        return self._made(node, depth) if _TOLD_BY_TYPES.issuperset(schema) else self._allowed(node, depth)

    def _allowed(self, node: Type, depth: int) -> Json:
        """Return a value that is valid for the document, or the last attempt."""
        made = self._made(node, depth)
        while not self.schemas.allows(made, node.location) and self.patience > 0:
            self.patience -= 1
            made = self._made(node, depth)
        return made

    def _made(self, node: Type, depth: int) -> Json:
        self.left -= 1
        match node:
            case Scalar() | Expandable():
                return self._scalar(node.id if isinstance(node, Expandable) else node)
            case Choice(values=values):
                return self.random.choice(values)
            case Union():
                return self._union(node, depth)
            case Never():
                return None
            case ListOf() | TupleOf():
                return self._array(node, depth)
            case _:
                return self._members(node, depth)

    def _is_full(self, depth: int) -> bool:
        """Return whether arrays and objects stay empty, whatever their minimum."""
        return depth >= _DEEPEST or self.left <= 0

    def _array(self, node: ListOf | TupleOf, depth: int) -> list[Json]:
        if self._is_full(depth):
            return []
        if isinstance(node, TupleOf):
            return [self.value(item, depth + 1) for item in node.items]
        return self._list(node, depth)

    def _members(self, node: Type, depth: int) -> dict[str, Json]:
        if self._is_full(depth):
            return {}
        match node:
            case MapOf(value=value, facets=facets):
                count = min(max(facets.min_properties or 0, int(depth < _SHALLOW)), self.left)
                return {f"key{number}": self.value(value, depth + 1) for number in range(1, count + 1)}
            case Object():
                return self._object(node, depth)
            case _:
                return {}

    def _list(self, node: ListOf, depth: int) -> list[Json]:
        least = min(max(node.facets.min_items or 0, int(depth < _SHALLOW)), self.left)
        if node.facets.unique_items:
            return self._distinct(node.item, least, depth)
        return [self.value(node.item, depth + 1) for _ in range(least)]

    def _distinct(self, node: Type, count: int, depth: int) -> list[Json]:
        """Return distinct values of a type, fewer than ``count`` if attempts run out."""
        made: dict[Hashable, Json] = {}
        while len(made) < count:
            item = self.value(node, depth + 1)
            if key_of(item) in made:
                item = self._made(self._plain(node), depth + 1)  # not its example again
                if key_of(item) in made:
                    self.patience -= 1
                    if self.patience <= 0:
                        break
            made.setdefault(key_of(item), item)
        return list(made.values())

    def _plain(self, node: Type) -> Type:
        return self._plain(self.api.definitions[node.target].type) if isinstance(node, RefTo) else node

    def _object(self, node: Object, depth: int) -> dict[str, Json]:
        made: dict[str, Json] = {}
        for field in self._fields(node):
            if field.write_only or isinstance(field.type, Never) or not self._is_written(field, depth):
                continue
            made[field.name] = self.value(field.type, depth + 1)
        for number in range(1, min((node.facets.min_properties or 0) - len(made), self.left) + 1):
            made[f"key{number}"] = self.value(node.additional, depth + 1) if node.additional is not None else ""
        return made

    def _is_written(self, field: Field, depth: int) -> bool:
        """Return whether an object has a property: near the top all of them, further down those that servers send."""
        return bool(field.required) or depth < _SHALLOW or is_constant(self.api, field.type, field.default)

    def _fields(self, node: Object) -> Iterator[Field]:
        for base in node.bases:
            inner = self.api.definitions[base].type
            if isinstance(inner, Object):
                yield from self._fields(inner)
        yield from node.fields

    def _union(self, node: Union, depth: int) -> Json:
        """Return a value of one variant: a random one near the top, the simplest one further down."""
        variants: list[Type] = [variant for variant in node.variants if not isinstance(variant, Never)]
        variants = variants or list(node.variants)
        simple = [variant for variant in variants if isinstance(variant, (Scalar, Choice, Expandable))]
        chosen = self.random.choice(simple if simple and depth >= _SHALLOW else variants)
        value = self.value(chosen, depth)
        if node.tags is not None and isinstance(value, dict):
            value[node.tags.property] = node.tags.values[node.variants.index(chosen)][0]
        return value

    def _scalar(self, node: Scalar) -> Json:
        match node.kind:
            case Kind.BOOLEAN:
                return self.random.random() < 0.5  # noqa: PLR2004 - a coin
            case Kind.INTEGER:
                if node.format == "unix-time":
                    return int(_START.timestamp()) + self.random.randrange(10**7)
                return int(self._number(node.facets, 1))
            case Kind.NUMBER:
                return self._number(node.facets, 0.25)
            case Kind.STRING:
                return self._string(node)
            case _:
                return None

    def _number(self, facets: Facets, step: float) -> float:
        step = facets.multiple_of or step
        low = max((bound for bound in (facets.minimum, facets.exclusive_minimum) if bound is not None), default=None)
        high = min((bound for bound in (facets.maximum, facets.exclusive_maximum) if bound is not None), default=None)
        if low is None:
            low = 0 if high is None or high > 0 else high - 100 * step
        if high is None:
            high = low + 100 * step
        try:
            return self._between(low, high, step, facets)
        except OverflowError:  # beyond the range of floats
            return low

    def _between(self, low: float, high: float, step: float, facets: Facets) -> float:
        first = math.ceil(low / step) + int(facets.exclusive_minimum is not None and low % step == 0)
        last = math.floor(high / step) - int(facets.exclusive_maximum is not None and high % step == 0)
        return self.random.randint(first, max(first, last)) * step

    def _string(self, node: Scalar) -> str:
        made = self._formatted(node.format or "")
        facets = node.facets
        if not made or not _in_length(made, facets):
            length = max(facets.min_length or 0, min(8, 8 if facets.max_length is None else facets.max_length))
            length = min(length, _LONGEST)
            made = "".join(self.random.choice(_LETTERS) for _ in range(length))
        if facets.pattern is None or matches(facets.pattern, made):
            return made
        fitting = matching(facets.pattern, self.random, facets.min_length or 0)
        return made if fitting is None or not _in_length(fitting, facets) else fitting

    def _formatted(self, kind: str) -> str:
        moment = _START + timedelta(seconds=self.random.randrange(10**7))
        word = "".join(self.random.choice(_LETTERS) for _ in range(6))
        formats = {
            "date-time": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "date": moment.strftime("%Y-%m-%d"),
            "time": moment.strftime("%H:%M:%SZ"),
            "duration": "PT1H",
            "uuid": str(UUID(int=self.random.getrandbits(128), version=4)),
            "email": f"{word}@example.com",
            "uri": f"https://example.com/{word}",
            "url": f"https://example.com/{word}",
            "uri-reference": f"/{word}",
            "hostname": f"{word}.example.com",
            "ipv4": "192.0.2.1",
            "ipv6": "2001:db8::1",
            "byte": base64.b64encode(word.encode()).decode(),
            "base64url": base64.urlsafe_b64encode(word.encode()).decode(),
            "base16": word.encode().hex().upper(),
            "decimal": "1.25",
        }
        return formats.get(kind, "")


def _examples(schema: dict[str, Json]) -> Iterator[Json]:
    """Yield the examples of a schema, and its default."""
    listed = schema.get("examples")
    yield from (schema[name] for name in ("example",) if name in schema)
    yield from listed if isinstance(listed, list) else ()
    yield from (schema[name] for name in ("default",) if schema.get(name) is not None)


def _in_length(text: str, facets: Facets) -> bool:
    low, high = facets.min_length or 0, facets.max_length
    return low <= len(text) and (high is None or len(text) <= high)
