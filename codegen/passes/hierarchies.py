"""Opens hierarchies of schemas: a parent with a discriminator, and the subschemas that refer to it in ``allOf``.

A value of the parent may be any of its subschemas (OpenAPI, "Models with Polymorphism Support"), so references to the
parent become references to a union ``AnyPet`` of the subschemas and, for unmapped discriminator values, the parent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codegen.core.json import is_listed
from codegen.ir.lookup import definition_of, object_fields
from codegen.ir.types import AllOf, AnyValue, DefId, Definition, Discriminator, Object, Origin, RefTo, Tag, Union
from codegen.ir.walk import rebuild_api, rebuild_children
from codegen.passes.allof import adds_nothing
from codegen.passes.discriminators import as_tag, constants_of
from codegen.passes.graphs import ancestors_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.ir.api import Api
    from codegen.ir.types import Field, Type


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """A parent, its discriminator, and its subschemas in the order of the document."""

    parent: DefId
    discriminator: Discriminator
    children: tuple[DefId, ...]


def find_hierarchies(api: Api) -> list[Hierarchy]:
    """Return the hierarchies of an API. They are derived from ``allOf``, so call this before it is merged."""
    marks, ancestors = _marks(api), _ancestors(api)
    found = (_hierarchy(key, marks, ancestors) for key in api.definitions if key not in ancestors[key])
    return [hierarchy for hierarchy in found if hierarchy is not None]


def separate_children(api: Api) -> Api:
    """Return the API in which a subschema that adds nothing to its parent is an object of its own, not another name.

    Such a subschema is ``allOf`` with one reference. Call this before ``allOf`` is merged.
    """
    marks, ancestors = _marks(api), _ancestors(api)
    definitions = {
        key: replace(item, type=_separated(item.type)) if marks.keys() & ancestors[key] else item
        for key, item in api.definitions.items()
    }
    return replace(api, definitions=definitions)


def _separated(node: Type) -> Type:
    if not isinstance(node, AllOf) or len(node.parts) - sum(map(adds_nothing, node.parts)) != 1:
        return node
    return replace(node, parts=(*node.parts, Object(fields=(), additional=AnyValue(), location=node.location)))


def _marks(api: Api) -> dict[DefId, Discriminator]:
    """Return the discriminators of parents."""
    return {key: mark for key, item in api.definitions.items() if (mark := _mark(item.type)) is not None}


def _ancestors(api: Api) -> dict[DefId, list[DefId]]:
    return ancestors_of({key: list(_parents(item.type)) for key, item in api.definitions.items()})


def _hierarchy(
    parent: DefId, marks: Mapping[DefId, Discriminator], ancestors: Mapping[DefId, list[DefId]]
) -> Hierarchy | None:
    """Return the hierarchy of a parent; None if it has no discriminator (own or inherited) or no subschemas."""
    mark = next((marks[key] for key in (parent, *ancestors[parent]) if key in marks), None)
    if mark is None:
        return None
    mapped = [target for _, target in mark.mapping] if parent in marks else []
    children = tuple(key for key, above in ancestors.items() if key != parent and (parent in above or key in mapped))
    return Hierarchy(parent, mark, children) if children else None


def open_hierarchies(api: Api, hierarchies: list[Hierarchy]) -> Api:
    """Return the API with references to a parent replaced by references to the union of its hierarchy."""
    known = [item for item in hierarchies if definition_of(api, RefTo(target=item.parent)) == item.parent]
    taken = {definition.origin.component.lower() for definition in api.definitions.values()}
    made = {hierarchy.parent: _union(api, hierarchy, taken) for hierarchy in known}
    unions = {parent: definition.id for parent, definition in made.items() if isinstance(definition.type, Union)}
    if not unions:
        return api
    children = {hierarchy.parent: frozenset(hierarchy.children) for hierarchy in known}

    def change(node: Type) -> Type:
        if isinstance(node, RefTo) and node.target in unions:
            return replace(node, target=unions[node.target])
        if isinstance(node, Union):
            listed = {variant.target for variant in node.variants if isinstance(variant, RefTo)}
            # a union of subschemas and their parent is kept: it distinguishes them itself
            kept = {parent for parent in listed & unions.keys() if children[parent] & listed}
            variants = tuple(
                variant if isinstance(variant, RefTo) and variant.target in kept else change(variant)
                for variant in node.variants
            )
            return replace(node, variants=variants)
        return rebuild_children(node, change)

    opened = rebuild_api(api, change)
    definitions: dict[DefId, Definition] = {}
    for key, definition in opened.definitions.items():
        definitions[key] = definition
        if key in unions:
            definitions[unions[key]] = made[key]
    return replace(opened, definitions=definitions)


def _union(api: Api, hierarchy: Hierarchy, taken: set[str]) -> Definition:
    """Return the union of a hierarchy; its type is a reference to the parent if no value selects a subschema.

    A subschema that is an alias of another one, or of the parent, represents that one.
    """
    parent = api.definitions[hierarchy.parent]
    representatives: dict[DefId | None, DefId] = {hierarchy.parent: hierarchy.parent}
    for child in hierarchy.children:
        representatives.setdefault(definition_of(api, RefTo(target=child)), child)
    representatives.pop(None, None)
    values: dict[Tag, DefId] = {}
    for member in (*hierarchy.children, hierarchy.parent):
        variant = representatives.get(definition_of(api, RefTo(target=member)))
        if variant is not None:
            for value in _values(api, hierarchy, member):
                values.setdefault(value, variant)
    for value in _listed(api, hierarchy):
        values.setdefault(value, hierarchy.parent)  # values without a subschema
    # a subschema that no value selects cannot be distinguished from the parent
    selected = [key for key in representatives.values() if key != hierarchy.parent and key in values.values()]
    variants = tuple(RefTo(target=target, location=parent.location) for target in (*selected, hierarchy.parent))
    discriminator = replace(hierarchy.discriminator, mapping=tuple(values.items()), fallback=hierarchy.parent)
    union = Union(variants=variants, discriminator=discriminator, location=parent.location)
    return Definition(
        id=DefId(f"{hierarchy.parent}>hierarchy"),
        type=union if selected else variants[0],
        origin=Origin(component=_name(parent.origin.component, taken)),
        location=parent.location,
        description=parent.description,
        deprecated=parent.deprecated,
        deprecation=parent.deprecation,
    )


def _values(api: Api, hierarchy: Hierarchy, member: DefId) -> list[Tag]:
    """Return the discriminator values of a member: as mapped or marked, else its own constants, else its name.

    The name is not used if the parent restricts the property to other values.
    """
    item = _property(api, hierarchy, member)
    mapped = [as_tag(api, item, value) for value, target in hierarchy.discriminator.mapping if target == member]
    if mapped:
        return mapped
    definition = api.definitions[member]
    if definition.tag:
        return [as_tag(api, item, definition.tag)]
    own = _constants(api, hierarchy, member)
    if own is not None:
        return own
    listed, implicit = _listed(api, hierarchy), as_tag(api, item, definition.origin.component)
    return [implicit] if not listed or is_listed(implicit, listed) else []


def _property(api: Api, hierarchy: Hierarchy, member: DefId) -> Field | None:
    """Return the discriminator property of a member."""
    return object_fields(api, RefTo(target=member)).get(hierarchy.discriminator.property)


def _constants(api: Api, hierarchy: Hierarchy, member: DefId) -> list[Tag] | None:
    """Return the enum of the property in a member; None if it has none, or that of the parent."""
    own, listed = constants_of(api, _property(api, hierarchy, member)), _listed(api, hierarchy)
    return own if own and own != listed else None


def _listed(api: Api, hierarchy: Hierarchy) -> list[Tag]:
    """Return the enum of the property in the parent; nothing if it has none."""
    return constants_of(api, _property(api, hierarchy, hierarchy.parent))


def _name(parent: str, taken: set[str]) -> str:
    prefixes = ("Any", "AnyKindOf") if parent[:1].isupper() else ("any_", "any_kind_of_")
    names = [prefix + parent for prefix in prefixes]
    return next((name for name in names if name.lower() not in taken), names[-1])


def _parents(node: Type) -> Iterator[DefId]:
    """Yield the definitions that a type inherits from."""
    if isinstance(node, RefTo):
        yield node.target
    elif isinstance(node, AllOf):
        for part in node.parts:
            yield from _parents(part)


def _mark(node: Type) -> Discriminator | None:
    """Return the discriminator that a type states itself."""
    if isinstance(node, Object):
        return node.discriminator
    if isinstance(node, AllOf):
        return next((mark for part in node.parts if (mark := _mark(part)) is not None), None)
    return None
