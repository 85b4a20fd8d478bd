"""Builds sample arguments as Python expressions that fit the annotations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.ir.lookup import is_list, resolved
from codegen.ir.types import AnyValue, Choice, Expandable, Kind, ListOf, MapOf, Never, Object, RefTo, Scalar, TupleOf
from codegen.ir.types import Union as UnionType
from codegen.python.code import Code, dotted, fmt, join, literal

if TYPE_CHECKING:
    from codegen.ir.api import Api
    from codegen.ir.types import DefId, Type
    from codegen.python.names import NameTable

_TEXT = "string"
_NOTHING = join("", [])
_FORMATS: dict[tuple[Kind, str], Code] = {
    (Kind.INTEGER, "unix-time"): literal(1767225600),
    (Kind.NUMBER, "unix-time"): literal(1767225600),
    (Kind.STRING, "date-time"): literal("2026-01-01T00:00:00Z"),
    (Kind.STRING, "date"): literal("2026-01-01"),
    (Kind.STRING, "uuid"): literal("123e4567-e89b-12d3-a456-426614174000"),
    (Kind.STRING, "time"): literal("12:30:00Z"),
    (Kind.STRING, "duration"): literal("PT1H30M"),
    (Kind.STRING, "ipv4"): literal("192.0.2.1"),
    (Kind.STRING, "ipv6"): literal("2001:db8::1"),
    (Kind.STRING, "decimal"): literal("19.99"),
    (Kind.NUMBER, "decimal"): literal(19.99),
    (Kind.STRING, "byte"): fmt('b"content"'),
    (Kind.STRING, "base64url"): fmt('b"content"'),
    (Kind.STRING, "base16"): fmt('b"content"'),
    (Kind.STRING, "binary"): fmt('b"content"'),
}
_PLAIN: dict[Kind, Code] = {
    Kind.STRING: literal(_TEXT),
    Kind.INTEGER: literal(1),
    Kind.NUMBER: literal(1.0),
    Kind.BOOLEAN: literal(value=True),
    Kind.NULL: literal(None),
}


@dataclass(slots=True)
class Samples:
    """Builds sample values. ``uses_params`` is set once one names a TypedDict as ``params.Name``."""

    api: Api
    names: NameTable
    uses_params: bool = False
    _open: list[DefId] = field(default_factory=list)

    def sent(self, node: Type) -> Code | None:
        """Return a value that a caller may pass, None if there is none (an object that requires itself)."""
        return self._sent(node) or (literal(None) if node.nullable else None)

    def _sent(self, node: Type) -> Code | None:
        match node:
            case AnyValue() | Never() | Expandable():
                return _untyped(node)
            case Scalar():
                return _FORMATS.get((node.kind, node.format or ""), _PLAIN[node.kind])
            case Choice(values=values):
                return literal(values[0]) if values else None
            case ListOf(item=item):
                return fmt("[{}]", self.sent(item) or _NOTHING)
            case MapOf(value=value):
                return self._map(value)
            case UnionType(variants=variants):
                return self._first(variants)
            case RefTo(target=target):
                return self._referred(target, named=False)
            case TupleOf():
                return self._tuple(node)
            case _:
                return None

    def _map(self, node: Type) -> Code:
        value = self.sent(node)
        return fmt("{{{}: {}}}", literal("key"), value) if value else fmt("{{}}")

    def _first(self, variants: tuple[Type, ...]) -> Code | None:
        """Return a value of the first variant that has one; objects name their type, since a dict is ambiguous."""
        for variant in variants:
            value = self._referred(variant.target, named=True) if isinstance(variant, RefTo) else self._sent(variant)
            if value:
                return value
        return None

    def _referred(self, target: DefId, *, named: bool) -> Code | None:
        if target in self._open:
            return None
        self._open.append(target)
        try:
            node = self.api.definitions[target].type
            if not isinstance(node, Object):
                return self.sent(node)
            value = self._object(node)
            if value is None or not named:
                return value
            self.uses_params = True
            return fmt("{}({})", dotted("params", self.names.models[target].typed_dict), value)
        finally:
            self._open.pop()

    def _object(self, node: Object) -> Code | None:
        """Return a dict of the required properties."""
        entries: list[Code] = []
        for item in node.fields:
            if item.required and not item.read_only:
                value = self.sent(item.type)
                if value is None:
                    return None
                entries.append(fmt("{}: {}", literal(item.name), value))
        return fmt("{{{}}}", join(", ", entries))

    def _tuple(self, node: TupleOf) -> Code | None:
        """Return a tuple, or a list if more items may follow. Its items have the types of model fields."""
        parts = [self._held(item) for item in node.items]
        values = [part for part in parts if part]
        if len(values) < len(parts):
            return None
        if is_list(node):
            return fmt("[{}]", join(", ", values))
        return fmt("({},)" if len(values) == 1 else "({})", join(", ", values))

    def _held(self, node: Type) -> Code | None:
        """Return a value of a model field, if it equals the value that a caller passes."""
        found = resolved(self.api, node)
        plain = isinstance(found, Scalar) and (found.kind, found.format or "") not in _FORMATS and not found.chosen
        return self._sent(found) if plain or isinstance(found, (AnyValue, Choice)) else None


def _untyped(node: Type) -> Code | None:
    """Return a text, which any type accepts; there is no sample of a type that the configuration chose."""
    return None if node.chosen else literal(_TEXT)
