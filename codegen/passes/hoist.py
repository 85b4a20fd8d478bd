"""Give every inline object a definition of its own, so that each class of the output has one schema and one name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from codegen.ir.api import In
from codegen.ir.lookup import follow, json_media, param_field, success_type
from codegen.ir.types import (
    AnyValue,
    Choice,
    DefId,
    Definition,
    ListOf,
    MapOf,
    Object,
    Origin,
    RefTo,
    Role,
    Step,
    TupleOf,
    Union,
)

if TYPE_CHECKING:
    from codegen.ir.api import Api, Body, Media, Operation, Param, Response
    from codegen.ir.types import Field, Type


def hoist(api: Api) -> Api:
    """Return the API with objects only at the top of definitions; new definitions follow their owner."""
    hoister = _Hoister()
    for definition in api.definitions.values():
        hoister.take(definition)
    operations = tuple(hoister.operation(operation) for operation in api.operations)
    webhooks = tuple(hoister.operation(webhook) for webhook in api.webhooks)
    return replace(api, definitions=hoister.definitions, operations=operations, webhooks=webhooks)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk stands: the owner, the steps from it, and words for what is found there."""

    owner: str
    path: tuple[Step, ...] = ()
    description: str = ""
    title: str = ""

    def to(self, role: Role, word: str = "", description: str = "") -> _Place:
        return _Place(self.owner, (*self.path, Step(role, word)), description)

    @property
    def id(self) -> DefId:
        steps = "/".join(f"{step.role}:{step.word}" if step.word else str(step.role) for step in self.path)
        return DefId(f"{self.owner}>{steps}")


