"""Match the variants of two unions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.canonical.types import binding_format
from codegen.diff.match.type_kinds import kind_and_format
from codegen.ir.types import Choice, Expandable, Object, RefTo, Scalar, Union

if TYPE_CHECKING:
    from collections.abc import Callable

    from codegen.diff.match.compared_api import ComparedApi
    from codegen.ir.types import Type

Pairs = tuple[list[tuple["Type", "Type"]], list["Type"], list["Type"]]
"""Pairs, unmatched old variants, unmatched new variants."""


def members(node: Type) -> tuple[Type, ...]:
    """Return the variants of a union, the id and the objects of an expandable id, or the type itself."""
    if isinstance(node, Union):
        return node.variants
    if isinstance(node, Expandable):
        return (node.id, *(RefTo(target=target, location=node.location) for target in node.targets))
    return (node,)


def match_variants(old_api: ComparedApi, new_api: ComparedApi, old: tuple[Type, ...], new: tuple[Type, ...]) -> Pairs:
    """Pair variants: equal references first, then equal and similar types, and the only object of each version."""
    pairs: list[tuple[Type, Type]] = []
    left, right = list(old), list(new)

    def same_component(one: Type, two: Type) -> bool:
        name = old_api.component(one)
        return bool(name) and name == new_api.component(two)

    def equal(one: Type, two: Type) -> bool:
        return old_api.resolve(one) == new_api.resolve(two)

    def same_form(one: Type, two: Type) -> bool:
        before, after = old_api.resolve(one), new_api.resolve(two)
        return type(before) is type(after) and alike(one, two)

    def alike(one: Type, two: Type) -> bool:
        return similarity(old_api.resolve(one), new_api.resolve(two)) >= _ALIKE

    for test in (same_component, equal, same_form, alike):
        _take(left, right, pairs, test)
    _take_only_objects(old_api, new_api, left, right, pairs)
    return pairs, left, right


def not_covered(variants: list[Type], side: ComparedApi, others: tuple[Type, ...], other: ComparedApi) -> list[Type]:
    """Return the variants whose values are not known to be values of one of the others, those of another version."""
    wide = [other.resolve(item) for item in others]
    return [item for item in variants if not any(_covers(one, side.resolve(item)) for one in wide)]


def _covers(wide: Type, narrow: Type) -> bool:
    """Return whether every value of a scalar type or enum, other than null, is valid for another type."""
    if isinstance(wide, Choice):
        return isinstance(narrow, Choice) and not wide.rules and set(narrow.values) <= set(wide.values)
    if not isinstance(wide, Scalar) or wide.rules or wide.format or wide.facets:
        return False
    kind = kind_and_format(narrow)[0]
    return isinstance(narrow, Scalar | Choice) and (kind == wide.kind or (kind, wide.kind) == ("integer", "number"))


_ALIKE = 0.5


def _take(
    left: list[Type], right: list[Type], pairs: list[tuple[Type, Type]], test: Callable[[Type, Type], bool]
) -> None:
    for one in list(left):
        two = next((item for item in right if test(one, item)), None)
        if two is not None:
            pairs.append((one, two))
            left.remove(one)
            right.remove(two)


def _take_only_objects(
    old_api: ComparedApi, new_api: ComparedApi, left: list[Type], right: list[Type], pairs: list[tuple[Type, Type]]
) -> None:
    """Pair the only remaining objects, however much they differ, unless both are named components."""
    one = [item for item in left if isinstance(old_api.resolve(item), Object)]
    two = [item for item in right if isinstance(new_api.resolve(item), Object)]
    if len(one) == len(two) == 1 and not (old_api.component(one[0]) and new_api.component(two[0])):
        pairs.append((one[0], two[0]))
        left.remove(one[0])
        right.remove(two[0])


def similarity(old: Type, new: Type) -> float:
    """Return the similarity of two resolved types, from 0 to 1: objects by their common properties, numbers in part."""
    if isinstance(old, Object) and isinstance(new, Object):
        one = {item.name: item.type for item in old.fields}
        two = {item.name: item.type for item in new.fields}
        names = set(one) | set(two)
        if not names:
            return 1.0
        same = sum(
            1.0 if kind_and_format(one[name]) == kind_and_format(two[name]) else 0.5 for name in set(one) & set(two)
        )
        return same / len(names)
    if isinstance(old, Object):
        return 0.0
    before, after = ((kind, binding_format(text)) for kind, text in map(kind_and_format, (old, new)))
    if before == after:
        return 1.0
    return 0.5 if {before, after} == {("integer", ""), ("number", "")} else 0.0
