"""Builds the ``NameTable``: gather, make candidates, settle whole collision groups, pinned names win."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.ir.api import In
from codegen.ir.lookup import body_fields, param_field
from codegen.python.code import ident
from codegen.python.names import NameTable, OperationName
from codegen.python.naming.definitions import name_classes, name_fields, name_lazy, name_models, name_refs
from codegen.python.naming.pins import match_pins
from codegen.python.naming.reserved import MODEL_FIELDS, complete
from codegen.python.naming.resources import ResourceTable, name_resources
from codegen.python.naming.scope import Scope
from codegen.python.naming.words import constant, snake, split_words, suffixed
from codegen.python.reserved import NO_NAMES, Reserved

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.api import Api, Operation
    from codegen.ir.types import DefId
    from codegen.python.code import Ident


@dataclass(frozen=True, slots=True)
class NamingOptions:
    """Names that the configuration pins: schemas and fields by ``#/pointer``, operations by ``METHOD path``.

    ``reserved`` are the names that the parts of the output use themselves.
    """

    package: str
    pins: Mapping[str, str] = field(default_factory=dict)
    reserved: Reserved = NO_NAMES


def build_names(api: Api, roots: Mapping[DefId, DefId], options: NamingOptions, found: Diagnostics) -> NameTable:
    """Decide every name. ``roots`` maps each definition to the root definition of its module."""
    pins = match_pins(api, options.pins, found)
    reserved = complete(options.reserved)
    table = name_resources(api, options.pins, reserved)
    bases = {str(key): words for key, words in table.bases.items()}
    classes = name_classes(api, bases, pins.schemas, reserved.model_classes)
    operations = {
        operation.id: _name_operation(api, operation, table, reserved.arguments) for operation in api.operations
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
        models=name_models(api, classes, roots, bases, reserved),
        fields=fields,
        resources=table.resources,
        operations=operations,
        refs=name_refs(api, classes, reserved.model_classes),
        lazy=name_lazy(api, classes, reserved.model_classes),
    )


_WHOLE_BODY = ("whole body", "")
"""The claim of a body that is one argument; a property of a body may be called anything, also nothing."""


def _name_operation(api: Api, operation: Operation, table: ResourceTable, reserved: frozenset[str]) -> OperationName:
    """Name the arguments of an operation: path parameters choose first, then other parameters, then the body."""
    resource, method = table.methods[operation.id]
    scope: Scope[tuple[str, str]] = Scope(reserved=reserved)
    for param in operation.params:
        words = split_words(param.name)
        name, apart = snake(words), snake((param.where, *words))
        candidates = [name, apart, suffixed(name)]
        if param.where is not In.PATH:
            # these are fields of the operation's query model too
            candidates = [item for item in candidates if item not in MODEL_FIELDS]
        scope.claim((param.where, param.name), candidates, _rank(0 if param.where is In.PATH else 1, name, param.name))
    for item in body_fields(api, operation):
        words = split_words(item.name)
        name = snake(words)
        candidates = [name, snake(("body", *words)), suffixed(name)]
        scope.claim(("body", item.name), candidates, _rank(2, name, item.name))
    whole = [ident("body"), ident("request_body"), ident("body_")]
    scope.claim(_WHOLE_BODY, whole, _rank(3, ident("body"), "body"))
    settled = scope.settle(lambda name, n: suffixed(name, f"_{n + 1}"), order=" ".join)
    return OperationName(
        resource=resource,
        method=method,
        constant=constant(method),
        params={(In(where), wire): name for (where, wire), name in settled.items() if where in set(In)},
        body={wire: name for (where, wire), name in settled.items() if where == "body"},
        body_argument=settled[_WHOLE_BODY],
    )


def _rank(place: int, name: Ident, wire: str) -> int:
    """Order claims by place, and there names that are spelled like on the wire before others.

    No argument is then called like another one on the wire, which models, taking both spellings, could not tell apart.
    """
    return 2 * place + (name != wire)


def _query_fields(operation: Operation, names: OperationName) -> dict[tuple[DefId, str], Ident]:
    """Give the fields of an operation's query model the names of its arguments."""
    if operation.query is None:
        return {}
    return {
        (operation.query, param_field(operation, param)): names.params[param.where, param.name]
        for param in operation.params
        if param.where is not In.PATH
    }
