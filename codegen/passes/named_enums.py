"""Extracts inline enums into definitions, and marks the enums that have members with names."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from codegen.core.json import json_type
from codegen.ir.api import In
from codegen.ir.types import Choice, DefId, Definition, ListOf, MapOf, Object, Origin, RefTo, Role, Step, Union
from codegen.ir.walk import rebuild_children
from codegen.passes.hoist import alike_variants, unwrapped

if TYPE_CHECKING:
    from codegen.ir.api import Api, Operation
    from codegen.ir.types import Type


def name_enums(api: Api, kind: str) -> Api:
    """Return the API with a definition for every enum; ``kind`` is that of their code, ``literal`` or ``enum``.

    Enums of several strings or several integers have named members; constants stay inline. ``open_enums`` must run
    first: the definitions are open as their owners are.
    """
    if not kind:
        return api
    extractor = _Extractor(kind)
    for definition in api.definitions.values():
        extractor.take(definition)
    operations = tuple(extractor.operation(operation) for operation in api.operations)
    return replace(api, definitions=extractor.definitions, operations=operations)


def has_members(node: Type) -> bool:
    """Return whether a type is an enum of several strings or several integers."""
    if not isinstance(node, Choice) or len(node.values) < 2 or node.rules:  # noqa: PLR2004 - a constant
        return False
    return any(all(type(value) is kind for value in node.values) for kind in (str, int))


def _word(node: Choice, enums: list[Choice]) -> str:
    """Return a word for an enum in a union: the type of its values, or the first value that no other enum has."""
    kinds = [json_type(item.values[0]) for item in enums]
    if kinds.count(json_type(node.values[0])) == 1:
        return str(json_type(node.values[0]))
    others = {value for item in enums if item is not node for value in item.values}
    return next((str(value) for value in node.values if value not in others), str(enums.index(node)))


@dataclass(slots=True)
class _Extractor:
    kind: str
    definitions: dict[DefId, Definition] = field(default_factory=dict)
    stated: dict[tuple[str, tuple[object, ...]], DefId] = field(default_factory=dict)

    def take(self, definition: Definition) -> None:
        """Add a definition, followed by the enums that it contains."""
        self.definitions[definition.id] = definition
        node = definition.type
        if has_members(node):
            changed: Type = replace(node, kind=self.kind) if isinstance(node, Choice) else node
        else:
            changed = self._inside(node, definition, ())
        self.definitions[definition.id] = replace(definition, type=changed)

    def _inside(self, node: Type, owner: Definition, path: tuple[Step, ...]) -> Type:
        match node:
            case Object(fields=fields):
                changed = tuple(
                    replace(item, type=self._at(item.type, owner, (Step(Role.PROPERTY, item.name),), item.description))
                    for item in fields
                )
                rest = node.additional
                return replace(
                    node,
                    fields=changed,
                    additional=None if rest is None else self._at(rest, owner, (Step(Role.VALUE),)),
                )
            case ListOf(item=item):
                return replace(node, item=self._at(item, owner, (*path, Step(Role.ITEM))))
            case MapOf(value=value):
                return replace(node, value=self._at(value, owner, (*path, Step(Role.VALUE))))
            case Union():
                return self._variants(node, owner, path)
            case _:
                return rebuild_children(node, lambda child: child)

    def _variants(self, node: Union, owner: Definition, path: tuple[Step, ...]) -> Type:
        """Extract the enums of a union; those that their position does not tell apart are named by their values."""
        alike = {at for positions in alike_variants(node.variants, Choice) for at in positions}
        enums = [item for item in map(unwrapped, node.variants) if isinstance(item, Choice)]
        changed = []
        for at, variant in enumerate(node.variants):
            inner = unwrapped(variant)
            is_unclear = isinstance(inner, Choice) and (at in alike or not path)
            step = (Step(Role.VARIANT, _word(cast("Choice", inner), enums)),) if is_unclear else ()
            changed.append(self._at(variant, owner, (*path, *step)))
        return replace(node, variants=tuple(changed))

    def _at(self, node: Type, owner: Definition, path: tuple[Step, ...], description: str = "") -> Type:
        if not has_members(node) or not isinstance(node, Choice):
            return self._inside(node, owner, path)
        shared = self.stated.get((node.stated[0], node.values))
        if shared is not None:
            self._share(shared, node, owner)
            return RefTo(target=shared, nullable=node.nullable, location=node.location)
        start = owner.origin.owner or str(owner.id)
        steps = (*owner.origin.path, *path)
        made = "/".join(f"{step.role}:{step.word}" if step.word else str(step.role) for step in steps)
        definition = Definition(
            id=DefId(f"{start}>{made}"),
            type=replace(node, nullable=False, kind=self.kind),
            origin=Origin(owner=start, path=steps),
            location=node.location,
            description=description,
            usage=owner.usage,
            stated=node.stated,
        )
        if node.stated[0]:
            self.stated[node.stated[0], node.values] = definition.id
        self.definitions[definition.id] = definition
        return RefTo(target=definition.id, nullable=node.nullable, location=node.location)

    def _share(self, key: DefId, node: Choice, owner: Definition) -> None:
        """Use the definition of an enum for an equal one with the same name; it is open if one of them is."""
        known = self.definitions[key]
        if isinstance(known.type, Choice):
            both = replace(known.type, open=known.type.open or node.open, members=known.type.members or node.members)
            self.definitions[key] = replace(known, type=both, usage=known.usage | owner.usage)

    def operation(self, operation: Operation) -> Operation:
        """Refer to the enums of the parameters outside the path as their object does."""
        query = self.definitions[operation.query].type if operation.query is not None else None
        fields = query.fields if isinstance(query, Object) else ()
        types = {item.location: item.type for item in fields}
        params = tuple(
            param if param.where is In.PATH else replace(param, type=types.get(param.location, param.type))
            for param in operation.params
        )
        return replace(operation, params=params)
