"""Merges the parts of ``allOf`` into one type (JSON Schema Core, 10.2.1.1)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, cast

from codegen.core.json import has_type, is_listed
from codegen.ir.json_types import json_types
from codegen.ir.lookup import resolved
from codegen.ir.types import (
    NO_FACETS,
    Absent,
    AllOf,
    AnyValue,
    Choice,
    Facets,
    Kind,
    ListOf,
    MapOf,
    Never,
    Object,
    RefTo,
    Scalar,
    TupleOf,
    Union,
)
from codegen.ir.walk import rebuild_api, rebuild_children
from codegen.passes.discriminators import union_values, with_constant

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.core.json import JsonType
    from codegen.ir.api import Api
    from codegen.ir.types import DefId, Discriminator, Field, Type

_MAX_CHAIN = 50
_MAX_VARIANTS = 64
"""Limit of variants after merging unions, which multiplies them."""
_MAX_FIELDS = 30_000
"""Limit of merged fields in all: subschemas times fields of their parent can exceed any document."""
_MAX_WORK = 3_000_000
"""Limit of fields and rules visited: merging part by part is quadratic."""
_LARGEST = {"min_length", "minimum", "exclusive_minimum", "min_items", "min_properties"}


def merge_all_of(api: Api, found: Diagnostics) -> Api:
    """Return the API without ``AllOf``. Parts that cannot be merged are reported, and the first one is kept."""
    merger = _Merger(api, found)
    return rebuild_api(api, merger.change)


@dataclass(slots=True)
class _Merger:
    api: Api
    found: Diagnostics
    _chain: list[DefId] = field(default_factory=list)
    _hinting: bool = False
    _fields: int = 0
    _work: int = 0

    def change(self, node: Type) -> Type:
        """Rebuild a type bottom-up, merging each ``AllOf``."""
        node = rebuild_children(node, self.change)
        if not isinstance(node, AllOf):
            return node
        merged = self._merged(node)
        self._hinting, before = True, self._hinting
        for hint in node.hints:
            merged = self.both(merged, hint)
        self._hinting = before
        if node.rest is not None:
            merged = self._sealed(merged, node.rest)
        rules = [rule for part in node.parts if isinstance(part, AnyValue) for rule in part.rules]
        rules = list(dict.fromkeys([*merged.rules, *rules, *node.rules]))
        return replace(merged, nullable=node.nullable, rules=tuple(rules), location=node.location, stated=node.stated)

    def _merged(self, node: AllOf) -> Type:
        """Merge the parts one by one; keep only the first one if a limit is exceeded."""
        parts = [part for part in node.parts if not isinstance(part, AnyValue)]
        first = merged = parts[0] if parts else AnyValue(location=node.location)
        for part in parts[1:]:
            if self._exhausted():
                break
            merged = self.both(merged, part)
        if isinstance(merged, Object) and not self._chain:
            self._fields += len(merged.fields)
        if not self._exhausted():
            return merged
        self._excess(node)
        return first

    def _exhausted(self) -> bool:
        """Whether the document has had all the fields and work that it gets: nothing more is joined."""
        return self._fields > _MAX_FIELDS or self._work > _MAX_WORK

    def _excess(self, node: AllOf) -> None:
        message = (
            f"'allOf' has too many parts, or results in over {_MAX_FIELDS:,} fields in all; only its first part is used"
        )
        self.found.incomplete("allof-too-large", message, node.location)

    def _sealed(self, node: Type, rest: Type) -> Type:
        """Set the type of the properties that no part describes."""
        match node:
            case RefTo():
                opened = self._open(node)
                return node if opened is None else self._sealed(opened, rest)
            case Union(variants=variants):
                return replace(node, variants=tuple(self._sealed(variant, rest) for variant in variants))
            case Object(additional=AnyValue()):
                return replace(node, additional=None if isinstance(rest, Never) else rest)
            case MapOf(value=AnyValue()) if not isinstance(rest, Never):
                return replace(node, value=rest)
            case MapOf(value=AnyValue()):
                return replace(_as_object(node), additional=None)
            case _:
                return node

    def both(self, left: Type, right: Type) -> Type:
        """Return the type of the values that are valid for both."""
        self._work += len(left.rules) + len(right.rules)
        rules = tuple(dict.fromkeys([*left.rules, *right.rules]))
        if not rules:
            return self._both(left, right)
        merged = self._both(replace(left, rules=()), replace(right, rules=()))
        return replace(merged, rules=tuple(dict.fromkeys([*merged.rules, *rules])))

    def _both(self, left: Type, right: Type) -> Type:
        if left == right or isinstance(right, AnyValue):
            return left
        if isinstance(left, AnyValue):
            return right
        if isinstance(left, RefTo) or isinstance(right, RefTo):
            return self._through(left, right)
        if isinstance(left, Never) or isinstance(right, Never):
            return left if isinstance(left, Never) else right
        if isinstance(left, Union):
            return self._distribute(left, right)
        if isinstance(right, Union):
            return self._distribute(right, left)
        return self._alike(left, right)

    def _alike(self, left: Type, right: Type) -> Type:
        """Merge two types that are neither references nor unions."""
        match left, right:
            case ((Object() | MapOf()), (Object() | MapOf())):
                return self._objects(_as_object(left), _as_object(right))
            case Scalar(), Scalar():
                return self._scalars(left, right)
            case Choice(), Choice():
                return self._choices(left, right)
            case (Choice(), Scalar()):
                return self._listed(left, right)
            case (Scalar(), Choice()):
                return self._listed(right, left)
            case (TupleOf(), ListOf(item=AnyValue())):
                return _sized(replace(left, facets=_facets(left.facets, right.facets)))
            case (ListOf(item=AnyValue()), TupleOf()):
                return _sized(replace(right, facets=_facets(left.facets, right.facets)))
            case ListOf(), ListOf():
                return ListOf(
                    item=self.both(left.item, right.item),
                    facets=_facets(left.facets, right.facets),
                    location=left.location,
                )
            case _:
                return self._clash(left, right)

    def _choices(self, left: Choice, right: Choice) -> Type:
        """Return the values in both enums."""
        shared = tuple(value for value in left.values if is_listed(value, right.values))
        return replace(left, values=shared, open=left.open and right.open) if shared else self._clash(left, right)

    def _through(self, left: Type, right: Type) -> Type:
        """Merge a reference with a type: resolve it first."""
        if isinstance(left, RefTo) and adds_nothing(right):
            return left
        if isinstance(right, RefTo) and adds_nothing(left):
            return right
        opened_left, opened_right = self._open(left), self._open(right)
        if opened_left is None or opened_right is None:
            # a cyclic part adds nothing to the other
            return opened_left or opened_right or AnyValue(location=left.location)
        return self.both(opened_left, opened_right)

    def _open(self, node: Type) -> Type | None:
        if not isinstance(node, RefTo):
            return node
        if len(self._chain) > _MAX_CHAIN:
            message = f"'allOf' is nested through more than {_MAX_CHAIN} schemas"
            self.found.incomplete("nesting-too-deep", message, node.location)
            return None
        if node.target in self._chain:
            self.found.incomplete("conflicting-allof", "'allOf' is part of a reference cycle", node.location)
            return None
        definition = self.api.definitions.get(node.target)
        if definition is None:
            return AnyValue(location=node.location)
        self._chain.append(node.target)
        try:
            # a definition that is only a reference counts as part of the chain
            changed = self.change(definition.type)
            if not isinstance(changed, RefTo):
                return _unmarked(changed)
            return None if self._exhausted() else self._open(changed)
        finally:
            self._chain.pop()

    def _distribute(self, union: Union, other: Type) -> Type:
        if isinstance(other, Object) and other.discriminator is not None:
            union = replace(union, discriminator=union.discriminator or other.discriminator)
            other = _unmarked(other)
        possible = json_types(self.api, other)
        fitting = [variant for variant in union.variants if self._fits(variant, other, possible)]
        if self._hinting and len(fitting) < len(union.variants):
            # a hint does not apply to variants of other types
            kept = tuple(self.both(item, other) if item in fitting else item for item in union.variants)
            return replace(union, variants=kept)
        combined = len(fitting) * len(_variants(other))
        if not fitting or combined > _MAX_VARIANTS:
            return self._clash(union, other)
        return self._joined(union, fitting, other)

    def _joined(self, union: Union, fitting: list[Type], other: Type) -> Type:
        """Return the union of some variants, each merged with another type."""
        joined = [(variant, self.both(variant, other)) for variant in fitting]
        if union.discriminator is not None:
            joined = self._selected(union.discriminator, joined)
        variants = [part for _, merged in joined for part in _variants(merged)]
        first, *others = dict.fromkeys(variants)
        return replace(union, variants=(first, *others)) if others else first

    def _fits(self, variant: Type, other: Type, possible: frozenset[JsonType]) -> bool:
        """Return whether a value can be valid for both types: by JSON types, and by values if both are enums."""
        if not json_types(self.api, variant) & possible:
            return False
        one, two = resolved(self.api, variant), resolved(self.api, other)
        if not isinstance(one, Choice) or not isinstance(two, Choice) or one.open or two.open:
            return True
        return any(is_listed(value, two.values) for value in one.values)

    def _selected(self, discriminator: Discriminator, joined: list[tuple[Type, Type]]) -> list[tuple[Type, Type]]:
        """Make the values that select each variant constants of the types that it was merged into."""
        name = discriminator.property
        items = [next((item for item in _fields(merged) if item.name == name), None) for _, merged in joined]
        values = union_values(
            self.api, discriminator, [(variant, item) for (variant, _), item in zip(joined, items, strict=True)]
        )
        return [
            (variant, with_constant(self.api, merged, name, own) if isinstance(variant, RefTo) else merged)
            for (variant, merged), own in zip(joined, values, strict=True)
        ]

    def _objects(self, left: Object, right: Object) -> Type:
        self._work += len(left.fields) + len(right.fields)
        merged: dict[str, Field] = {item.name: item for item in left.fields}
        for item in right.fields:
            merged[item.name] = self._field(merged[item.name], item) if item.name in merged else item
        closed = left.additional is None or right.additional is None
        additional = None if closed else self.both(cast("Type", left.additional), cast("Type", right.additional))
        facets = _facets(left.facets, right.facets)
        whole = Object(
            fields=tuple(merged.values()),
            additional=additional,
            facets=facets,
            variant=right.variant or left.variant,
            title=right.title or left.title,
            description=right.description or left.description,
            location=left.location,
        )
        if not merged and additional is not None:
            return MapOf(value=additional, facets=facets, location=left.location)
        return whole

    def _field(self, left: Field, right: Field) -> Field:
        return replace(
            right,
            type=replace(self.both(left.type, right.type), nullable=left.type.nullable and right.type.nullable),
            required=True if left.required or right.required else right.required,
            default=left.default if isinstance(right.default, Absent) else right.default,
            title=right.title or left.title,
            description=right.description or left.description,
            deprecated=left.deprecated or right.deprecated,
            deprecation=right.deprecation or left.deprecation,
            read_only=left.read_only or right.read_only,
            write_only=left.write_only or right.write_only,
        )

    def _listed(self, choice: Choice, scalar: Scalar) -> Type:
        """Keep the values of an enum that are of the type of a scalar."""
        kept = tuple(value for value in choice.values if has_type(value, scalar.kind))
        return replace(choice, values=kept) if kept else self._clash(choice, scalar)

    def _scalars(self, left: Scalar, right: Scalar) -> Type:
        if {left.kind, right.kind} == {Kind.INTEGER, Kind.NUMBER}:
            left, right = replace(left, kind=Kind.INTEGER), replace(right, kind=Kind.INTEGER)
        if left.kind is not right.kind:
            return self._clash(left, right)
        both = replace(left, format=right.format or left.format, facets=_facets(left.facets, right.facets))
        # both assertions apply, but Facets holds only one of each
        first = {"pattern": left.facets.pattern, "multipleOf": left.facets.multiple_of}
        kept = {"pattern": both.facets.pattern, "multipleOf": both.facets.multiple_of}
        lost = tuple(json.dumps({key: value}) for key, value in first.items() if value not in {None, kept[key]})
        return replace(both, rules=(*both.rules, *lost)) if lost else both

    def _clash(self, left: Type, right: Type) -> Type:
        if self._hinting:
            return left
        self.found.incomplete(
            "conflicting-allof", "these parts of 'allOf' cannot be merged; only the first one is used", right.location
        )
        return left


def _variants(node: Type) -> tuple[Type, ...]:
    return node.variants if isinstance(node, Union) else (node,)


def _fields(node: Type) -> tuple[Field, ...]:
    return node.fields if isinstance(node, Object) else ()


def _as_object(node: Object | MapOf) -> Object:
    if isinstance(node, MapOf):
        return Object(fields=(), additional=node.value, facets=node.facets, rules=node.rules, location=node.location)
    return node


def _sized(node: TupleOf) -> TupleOf:
    """Return a tuple without further items, if its least and greatest length leave none."""
    length = node.facets.min_items
    if not length or length != node.facets.max_items or length > len(node.items):
        return node
    return replace(node, items=node.items[:length], rest=None)


def _unmarked(node: Type) -> Type:
    """Return a type without the discriminator of a parent; without properties, it is a map."""
    if not isinstance(node, Object) or node.discriminator is None:
        return node
    if not node.fields and node.additional is not None:
        return MapOf(value=node.additional, facets=node.facets, nullable=node.nullable, location=node.location)
    return replace(node, discriminator=None)


def adds_nothing(node: Type) -> bool:
    """Return whether a part is only ``type: object``."""
    return isinstance(node, MapOf) and isinstance(node.value, AnyValue) and not node.facets


def _facets(left: Facets, right: Facets) -> Facets:
    """Return the intersection of two sets of constraints; a second pattern or divisor replaces the first."""
    if not left or not right:
        return left or right or NO_FACETS
    values = {}
    for facet in fields(Facets):
        one, two = getattr(left, facet.name), getattr(right, facet.name)
        if one is None or two is None:
            values[facet.name] = two if one is None else one
        elif facet.name in {"pattern", "multiple_of"}:
            values[facet.name] = two
        else:
            values[facet.name] = max(one, two) if facet.name in _LARGEST else min(one, two)
    return Facets(**values)
