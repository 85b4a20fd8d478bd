"""Converts declared defaults to Python expressions of the type of their field."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, cast
from uuid import UUID

from codegen.core.json import has_type
from codegen.ir.conform import is_constant, takes_value, violations
from codegen.ir.lookup import follow, is_list, may_be_null, resolved
from codegen.ir.types import (
    Absent,
    AnyValue,
    Choice,
    Kind,
    ListOf,
    MapOf,
    Object,
    RefTo,
    Scalar,
    TupleOf,
    Union,
)
from codegen.ir.walk import descend
from codegen.python.code import Code, fmt, ident, join, literal
from codegen.python.emit.formats import takes_facets

if TYPE_CHECKING:
    from collections.abc import Callable

    from codegen.core.json import Json
    from codegen.ir.api import Api
    from codegen.ir.types import DefId, Field, Type
    from codegen.python.emit.annotate import Annotator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)?", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,400}(\.\d{1,400})?", re.ASCII)
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar of a Python type that JSON does not have, made by a call with ``text``."""

    module: str
    call: str
    text: str

    def code(self, annotator: Annotator) -> Code:
        """Return the expression."""
        name, *method = self.call.split(".")
        made = annotator.python(self.module, name)
        return fmt("{}({})", join(".", [made, *map(ident, method)]), literal(self.text))


def takes_default(api: Api, node: Type, value: Json | Absent) -> bool:
    """Return whether a JSON value is a value of the type that a model can have as default."""
    if isinstance(value, Absent):
        return False
    if value is None:
        return may_be_null(api, node) or isinstance(resolved(api, node), AnyValue)
    return _Defaults(api).takes(node, value)


def is_filled(api: Api, node: Type, default: Json | Absent, *, required: bool) -> bool:
    """Return whether a value is sent with its default if a caller gives none: a constant, or a required value."""
    return takes_default(api, node, default) and (required or is_constant(api, node, default))


def is_needed(api: Api, item: Field) -> bool:
    """Return whether a caller must give a property: it is required, and has no default."""
    return item.required is True and not is_filled(api, item.type, item.default, required=True)


def default_code(annotator: Annotator, node: Type, value: Json) -> Code:
    """Return the default of a field, which must be one that the type takes."""
    target = resolved(annotator.api, node)
    if value is None:
        return literal(None)
    expression = _Defaults(annotator.api).code(annotator, node, value)
    is_composite = isinstance(value, (list, dict))
    if not is_composite and expression == literal(value):
        return expression
    # calls are not made in the class body either, where the names of fields hide those of modules
    annotator.imports.use("pydantic", "Field")
    if is_composite and not _is_plain(target):
        # the type of an expression is narrower than that of the field, and lists are invariant
        any_ = annotator.imports.use("typing", "Any")
        expression = fmt("{}({}, {})", annotator.imports.use("typing", "cast"), any_, expression)
    return fmt("Field(default_factory=lambda: {})", expression)


def _is_plain(node: Type) -> bool:
    """Return whether a type checker infers the type from the default itself."""
    match node:
        case ListOf(item=inner) | MapOf(value=inner):
            return not inner.nullable and _is_plain(inner)
        case Scalar(kind=kind):
            return takes_facets(node) and kind is not Kind.NUMBER
        case _:
            return isinstance(node, Object)