@dataclass(slots=True)
class _Hoister:
    definitions: dict[DefId, Definition] = field(default_factory=dict)
    twins: dict[DefId, int] = field(default_factory=dict)

    def take(self, definition: Definition) -> None:
        """Keep a definition, its inner objects hoisted behind it."""
        self.definitions[definition.id] = definition
        self.definitions[definition.id] = replace(definition, type=self.inside(definition.type, _Place(definition.id)))

    def inside(self, node: Type, place: _Place) -> Type:
        """Hoist what is below a type that itself may stay."""
        match node:
            case Object(fields=fields, additional=additional):
                return replace(
                    node,
                    fields=tuple(
                        replace(item, type=self.at(item.type, place.to(Role.PROPERTY, item.name, item.description)))
                        for item in fields
                    ),
                    additional=None if additional is None else self.at(additional, place.to(Role.VALUE)),
                )
            case ListOf(item=item):
                return replace(node, item=self.at(item, place.to(Role.ITEM)))
            case MapOf(value=value):
                return replace(node, value=self.at(value, place.to(Role.VALUE)))
            case TupleOf(items=items, rest=rest):
                members = tuple(self.at(item, place.to(Role.ITEM, str(n))) for n, item in enumerate(items))
                return replace(node, items=members, rest=None if rest is None else self.at(rest, place.to(Role.ITEM)))
            case Union(variants=variants):
                words = variant_words(variants)
                named = tuple(
                    self.at(variant, place if word is None else place.to(Role.VARIANT, word))
                    for variant, word in zip(variants, words, strict=True)
                )
                return replace(node, variants=named)
            case _:
                return node

    def at(self, node: Type, place: _Place) -> Type:
        """Hoist a type that stands inside another: an object becomes a reference to its own definition."""
        if not isinstance(node, Object):
            return self.inside(node, place)
        if place.id in self.definitions:
            self.twins[place.id] = self.twins.get(place.id, 0) + 1
            place = place.to(Role.VARIANT, str(self.twins[place.id]))
        origin = Origin(owner=place.owner, path=place.path)
        definition = Definition(
            id=place.id,
            type=replace(node, nullable=False),
            origin=origin,
            location=node.location,
            title=node.title,
            description=node.description or place.description,
        )
        self.definitions[definition.id] = definition
        inner = self.inside(definition.type, place)
        self.definitions[definition.id] = replace(definition, type=inner)
        return RefTo(target=definition.id, nullable=node.nullable, location=node.location)

    def operation(self, operation: Operation) -> Operation:
        """Hoist the parameters outside the path as one object, and every inline object of bodies and replies."""
        place = _Place(operation.id)
        body = operation.body
        has_body = body is not None
        query = self._query(operation, place, Role.QUERY if has_body else Role.PARAMS)
        params = tuple(
            replace(param, type=self.at(param.type, place.to(Role.PARAM, param.name)))
            if param.where is In.PATH
            else replace(param, type=self._field_type(query, param))
            for param in operation.params
        )
        responses = tuple(self._response(response, operation, place) for response in operation.responses)
        hoisted = replace(
            operation,
            params=params,
            query=query,
            body=self._body(body, place) if body is not None else None,
            responses=responses,
        )
        pages = operation.pagination
        if pages is None:
            return hoisted
        return replace(hoisted, pagination=replace(pages, item=self._item(hoisted, pages.items)))

    def _item(self, operation: Operation, items: str) -> Type:
        """Find the hoisted type of a page's items again."""
        response = success_type(operation)
        target = None if response is None else [*follow(self.definitions, response)][-1]
        if not items and isinstance(target, ListOf):
            return target.item
        for item in target.fields if isinstance(target, Object) else ():
            if item.name == items and isinstance(item.type, ListOf):
                return item.type.item
        return AnyValue()

    def _query(self, operation: Operation, place: _Place, role: Role) -> DefId | None:
        fields: dict[str, Field] = {}
        for param in operation.params:
            if param.where is not In.PATH:
                name = param_field(operation, param)
                fields[name] = param.as_field(name)
        if not fields:
            return None
        target = Object(fields=tuple(fields.values()), additional=None, location=operation.location)
        self.at(target, place.to(role))
        return place.to(role).id

    def _field_type(self, query: DefId | None, param: Param) -> Type:
        target = self.definitions[query].type if query is not None else None
        for item in target.fields if isinstance(target, Object) else ():
            if item.location == param.location:
                return item.type
        return param.type

    def _body(self, body: Body, place: _Place) -> Body:
        seen: list[tuple[Type, Type]] = []
        media: list[Media] = []
        for entry in body.media:
            known = next((new for old, new in seen if old == entry.type), None)
            if entry.type is not None and known is None:
                step = place.to(Role.PARAMS)
                step = step.to(Role.BODY, entry.media_type.subtype) if seen else step
                known = self.at(entry.type, step)
                seen.append((entry.type, known))
            item = None if entry.item is None else self.at(entry.item, place.to(Role.PARAMS).to(Role.ITEM))
            media.append(replace(entry, type=known if entry.type is not None else None, item=item))
        return replace(body, media=tuple(media))

    def _response(self, response: Response, operation: Operation, place: _Place) -> Response:
        first = next((item for item in operation.responses if item.success), None)
        main = first is not None and response.status == first.status
        role = Role.LIST if main and operation.pagination is not None else Role.RESPONSE
        step = place.to(role, "" if main else response.status)
        first_media = json_media(response.media) or (response.media[0] if response.media else None)
        # the main media type first, so that others that say the same share its definition
        order = sorted(response.media, key=lambda entry: entry is not first_media)
        seen: list[tuple[Type, Type]] = []
        hoisted: dict[str, Media] = {}
        for entry in order:
            at = step if entry is first_media else step.to(Role.BODY, entry.media_type.subtype)
            known = next((new for old, new in seen if old == entry.type), None)
            if entry.type is not None and known is None:
                known = self.at(entry.type, at)
                seen.append((entry.type, known))
            item = None if entry.item is None else self.at(entry.item, at.to(Role.ITEM))
            hoisted[entry.content_type] = replace(entry, type=known if entry.type is not None else None, item=item)
        media = [hoisted[entry.content_type] for entry in response.media]
        headers = tuple(
            replace(header, type=self.at(header.type, step.to(Role.HEADER, header.name))) for header in response.headers
        )
        return replace(response, media=tuple(media), headers=headers)


def variant_words(variants: tuple[Type, ...]) -> list[str | None]:
    """Find a word for each variant of a union; None where the variant needs none because only one is an object.

    The first of these that tells all objects apart is taken: the constant each carries, their titles, a property that
    only they have; else their place in the list.
    """
    objects = [variant for variant in variants if isinstance(variant, Object)]
    if len(objects) < 2:  # noqa: PLR2004 - one object needs nothing to be told from
        return [None] * len(variants)
    for find in (_constant, _title, _own_property):
        words = [find(item, objects) for item in objects]
        if all(words) and len(set(words)) == len(words):
            break
    else:
        words = [str(n) for n in range(len(objects))]
    found = iter(words)
    return [next(found) if isinstance(variant, Object) else None for variant in variants]


def _constant(node: Object, _: list[Object]) -> str:
    for item in node.fields:
        if item.required and isinstance(item.type, Choice) and len(item.type.values) == 1:
            return str(item.type.values[0])
    return ""


def _title(node: Object, _: list[Object]) -> str:
    return node.title


def _own_property(node: Object, rivals: list[Object]) -> str:
    """Return a property that no other variant has, a required one before others."""
    others = {item.name for rival in rivals if rival is not node for item in rival.fields}
    own = [item for item in node.fields if item.name not in others]
    return next((item.name for item in own if item.required), own[0].name if own else "")
