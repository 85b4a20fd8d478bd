"""Extracts inline objects into definitions, so that each generated class has one schema and one name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

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
    Scalar,
    Step,
    TupleOf,
    Union,
)

if TYPE_CHECKING:
    from codegen.ir.api import Api, Body, Media, Operation, Param, Response
    from codegen.ir.types import Field, Type


def hoist(api: Api) -> Api:
    """Return the API with objects only as the types of definitions; new definitions follow their owner."""
    hoister = _Hoister()
    for definition in api.definitions.values():
        hoister.take(definition)
    operations = tuple(hoister.operation(operation) for operation in api.operations)
    webhooks = tuple(hoister.operation(webhook) for webhook in api.webhooks)
    return replace(api, definitions=hoister.definitions, operations=operations, webhooks=webhooks)


@dataclass(frozen=True, slots=True)
class _Position:
    """The current position: the owner, the steps from it, and the description and title for a new definition."""

    owner: str
    path: tuple[Step, ...] = ()
    description: str = ""
    title: str = ""

    def to(self, role: Role, word: str = "", description: str = "") -> _Position:
        return _Position(self.owner, (*self.path, Step(role, word)), description)

    @property
    def id(self) -> DefId:
        steps = "/".join(f"{step.role}:{step.word}" if step.word else str(step.role) for step in self.path)
        return DefId(f"{self.owner}>{steps}")


@dataclass(slots=True)
class _Hoister:
    definitions: dict[DefId, Definition] = field(default_factory=dict)
    twins: dict[DefId, int] = field(default_factory=dict)

    def take(self, definition: Definition) -> None:
        """Add a definition, followed by its inner objects."""
        self.definitions[definition.id] = definition
        self.definitions[definition.id] = replace(
            definition, type=self.inside(definition.type, _Position(definition.id))
        )

    def inside(self, node: Type, position: _Position) -> Type:
        """Hoist the objects below a type, but not the type itself."""
        match node:
            case Object(fields=fields, additional=additional):
                return replace(
                    node,
                    fields=tuple(
                        replace(item, type=self.at(item.type, position.to(Role.PROPERTY, item.name, item.description)))
                        for item in fields
                    ),
                    additional=None if additional is None else self.at(additional, position.to(Role.VALUE)),
                )
            case ListOf(item=item):
                return replace(node, item=self.at(item, position.to(Role.ITEM)))
            case MapOf(value=value):
                return replace(node, value=self.at(value, position.to(Role.VALUE)))
            case TupleOf(items=items, rest=rest):
                members = tuple(self.at(item, position.to(Role.ITEM, str(n))) for n, item in enumerate(items))
                return replace(
                    node, items=members, rest=None if rest is None else self.at(rest, position.to(Role.ITEM))
                )
            case Union(variants=variants):
                words = variant_words(variants)
                named = tuple(
                    self.at(variant, position if word is None else position.to(Role.VARIANT, word))
                    for variant, word in zip(variants, words, strict=True)
                )
                return replace(node, variants=named)
            case _:
                return node

    def at(self, node: Type, position: _Position) -> Type:
        """Hoist a type inside another: an object becomes a reference to its own definition."""
        if not isinstance(node, Object):
            return self.inside(node, position)
        if position.id in self.definitions:
            self.twins[position.id] = self.twins.get(position.id, 0) + 1
            position = position.to(Role.VARIANT, str(self.twins[position.id]))
        origin = Origin(owner=position.owner, path=position.path)
        definition = Definition(
            id=position.id,
            type=replace(node, nullable=False),
            origin=origin,
            location=node.location,
            title=node.title,
            description=node.description or position.description,
            stated=node.stated,
        )
        self.definitions[definition.id] = definition
        inner = self.inside(definition.type, position)
        self.definitions[definition.id] = replace(definition, type=inner)
        return RefTo(target=definition.id, nullable=node.nullable, location=node.location)

    def operation(self, operation: Operation) -> Operation:
        """Hoist the parameters outside the path as one object, and every inline object of bodies and responses."""
        position = _Position(operation.id)
        body = operation.body
        has_body = body is not None
        query = self._query(operation, position, _query_role(operation) if has_body else Role.PARAMS)
        params = tuple(
            replace(param, type=self.at(param.type, position.to(Role.PARAM, param.name)))
            if param.where is In.PATH
            else replace(param, type=self._field_type(query, param))
            for param in operation.params
        )
        responses = tuple(self._response(response, operation, position) for response in operation.responses)
        hoisted = replace(
            operation,
            params=params,
            query=query,
            body=self._body(body, position) if body is not None else None,
            responses=responses,
        )
        pages = operation.pagination
        if pages is None:
            return hoisted
        return replace(hoisted, pagination=replace(pages, item=self._item(hoisted, pages.items)))

    def _item(self, operation: Operation, items: tuple[str, ...]) -> Type:
        """Return the hoisted type of the items of a page."""
        response = success_type(operation)
        target = None if response is None else [*follow(self.definitions, response)][-1]
        for name in items:
            fields = target.fields if isinstance(target, Object) else ()
            found = next((item.type for item in fields if item.name == name), None)
            target = None if found is None else [*follow(self.definitions, found)][-1]
        return target.item if isinstance(target, ListOf) else AnyValue()

    def _query(self, operation: Operation, position: _Position, role: Role) -> DefId | None:
        fields: dict[str, Field] = {}
        for param in operation.params:
            if param.where is not In.PATH:
                name = param_field(operation, param)
                fields[name] = param.as_field(name)
        if not fields:
            return None
        target = Object(fields=tuple(fields.values()), additional=None, location=operation.location)
        self.at(target, position.to(role))
        return position.to(role).id

    def _field_type(self, query: DefId | None, param: Param) -> Type:
        target = self.definitions[query].type if query is not None else None
        for item in target.fields if isinstance(target, Object) else ():
            if item.location == param.location:
                return item.type
        return param.type

    def _body(self, body: Body, position: _Position) -> Body:
        seen: list[tuple[Type, Type]] = []
        media: list[Media] = []
        step = position.to(Role.PARAMS)
        for entry in body.media:
            at = step.to(Role.BODY, entry.media_type.subtype) if seen else step
            media.append(self._media(entry, at, step.to(Role.ITEM), seen))
        return replace(body, media=tuple(media))

    def _media(self, entry: Media, at: _Position, item_at: _Position, seen: list[tuple[Type, Type]]) -> Media:
        """Hoist the types of a media type; equal ones share a definition (``seen``)."""
        known = next((new for old, new in seen if old == entry.type), None)
        if entry.type is not None and known is None:
            known = self.at(entry.type, at)
            seen.append((entry.type, known))
        item = None if entry.item is None else self.at(entry.item, item_at)
        return replace(entry, type=known, item=item)

    def _response(self, response: Response, operation: Operation, position: _Position) -> Response:
        step = _response_step(response, operation, position)
        first_media = json_media(response.media) or (response.media[0] if response.media else None)
        # the main media type first, so that equal ones share its definition
        order = sorted(response.media, key=lambda entry: entry is not first_media)
        seen: list[tuple[Type, Type]] = []
        hoisted: dict[str, Media] = {}
        for entry in order:
            at = step if entry is first_media else step.to(Role.BODY, entry.media_type.subtype)
            hoisted[entry.content_type] = self._media(entry, at, at.to(Role.ITEM), seen)
        media = [hoisted[entry.content_type] for entry in response.media]
        headers = tuple(
            replace(header, type=self.at(header.type, step.to(Role.HEADER, header.name))) for header in response.headers
        )
        return replace(response, media=tuple(media), headers=headers)


def _query_role(operation: Operation) -> Role:
    """Return the role of the parameters outside the path, beside a body."""
    places = {param.where for param in operation.params if param.where is not In.PATH}
    return Role.HEADERS if places == {In.HEADER} else Role.COOKIES if places == {In.COOKIE} else Role.QUERY


def _response_step(response: Response, operation: Operation, position: _Position) -> _Position:
    """Return the position of a response; the name of the first successful one does not contain the status."""
    first = next((item for item in operation.responses if item.success), None)
    if first is None or response.status != first.status:
        return position.to(Role.RESPONSE, response.status)
    listed = operation.pagination is not None and operation.method == "GET"
    return position.to(Role.LIST if listed else Role.RESPONSE)


def variant_words(variants: tuple[Type, ...]) -> list[str | None]:
    """Return a distinguishing word for each variant of a union; None for a variant that does not need one.

    A variant whose kind (object, list of objects …) is unique in the union needs none.
    """
    words: list[str | None] = [None] * len(variants)
    for positions in alike_variants(variants, Object):
        objects = [cast("Object", unwrapped(variants[at])) for at in positions]
        for at, word in zip(positions, _object_words(objects), strict=True):
            words[at] = word
    return words


def alike_variants(variants: tuple[Type, ...], kind: type[Type]) -> list[list[int]]:
    """Return the positions of variants of one kind, or of equally nested lists and maps of it, if there are several."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for at, variant in enumerate(variants):
        if isinstance(unwrapped(variant), kind):
            groups.setdefault(_wrappers(variant), []).append(at)
    return [positions for positions in groups.values() if len(positions) > 1]


