"""Families of schemas: a base with a discriminator, and the heirs that name it in their ``allOf``.

A value of the base may be any of its heirs (OpenAPI, "Models with Polymorphism Support"), so what refers to the base
refers to all of them: to a union ``AnyPet`` of the heirs and, for values that do not say what they are, the base.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codegen.ir.lookup import definition_of, object_fields, resolved
from codegen.ir.types import AllOf, Choice, DefId, Definition, Discriminator, Object, Origin, RefTo, Union
from codegen.ir.walk import rebuild_api, rebuild_children

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.ir.api import Api
    from codegen.ir.types import Type


@dataclass(frozen=True, slots=True)
class Family:
    """A base, what tells its members apart, and its heirs in the order of the document."""

    base: DefId
    discriminator: Discriminator
    heirs: tuple[DefId, ...]


def find_families(api: Api) -> list[Family]:
    """Return the families of an API. ``allOf`` says who inherits, so look before it is merged."""
    parents = {key: tuple(_parents(definition.type)) for key, definition in api.definitions.items()}
    marks = {key: mark for key, item in api.definitions.items() if (mark := _mark(item.type)) is not None}
    lines = {key: _line(key, parents) for key in parents}
    found = (_family(base, marks, lines) for base in api.definitions if base not in lines[base])
    return [family for family in found if family is not None]


def _family(base: DefId, marks: Mapping[DefId, Discriminator], lines: Mapping[DefId, list[DefId]]) -> Family | None:
    """Return the family of a base; None where it has no discriminator, its own or inherited, or no heirs."""
    mark = next((marks[key] for key in (base, *lines[base]) if key in marks), None)
    if mark is None:
        return None
    mapped = [target for _, target in mark.mapping] if base in marks else []
    heirs = tuple(key for key, line in lines.items() if key != base and (base in line or key in mapped))
    return Family(base, mark, heirs) if heirs else None


def open_families(api: Api, families: list[Family]) -> Api:
    """Return the API in which references to a base lead to the union of its family."""
    known = [family for family in families if definition_of(api, RefTo(target=family.base)) == family.base]
    taken = {definition.origin.component.lower() for definition in api.definitions.values()}
    made = {family.base: _union(api, family, taken) for family in known}
    unions = {base: definition.id for base, definition in made.items() if isinstance(definition.type, Union)}
    if not unions:
        return api
    members = {family.base: frozenset(family.heirs) for family in known}

    def change(node: Type) -> Type:
        if isinstance(node, RefTo) and node.target in unions:
            return replace(node, target=unions[node.target])
        if isinstance(node, Union):
            listed = {variant.target for variant in node.variants if isinstance(variant, RefTo)}
            # a union that lists heirs beside their base tells them apart itself
            kept = {base for base in listed & unions.keys() if members[base] & listed}
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


def _union(api: Api, family: Family, taken: set[str]) -> Definition:
    """Make the union of a family; its type is a reference to the base where no value selects a heir.

    A heir that adds nothing to another one, or to the base, stands for that one.
    """
    base = api.definitions[family.base]
    places: dict[DefId | None, DefId] = {family.base: family.base}
    for heir in family.heirs:
        places.setdefault(definition_of(api, RefTo(target=heir)), heir)
    places.pop(None, None)
    values: dict[str, DefId] = {}
    for member in (*family.heirs, family.base):
        place = places.get(definition_of(api, RefTo(target=member)))
        if place is not None:
            for value in _values(api, family, member):
                values.setdefault(value, place)
    for value in _listed(api, family) or ():
        values.setdefault(value, family.base)  # of no heir that is known here
    # what no value selects cannot be told from the base
    members = [place for place in places.values() if place != family.base and place in values.values()]
    variants = tuple(RefTo(target=target, location=base.location) for target in (*members, family.base))
    discriminator = replace(family.discriminator, mapping=tuple(values.items()), fallback=family.base)
    whole = Union(variants=variants, discriminator=discriminator, location=base.location)
    return Definition(
        id=DefId(f"{family.base}>family"),
        type=whole if members else variants[0],
        origin=Origin(component=_name(base.origin.component, taken)),
        location=base.location,
        description=base.description,
        deprecated=base.deprecated,
    )


def _values(api: Api, family: Family, member: DefId) -> list[str]:
    """Return what the discriminator says for a member: as mapped or marked, else a constant of its own, else its name.

    A name that the base does not list among the values of the property is none of them.
    """
    mapped = [value for value, target in family.discriminator.mapping if target == member]
    if mapped:
        return mapped
    if api.definitions[member].tag:
        return [api.definitions[member].tag]
    own = _constants(api, family, member)
    if own is not None:
        return own
    listed, implicit = _listed(api, family), api.definitions[member].origin.component
    return [implicit] if listed is None or implicit in listed else []


def _constants(api: Api, family: Family, member: DefId) -> list[str] | None:
    """Return what a member lists for the property; None where it lists nothing, or what the base does."""
    name = family.discriminator.property
    own, inherited = (object_fields(api, RefTo(target=key)).get(name) for key in (member, family.base))
    if own is None or not isinstance(own.type, Choice) or (inherited is not None and own.type == inherited.type):
        return None
    return [value for value in own.type.values if isinstance(value, str)]


def _listed(api: Api, family: Family) -> list[str] | None:
    """Return the values that the base lists for the property; None where it takes any text."""
    item = object_fields(api, RefTo(target=family.base)).get(family.discriminator.property)
    node = resolved(api, item.type) if item is not None else None
    return [value for value in node.values if isinstance(value, str)] if isinstance(node, Choice) else None


def _name(base: str, taken: set[str]) -> str:
    words = ("Any", "AnyKindOf") if base[:1].isupper() else ("any_", "any_kind_of_")
    return next((word + base for word in words if (word + base).lower() not in taken), words[-1] + base)


def _parents(node: Type) -> Iterator[DefId]:
    """Yield the definitions that a type inherits from."""
    if isinstance(node, RefTo):
        yield node.target
    elif isinstance(node, AllOf):
        for part in node.parts:
            yield from _parents(part)


def _mark(node: Type) -> Discriminator | None:
    """Return the discriminator that a type has of its own."""
    if isinstance(node, Object):
        return node.discriminator
    if isinstance(node, AllOf):
        return next((mark for part in node.parts if (mark := _mark(part)) is not None), None)
    return None


def _line(key: DefId, parents: Mapping[DefId, tuple[DefId, ...]]) -> list[DefId]:
    """Return all that a definition inherits from, the nearest first."""
    line: list[DefId] = []
    waiting = list(parents.get(key, ()))
    while waiting:
        above = waiting.pop(0)
        if above not in line:
            line.append(above)
            waiting.extend(parents.get(above, ()))
    return line
