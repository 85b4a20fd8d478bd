"""Infer the attributes, items and results of parts of the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.diff.audience.callers.surface import alternatives, field_of
from codegen.ir.lookup import definition_of
from codegen.ir.types import ListOf, MapOf, RefTo, TupleOf
from codegen.migrate.scan.known import (
    Awaitable,
    Bound,
    Client,
    ClientClass,
    Foreign,
    Instance,
    Items,
    Method,
    ModelClass,
    Namespace,
    Other,
    OwnClass,
    PackageModule,
    Page,
    Resource,
    Typed,
    Value,
)

if TYPE_CHECKING:
    from codegen.ir.types import DefId, Field, Type
    from codegen.migrate.scan.known import Known
    from codegen.migrate.scan.surface import Surface

Touched = tuple["DefId", str]
"""A field that an expression reads: its class and its wire name."""

_VIEWS = {"with_raw_response", "with_streaming_response"}
_SAME_CLIENT = {"with_options", "__enter__", "__aenter__"}
_MAKERS = {"model_validate", "model_validate_json", "model_construct", "parse_obj"}
_OF_LISTS = {"pop", "copy"}
_OF_MAPS = {"items", "values", "keys", "get", "pop", "copy", "setdefault"}
_OF_PAGES = {"next_page", "previous_page", "iter_pages"}
_UNCERTAIN = 0.9
_GUESSED = 0.6


class Resolver:
    """Resolves expressions through the names of one version."""

    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self.side = surface.side

    def attribute(self, base: Typed | None, name: str) -> tuple[Typed | None, list[Touched]]:
        """Return the type of an attribute, and the fields of models that it reads."""
        if base is None:
            return self._guess(name), []
        known = base.known
        if isinstance(known, Value):
            return self._of_value(base, known.type, name)
        match known:
            case Client():
                return self._of_client(base, name, is_async=known.is_async), []
            case Resource():
                return self._of_resource(base, known, name), []
            case Page(pages=False):
                return self._of_page(base, known.item, name), []
            case Foreign():
                return self._elsewhere(base, name), []
            case Instance():
                return self._of_instance(known.of, name), []
            case OwnClass():
                return known.member(name), []
            case _:
                return self._of_module(base, name) or self._maker(base, name), []

    def _of_module(self, base: Typed, name: str) -> Typed | None:
        match base.known:
            case PackageModule(parts=parts):
                return _typed(base, self.surface.imported((*parts, name)))
            case Namespace(name=above):
                return base.but(self._below(f"{above}.{name}"))
            case _:
                return None

    @staticmethod
    def _maker(base: Typed, name: str) -> Typed | None:
        """Return a method that returns values: a model's, a collection's or that of a page to come."""
        known = base.known
        if isinstance(known, ModelClass) and name in _MAKERS:
            return base.but(Bound("make", Value(RefTo(target=known.owner))))
        if isinstance(known, Items) and name in _OF_LISTS | _OF_MAPS:
            return base.but(Bound(name, known))
        if isinstance(known, Awaitable) and isinstance(known.inner, Page) and name == "iter_pages":
            return base.but(Bound(name, known.inner))
        return None

    def _below(self, name: str) -> Known:
        """Return the package, or one of its parent packages."""
        ends = name == self.surface.package or name.endswith(f".{self.surface.package}")
        return PackageModule() if ends else Namespace(name)

    def _of_instance(self, owner: OwnClass, name: str) -> Typed | None:
        """Return a member of an instance of a scanned class, which may be a client itself."""
        found = owner.member(name)
        client = owner.client()
        return self.attribute(client, name)[0] if found is None and client is not None else found

    def _elsewhere(self, base: Typed, name: str) -> Typed:
        """Guess, with low confidence, an attribute of something from another module by its name."""
        key = self.surface.children.get(((), name))
        return base if key is None else base.but(Resource(key, is_async=False))

    def _guess(self, name: str) -> Typed | None:
        """Guess that an attribute of something unknown with the name of a resource is that resource."""
        key = self.surface.children.get(((), name))
        return None if key is None else Typed(Resource(key, is_async=False), _GUESSED)

    def _of_client(self, base: Typed, name: str, *, is_async: bool) -> Typed | None:
        if name in _SAME_CLIENT:
            return base.but(Bound("self", base.known))
        key = self.surface.children.get(((), name))
        return None if key is None else base.but(Resource(key, is_async))

    def _of_resource(self, base: Typed, resource: Resource, name: str) -> Typed | None:
        if name in _VIEWS:
            return base.but(Resource(resource.key, resource.is_async, raw=True))
        child = self.surface.children.get((resource.key, name))
        if child is not None:
            return base.but(Resource(child, resource.is_async, resource.raw))
        operation = self.surface.methods.get((resource.key, name))
        return None if operation is None else base.but(Method(operation, resource.is_async, resource.raw))

    def _of_value(self, base: Typed, node: Type, name: str) -> tuple[Typed | None, list[Touched]]:
        parts = alternatives(self.side, node)
        touched: list[Touched] = []
        found: Typed | None = None
        sure = 1.0 if len(parts) == 1 else _UNCERTAIN
        for part in parts:
            owner = definition_of(self.side.emitted, part)
            item = self._field(owner, name)
            if owner is not None and item is not None:
                touched.append((owner, item.name))
                found = found or base.but(Value(item.type), sure)
            elif _is_method(part, name, is_object=owner is not None):
                found = found or base.but(Bound(name, Value(part)))
        if found is None and isinstance(base.known, Value) and base.known.is_dict and name in _OF_MAPS:
            found = base.but(Bound(name, base.known))
        return found, touched

    def _field(self, owner: DefId | None, attribute: str) -> Field | None:
        """Return the field behind an attribute of a class."""
        if owner is None:
            return None
        wire = self.surface.fields.get(owner, {}).get(attribute)
        return field_of(self.side, owner, wire) if wire is not None else None

    def _of_page(self, base: Typed, item: Type, name: str) -> Typed | None:
        if name == "data":
            return base.but(Value(ListOf(item=item)))
        return base.but(Bound(name, base.known)) if name in _OF_PAGES else None

    def item(self, base: Typed | None) -> Typed | None:
        """Return the item type of an iteration."""
        if base is None:
            return None
        match base.known:
            case Page(item=item, pages=pages):
                return base.but(Page(item) if pages else Value(item))
            case Awaitable(inner=Page() as page):
                return self.item(base.but(page))
            case Items(item=item):
                return base.but(item)
            case Value(type=node):
                for part in alternatives(self.side, node):
                    if isinstance(part, ListOf):
                        return base.but(Value(part.item))
        return None

    def subscript(self, base: Typed | None, key: object) -> tuple[Typed | None, list[Touched]]:
        """Return the type at an index or key, and the fields that a key of a TypedDict reads."""
        if base is None:
            return None, []
        if isinstance(base.known, Items):
            return base.but(base.known.item), []
        if not isinstance(base.known, Value):
            return None, []
        for part in alternatives(self.side, base.known.type):
            inner = _element(part, key)
            if inner is not None:
                return base.but(Value(inner)), []
            owner = definition_of(self.side.emitted, part)
            item = field_of(self.side, owner, key) if isinstance(key, str) and base.known.is_dict else None
            if owner is not None and item is not None:
                return base.but(Value(item.type, is_dict=True)), [(owner, item.name)]
        return None, []

    def bound(self, base: Typed, method: Bound) -> Typed | None:
        """Return the result of calling a method of a value."""
        owner = method.owner
        held = self.held(owner)
        match method.name:
            case "self" | "copy":
                return base.but(owner)
            case "make":
                return base.but(owner)
            case "next_page" | "previous_page" if isinstance(owner, Page):
                return base.but(owner)
            case "iter_pages" if isinstance(owner, Page):
                return base.but(Page(owner.item, pages=True))
            case "items" | "values" if held is not None:
                return base.but(Items(held, pairs=method.name == "items"))
            case "get" | "pop" | "setdefault" if held is not None:
                return base.but(held)
            case _:
                return None

    def held(self, owner: Known) -> Known | None:
        """Return the item type of a collection."""
        if isinstance(owner, Items):
            return owner.item
        node = owner.type if isinstance(owner, Value) else None
        for part in alternatives(self.side, node):
            if isinstance(part, MapOf):
                return Value(part.value)
            if isinstance(part, ListOf):
                return Value(part.item)
        return None

    def called(self, base: Typed) -> Typed | None:
        """Return the result of calling a part of the package."""
        match base.known:
            case ClientClass(is_async=is_async):
                return base.but(Client(is_async))
            case Method(operation=operation, is_async=is_async, raw=raw):
                result = None if raw else self.surface.result(operation)
                if result is None:
                    return base.but(Other())
                return base.but(Awaitable(result) if is_async else result)
            case ModelClass(owner=owner, is_dict=is_dict):
                return base.but(Value(RefTo(target=owner), is_dict))
            case Bound():
                return self.bound(base, base.known)
            case Foreign():
                return base
            case _:
                return None


def _is_method(part: Type, name: str, *, is_object: bool) -> bool:
    """Return whether a list or a map has a method of this name."""
    if isinstance(part, ListOf):
        return name in _OF_LISTS
    return isinstance(part, MapOf) and not is_object and name in _OF_MAPS


def _element(part: Type, key: object) -> Type | None:
    """Return the type at an index or key of a list, a map or a tuple."""
    if isinstance(part, ListOf):
        return part.item
    if isinstance(part, MapOf):
        return part.value
    if isinstance(part, TupleOf) and isinstance(key, int) and 0 <= key < len(part.items):
        return part.items[key]
    return None


def _typed(base: Typed, known: Known | None) -> Typed | None:
    return None if known is None else base.but(known)