def unwrapped(node: Type) -> Type:
    """Return the innermost item of nested lists and maps."""
    while isinstance(node, (ListOf, MapOf)):
        node = node.item if isinstance(node, ListOf) else node.value
    return node


def _wrappers(node: Type) -> tuple[str, ...]:
    found = []
    while isinstance(node, (ListOf, MapOf)):
        found.append(type(node).__name__)
        node = node.item if isinstance(node, ListOf) else node.value
    return tuple(found)


def _object_words(objects: list[Object]) -> list[str]:
    """Return the first of these that is unique for all objects.

    A name that an extension states, a constant, the title, a property that no other object has. If none is, each object
    takes the first that no other object has; its index is the last resort.
    """
    for find in (_stated, _constant, _title, _own_property):
        words = [find(item, objects) for item in objects]
        if all(words) and len(set(words)) == len(words):
            return words
    return _own_words(objects)


def _own_words(objects: list[Object]) -> list[str]:
    """Return a word for each object: the first that no other one without a word has; its index if there is none."""
    words: dict[int, str] = {}
    for find in (_stated, _constant, _title, _own_property, _first_property, _property_type):
        offers = {n: find(item, objects) for n, item in enumerate(objects) if n not in words}
        counted = Counter(word.casefold() for word in (*offers.values(), *words.values()))
        words |= {n: word for n, word in offers.items() if word and counted[word.casefold()] == 1}
    return [words.get(n, str(n)) for n in range(len(objects))]


