"""Python names and types of symbols in one version of the generated package."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.diff.audience.callers.breaks import SymbolKind
from codegen.diff.audience.callers.naming import arguments, method_path
from codegen.ir.bodies import body_arguments
from codegen.ir.lookup import definition_of
from codegen.ir.types import Expandable, ListOf, MapOf, Object, RefTo, Union

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.diff.audience.callers.breaks import Symbol
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.ir.api import Operation, OpId
    from codegen.ir.types import DefId, Field, Type

_MOST_ALTERNATIVES = 50


def container(side: ComparedApi, symbol: Symbol) -> str:
    """Return the method or class of a symbol; for a method its resource, for a class nothing."""
    if symbol.operation is not None:
        path = method_path(side, symbol.operation)
        return path.rpartition(".")[0] if symbol.kind is SymbolKind.METHOD else path
    if symbol.kind is SymbolKind.CLASS or symbol.owner is None or symbol.owner not in side.names.models:
        return ""
    return str(side.names.models[symbol.owner].name)


def python_name(side: ComparedApi, symbol: Symbol) -> str:
    """Return the Python name of a symbol; empty where it has none."""
    match symbol.kind:
        case SymbolKind.METHOD | SymbolKind.RESULT:
            return method_path(side, symbol.operation) if symbol.operation is not None else ""
        case SymbolKind.ARGUMENT:
            return argument_name(side, symbol.operation, symbol.place, symbol.name) if symbol.operation else ""
        case SymbolKind.CLASS:
            name = side.names.models.get(symbol.owner) if symbol.owner is not None else None
            return str(name.name) if name is not None else ""
        case SymbolKind.FIELD:
            if symbol.owner is None:
                return ""
            return str(side.names.fields.get((symbol.owner, symbol.name), ""))
        case SymbolKind.SERVICE | SymbolKind.VALUE | SymbolKind.KEY:
            return symbol.name


def argument_name(side: ComparedApi, operation: OpId, place: str, wire: str) -> str:
    """Return the argument for a wire name; a body without properties is one argument."""
    name = side.names.operations.get(operation)
    if name is None:
        return ""
    if place == "body":
        return str(name.body.get(wire, name.body_argument))
    return arguments(side, operation).get((place, wire), "")


def emitted_operation(side: ComparedApi, operation: OpId) -> Operation | None:
    """Return an emitted operation."""
    return next((item for item in side.emitted.operations if item.id == operation), None)


def argument_list(side: ComparedApi, operation: OpId) -> Iterator[tuple[str, str, str, Type | None, bool]]:
    """Yield (place, wire name, argument, type, required) of every argument of a method."""
    found, names = emitted_operation(side, operation), side.names.operations.get(operation)
    if found is None or names is None:
        return
    for param in found.params:
        ident = names.params.get((param.where, param.name))
        if ident is not None:
            required = (param.required and not side.emitted.is_client_header(param)) or param.where == "path"
            yield str(param.where), param.name, str(ident), param.type, required
    if found.body is None:
        return
    given = body_arguments(side.emitted, found)
    for item in given.fields:
        yield "body", item.name, str(names.body[item.name]), item.type, item.required is True
    if given.whole is not None:
        yield "body", "", str(names.body_argument), given.whole, given.required


def field_of(side: ComparedApi, owner: DefId | None, wire: str) -> Field | None:
    """Return a field of a class."""
    definition = side.emitted.definitions.get(owner) if owner is not None else None
    node = definition.type if definition is not None else None
    fields = node.fields if isinstance(node, Object) else ()
    return next((item for item in fields if item.name == wire), None)


def symbol_type(side: ComparedApi, symbol: Symbol) -> Type | None:
    """Return the emitted type of an argument or field."""
    if symbol.kind is SymbolKind.FIELD:
        item = field_of(side, symbol.owner, symbol.name)
        return item.type if item is not None else None
    if symbol.kind is SymbolKind.ARGUMENT and symbol.operation is not None:
        for place, wire, _, node, _ in argument_list(side, symbol.operation):
            if (place, wire) == (symbol.place, symbol.name):
                return node
    return None


def alternatives(side: ComparedApi, node: Type | None) -> list[Type]:
    """Return the possible types of a value: variants of unions and objects of expandable ids, references resolved."""
    found: list[Type] = []
    stack, seen = [node], 0
    while stack and seen < _MOST_ALTERNATIVES:
        part, seen = stack.pop(), seen + 1
        target = side.emitted.definitions.get(part.target) if isinstance(part, RefTo) else None
        if isinstance(part, Union):
            stack.extend(part.variants)
        elif isinstance(part, Expandable):
            found.append(part.id)
            stack.extend(RefTo(target=item) for item in part.targets)
        elif target is not None and not isinstance(target.type, Object):
            stack.append(target.type)
        elif part is not None:
            found.append(part)
    return found


def attributes(side: ComparedApi, node: Type | None) -> frozenset[str]:
    """Return the attributes that every possible class of a value has."""
    expandable = isinstance(node, Expandable)
    sets: list[frozenset[str]] = []
    for part in alternatives(side, node):
        owner = definition_of(side.emitted, part)
        if owner is not None:
            sets.append(frozenset(str(name) for (key, _), name in side.names.fields.items() if key == owner))
        else:
            # an id that was not expanded has ``id`` as well, like the object
            sets.append(frozenset({"id"}) if expandable else frozenset())
    return frozenset.intersection(*sets) if sets else frozenset()


def held(node: Type | None) -> Type | None:
    """Return the item type of a list, or the value type of a map."""
    if isinstance(node, ListOf):
        return node.item
    return node.value if isinstance(node, MapOf) else None


def same_type(sides: tuple[ComparedApi, ComparedApi], one: Type, two: Type) -> bool:
    """Return whether code written for a type of the old version works with one of the new version; null aside."""
    before, after = definition_of(sides[0].emitted, one), definition_of(sides[1].emitted, two)
    if before is None or after is None:
        return before is after and replace(one, nullable=False) == replace(two, nullable=False)
    return sides[0].names.models[before].name == sides[1].names.models[after].name