@dataclass(frozen=True, slots=True)
class _Defaults:
    """Decides on the parts of a default, and writes them."""

    api: Api

    def takes(self, node: Type, value: Json) -> bool:
        if value is None:
            return takes_default(self.api, node, None)
        target = resolved(self.api, node)
        match target:
            case AnyValue():
                return True
            case Scalar():
                return _scalar(target, value) is not None
            case Choice():
                return takes_value(target, value)
            case ListOf() | TupleOf() if isinstance(value, list):
                return self._takes_array(target, value)
            case MapOf(value=inner) if isinstance(value, dict):
                return all(self.takes(inner, part) for part in value.values())
            case Union(variants=variants):
                return any(self.takes(variant, value) for variant in variants)
            case Object() if isinstance(value, dict):
                return self._takes_object(node, target, value)
            case _:
                return False

    def _takes_array(self, target: ListOf | TupleOf, value: list[Json]) -> bool:
        if isinstance(target, ListOf):
            return all(self.takes(target.item, part) for part in value)
        if is_list(target) or len(value) != len(target.items):
            return False
        return all(map(self.takes, target.items, value))

    def _takes_object(self, node: Type, target: Object, value: dict[str, Json]) -> bool:
        """Return whether a model accepts an object: its limits count as well, because the model is validated."""
        chain = list(follow(self.api.definitions, node))
        if not isinstance(node, RefTo) or any(isinstance(part, RefTo) and part.cut for part in chain):
            return False
        if violations(self.api, value, node) or target.rules or target.facets:
            return False
        known = {item.name: item.type for item in target.fields}
        return all(
            name not in known or (self.takes(known[name], part) and self._unlimited(known[name]))
            for name, part in value.items()
        )

    def _unlimited(self, node: Type) -> bool:
        target = resolved(self.api, node)
        return not any(part.rules or getattr(part, "facets", None) for part in descend(target))

    def code(self, annotator: Annotator, node: Type, value: Json) -> Code:
        """Return the expression of a value that the type takes."""
        if value is None:
            return literal(None)
        target = resolved(self.api, node)
        match target:
            case Scalar():
                made = _scalar(target, value)
                return made.code(annotator) if isinstance(made, Value) else literal(made)
            case ListOf() | TupleOf() if isinstance(value, list):
                return self._array_code(annotator, target, value)
            case MapOf(value=inner) if isinstance(value, dict):
                rows = [fmt("{}: {}", literal(key), self.code(annotator, inner, part)) for key, part in value.items()]
                return fmt("{{{}}}", join(", ", rows))
            case Union(variants=variants):
                chosen = next(variant for variant in variants if self.takes(variant, value))
                return self.code(annotator, chosen, value)
            case Choice(kind="enum") if isinstance(node, RefTo):
                return fmt("{}({})", annotator.model(_last(self.api, node)), literal(value))
            case Object() if isinstance(node, RefTo):
                return fmt("{}.model_validate({})", annotator.model(_last(self.api, node)), literal(value))
            case _:
                return literal(value)

    def _array_code(self, annotator: Annotator, target: ListOf | TupleOf, value: list[Json]) -> Code:
        if isinstance(target, ListOf):
            return fmt("[{}]", join(", ", [self.code(annotator, target.item, part) for part in value]))
        parts = [self.code(annotator, item, part) for item, part in zip(target.items, value, strict=True)]
        return fmt("({},)" if len(parts) == 1 else "({})", join(", ", parts))


def _last(api: Api, node: RefTo) -> DefId:
    """Return the definition at the end of a chain of references."""
    *_, last, _ = follow(api.definitions, node)
    return cast("RefTo", last).target


def _scalar(node: Scalar, value: Json) -> Value | str | int | float | bool | None:
    """Return the value of a scalar in its Python type; None if there is no such."""
    if node.chosen:
        return None
    if takes_facets(node):
        return _plain_value(node, value)
    if isinstance(value, int) and not isinstance(value, bool) and node.format == "unix-time":
        value = _time_text(value)
    elif node.kind is Kind.NUMBER and has_type(value, Kind.NUMBER):
        value = repr(value)
    make = _MADE.get(node.format or "")
    if make is None or not isinstance(value, str):
        return None
    try:
        return make(value)
    except ValueError:  # also binascii.Error
        return None


def _plain_value(node: Scalar, value: Json) -> str | int | float | bool | None:
    """Return the value of a scalar whose Python type is that of JSON; None if it is of another type."""
    fits = has_type(value, node.kind) and not (node.kind is Kind.INTEGER and isinstance(value, float))
    return value if fits and isinstance(value, (str, int, float)) else None


def _time_text(seconds: int) -> str:
    try:
        return (_EPOCH + timedelta(seconds=seconds)).isoformat()
    except OverflowError:
        return ""


def _date_time(text: str) -> Value | None:
    if not _DATE_TIME.fullmatch(text):
        return None
    return Value("datetime", "datetime.fromisoformat", datetime.fromisoformat(text.upper()).isoformat())


def _date(text: str) -> Value | None:
    if not _DATE.fullmatch(text):
        return None
    return Value("datetime", "date.fromisoformat", date.fromisoformat(text).isoformat())


def _uuid(text: str) -> Value:
    return Value("uuid", "UUID", str(UUID(text)))


def _time(text: str) -> Value | None:
    if not _TIME.fullmatch(text):
        return None
    return Value("datetime", "time.fromisoformat", time.fromisoformat(text.upper()).isoformat())


def _decimal(text: str) -> Value | None:
    return Value("decimal", "Decimal", text) if _DECIMAL.fullmatch(text) else None


def _ipv4(text: str) -> Value:
    return Value("ipaddress", "IPv4Address", str(IPv4Address(text)))


def _ipv6(text: str) -> Value:
    return Value("ipaddress", "IPv6Address", str(IPv6Address(text)))


def _base64(text: str) -> Value:
    return Value("", "bytes.fromhex", base64.b64decode(text, validate=True).hex())


def _base64url(text: str) -> Value:
    return Value("", "bytes.fromhex", base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True).hex())


def _base16(text: str) -> Value:
    return Value("", "bytes.fromhex", base64.b16decode(text, casefold=True).hex())


_MADE: dict[str, Callable[[str], Value | None]] = {
    "base16": _base16,
    "base64url": _base64url,
    "byte": _base64,
    "date": _date,
    "date-time": _date_time,
    "decimal": _decimal,
    "ipv4": _ipv4,
    "ipv6": _ipv6,
    "time": _time,
    "unix-time": _date_time,
    "uuid": _uuid,
}
