"""Joining the variants of ``anyOf``, ``oneOf`` and type arrays."""

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
    """Join variants: nulls become ``nullable``, nested unions are flattened, like variants told once.

    An enum beside its own plain scalar type is the customary spelling of an open enum and becomes one.
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
    flat = _open_enums(_distinct(flat))
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


def _distinct(variants: list[Type]) -> list[Type]:
    """Drop variants that differ from an earlier one only in their location."""
    seen: list[Type] = []
    for variant in variants:
        if variant not in seen:
            seen.append(variant)
    return seen


def _open_enums(variants: list[Type]) -> list[Type]:
    plain = {
        variant.kind
        for variant in variants
        if isinstance(variant, Scalar) and not variant.format and not variant.facets and not variant.rules
    }
    opened = Kind.STRING in plain and any(
        isinstance(variant, Choice) and all(isinstance(value, str) for value in variant.values) for variant in variants
    )
    if not opened:
        return variants
    result: list[Type] = []
    for variant in variants:
        if isinstance(variant, Choice) and all(isinstance(value, str) for value in variant.values):
            result.append(replace(variant, open=True))
        elif not (isinstance(variant, Scalar) and variant.kind is Kind.STRING):
            result.append(variant)
    return result
