"""Builds the ``NameTable``: collects candidates, resolves collision groups, applies pinned names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from codegen.core.options import DEFAULT_NAMES, NameSettings
from codegen.ir.api import In
from codegen.ir.bodies import body_fields
from codegen.ir.lookup import param_field
from codegen.python.code import ident
from codegen.python.names import NameTable, OperationName
from codegen.python.naming.argument_pins import NO_PINS, match_arguments
from codegen.python.naming.definitions import name_classes, name_fields, name_lazy, name_members, name_models, name_refs
from codegen.python.naming.identifiers import constant, snake, split_words, suffixed
from codegen.python.naming.pins import match_pins
from codegen.python.naming.reserved import MODEL_FIELDS, complete
from codegen.python.naming.resources import ResourceTable, name_resources
from codegen.python.naming.scope import Scope
from codegen.python.reserved import NO_NAMES, Reserved

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.api import Api, Operation, OpId
    from codegen.ir.types import DefId
    from codegen.python.code import Ident
    from codegen.python.naming.argument_pins import ArgumentPins


@dataclass(frozen=True, slots=True)
class NamingOptions:
    """Names that the configuration pins: schemas and fields by ``#/pointer``, operations by ``METHOD path``.

    ``arguments`` are the pinned arguments of operations. ``reserved`` are the names that the parts of the output use.
    """

    package: str
    pins: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reserved: Reserved = NO_NAMES
    settings: NameSettings = DEFAULT_NAMES


def build_names(api: Api, roots: Mapping[DefId, DefId], options: NamingOptions, found: Diagnostics) -> NameTable:
    """Return all names. ``roots`` maps each definition to the root definition of its module."""
    pins = match_pins(api, options.pins, found)
    reserved = complete(options.reserved)
    table = name_resources(api, options.pins, reserved, options.settings)
    bases = {str(key): words for key, words in table.bases.items()}
    named = name_classes(api, bases, pins.schemas, reserved.model_classes)
    classes = named.names
    pinned = match_arguments(api, options.arguments, reserved.arguments, found)
    operations = {
        operation.id: _name_operation(
            api, operation, table, reserved.arguments, _with_positional(operation, pinned, options.settings)
        )
        for operation in api.operations
    }
    fields = {
        (key, wire): name
        for key, definition in api.definitions.items()
        for wire, name in name_fields(definition, options.pins).items()
    }
    for operation in api.operations:
        fields.update(_query_fields(operation, operations[operation.id]))
    return NameTable(
        package=ident(options.package.rsplit(".", 1)[-1]),
        models=name_models(api, named, roots, bases, reserved),
        fields=fields,
        resources=table.resources,
        operations=operations,
        refs=name_refs(api, classes, reserved.model_classes),
        lazy=name_lazy(api, classes, reserved.model_classes),
        members=name_members(api),
    )


_PATH_ARGUMENTS = frozenset({"self"})
_WHOLE_BODY = ("whole body", "")
"""Key of a body that is one argument; properties of a body may have any name, also the empty one."""


def _name_operation(
    api: Api, operation: Operation, table: ResourceTable, reserved: frozenset[str], pins: ArgumentPins
) -> OperationName:
    """Name the arguments of an operation; path parameters take precedence, then other parameters, then the body."""
    resource, method = table.methods[operation.id]
    scope: Scope[tuple[str, str]] = Scope(reserved=reserved, pins=pins.names)
    _claim_params(scope, operation)
    for item in body_fields(api, operation):
        words = split_words(item.stated or item.name)
        name = snake(words)
        candidates = [name, snake(("body", *words)), suffixed(name)]
        scope.claim(("body", item.name), candidates, _rank(2, name, item.name))
    stated = operation.stated.body
    whole = [*([snake(split_words(stated))] if stated else []), *map(ident, ("body", "request_body", "body_"))]
    scope.claim(_WHOLE_BODY, whole, _rank(3, ident("body"), "body"))
    settled = scope.settle(lambda name, n: suffixed(name, f"_{n + 1}"), order=" ".join)
    return OperationName(
        source=table.sources[operation.id],
        positional=pins.positional or (),
        resource=resource,
        method=method,
        constant=constant(method),
        params={(In(where), wire): name for (where, wire), name in settled.items() if where in set(In)},
        body={wire: name for (where, wire), name in settled.items() if where == "body"},
        body_argument=settled[_WHOLE_BODY],
    )


def _with_positional(operation: Operation, pinned: Mapping[OpId, ArgumentPins], settings: NameSettings) -> ArgumentPins:
    """Return the pins of an operation, with its positional path parameters."""
    pins = pinned.get(operation.id, NO_PINS)
    if pins.positional is not None:
        return pins
    in_path = tuple(dict.fromkeys(operation.path[1::2]))
    return replace(pins, positional=in_path[-1:] if settings.positional == "last" else in_path)


def _claim_params(scope: Scope[tuple[str, str]], operation: Operation) -> None:
    for param in operation.params:
        words = split_words(param.stated or param.name)
        name, apart = snake(words), snake((param.where, *words))
        candidates = [name, apart, suffixed(name)]
        # a parameter in the path is an argument of services too, another one is also a field of the query model
        unusable = _PATH_ARGUMENTS if param.where is In.PATH else MODEL_FIELDS
        candidates = [item for item in candidates if item not in unusable]
        scope.claim((param.where, param.name), candidates, _rank(0 if param.where is In.PATH else 1, name, param.name))


def _rank(group: int, name: Ident, wire: str) -> int:
    """Return the rank of a claim by group; within it, names that equal their wire name come first.

    So no argument has the wire name of another one: models accept both spellings and could not distinguish them.
    """
    return 2 * group + (name != wire)


def _query_fields(operation: Operation, names: OperationName) -> dict[tuple[DefId, str], Ident]:
    """Return the fields of an operation's query model, named like its arguments."""
    if operation.query is None:
        return {}
    return {
        (operation.query, param_field(operation, param)): names.params[param.where, param.name]
        for param in operation.params
        if param.where is not In.PATH
    }