def _stated(node: Object, _: list[Object]) -> str:
    return node.variant


def _constant(node: Object, _: list[Object]) -> str:
    for item in node.fields:
        if item.required and isinstance(item.type, Choice) and len(item.type.values) == 1:
            return str(item.type.values[0])
    return ""


def _title(node: Object, _: list[Object]) -> str:
    return node.title


def _own_property(node: Object, rivals: list[Object]) -> str:
    """Return a property that no other variant has, preferably a required one."""
    others = {item.name for rival in rivals if rival is not node for item in rival.fields}
    own = [item for item in node.fields if item.name not in others]
    return next((item.name for item in own if item.required), own[0].name if own else "")


def _first_property(node: Object, _: list[Object]) -> str:
    return next((item.name for item in node.fields if item.required), node.fields[0].name if node.fields else "")


def _property_type(node: Object, rivals: list[Object]) -> str:
    """Return the first property whose type differs from that in another variant, with its type."""
    for item in node.fields:
        types = [other.type for rival in rivals for other in rival.fields if other.name == item.name]
        word = _type_word(item.type)
        if word and any(_type_word(other) != word for other in types):
            return f"{item.name}_{word}"
    return ""


def _type_word(node: Type) -> str:
    match node:
        case Scalar(kind=kind):
            return str(kind)
        case ListOf() | TupleOf():
            return "list"
        case Object() | MapOf():
            return "object"
        case _:
            return ""
