"""Builds unions from ``anyOf``, ``oneOf`` and type arrays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.types import AnyValue, Choice, Kind, Scalar, Union

if TYPE_CHECKING:
    from codegen.ir.types import Discriminator, Type
    from codegen.openapi.reader.node import Node


def make_union(
    variants: list[Type], *, node: Node, exclusive: bool = False, discriminator: Discriminator | None = None
) -> Type:
    """Build a union: nulls become ``nullable``, nested unions are flattened, equal variants merged.

    Several enums and constants become one enum. An enum beside its plain scalar type is the usual notation of an open
    enum, and becomes one.
    """
    flat: list[Type] = []
    nullable = False
    for variant in variants:
        nullable = nullable or variant.nullable
        if isinstance(variant, Scalar) and variant.kind is Kind.NULL:
            nullable = True
        elif isinstance(variant, Union) and variant.discriminator is None and not variant.rules:
            flat.extend(variant.variants)
        else:
            flat.append(replace(variant, nullable=False))
    flat = _open_enums(_distinct(_one_enum(flat)))
    if not flat:
        return Scalar(kind=Kind.NULL, location=node.location) if nullable else AnyValue(location=node.location)
    if len(flat) == 1:
        return replace(flat[0], nullable=nullable)
    return Union(
        variants=tuple(flat),
        exclusive=exclusive,
        discriminator=discriminator,
        nullable=nullable,
        location=node.location,
    )


def _one_enum(variants: list[Type]) -> list[Type]:
    """Join all enums and constants, in the position of the first one. Values of different JSON types are distinct."""
    plain = [variant for variant in variants if isinstance(variant, Choice) and not variant.rules]
    if len({variant.open for variant in plain}) != 1 or len(plain) == 1:
        return variants
    others = {id(variant) for variant in plain[1:]}
    kept = [variant for variant in variants if id(variant) not in others]
    return [_joined(plain) if variant is plain[0] else variant for variant in kept]


def _joined(choices: list[Choice]) -> Choice:
    """Return the first of several enums with the values of all."""
    values = {(type(value), value): value for choice in choices for value in choice.values}
    members = tuple(dict.fromkeys(member for choice in choices for member in choice.members))
    return replace(choices[0], values=tuple(values.values()), members=members)


def _distinct(variants: list[Type]) -> list[Type]:
    """Remove variants that differ from an earlier one only in their location."""
    seen: list[Type] = []
    for variant in variants:
        if variant not in seen:
            seen.append(variant)
    return seen


def _open_enums(variants: list[Type]) -> list[Type]:
    """Replace a plain string and enums of strings beside it by open enums."""
    if not any(map(_is_plain_string, variants)) or not any(map(_lists_strings, variants)):
        return variants
    rest = [variant for variant in variants if not (isinstance(variant, Scalar) and variant.kind is Kind.STRING)]
    return [
        replace(variant, open=True) if isinstance(variant, Choice) and _lists_strings(variant) else variant
        for variant in rest
    ]


def _is_plain_string(node: Type) -> bool:
    """Return whether a type accepts any string."""
    if not isinstance(node, Scalar) or node.kind is not Kind.STRING:
        return False
    return not (node.format or node.facets or node.rules)


def _lists_strings(node: Type) -> bool:
    return isinstance(node, Choice) and all(isinstance(value, str) for value in node.values)
