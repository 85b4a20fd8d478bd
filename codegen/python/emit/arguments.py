"""Lists the arguments of client methods, independent of their notation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.ir.api import In
from codegen.ir.bodies import body_arguments, body_fields, first_fields
from codegen.python.emit.defaults import is_needed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.ir.api import Api, Operation, Param
    from codegen.ir.types import Field, Type
    from codegen.python.code import Ident
    from codegen.python.names import OperationName


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument: ``positional`` ones come first, the others are keyword-only.

    A caller may pass ``omit`` for a required argument that is ``omittable``. ``shown``: examples pass it.
    """

    name: Ident
    type: Type
    required: bool
    positional: bool = False
    omittable: bool = False
    shown: bool = False


def path_params(operation: Operation) -> list[Param]:
    """Return the path parameters in path order, without duplicates."""
    by_name = {param.name: param for param in operation.params if param.where is In.PATH}
    return [by_name[name] for name in dict.fromkeys(operation.path[1::2]) if name in by_name]


def other_params(operation: Operation) -> list[Param]:
    """Return the other parameters, required ones first."""
    others = [param for param in operation.params if param.where is not In.PATH]
    return sorted(others, key=lambda param: not param.required)


def sent_fields(api: Api, operation: Operation) -> list[Field]:
    """Return the body properties that are arguments of their own, required ones first."""
    return sorted(body_fields(api, operation), key=lambda item: item.required is not True)


def call_arguments(api: Api, operation: Operation, names: OperationName) -> list[Argument]:
    """Return the arguments of a method: path parameters, required keywords, optional keywords."""
    params = path_params(operation)
    order = names.positional
    path = [
        Argument(
            name=names.params[param.where, param.name],
            type=param.type,
            required=True,
            positional=param.name in names.positional,
            shown=True,
        )
        for param in sorted(params, key=lambda param: order.index(param.name) if param.name in order else len(order))
    ]
    keywords = [
        Argument(
            name=names.params[param.where, param.name],
            type=param.type,
            required=is_needed(api, param.as_field()) and not api.is_client_header(param),
            shown=is_needed(api, param.as_field()) and not api.is_client_header(param),
        )
        for param in other_params(operation)
    ]
    keywords += _body_arguments(api, operation, names)
    path.sort(key=lambda argument: not argument.positional)
    return [*path, *sorted(keywords, key=lambda argument: not argument.required)]


def _body_arguments(api: Api, operation: Operation, names: OperationName) -> Iterator[Argument]:
    """Yield the body properties as arguments, and the argument for a whole body."""
    found = body_arguments(api, operation)
    needed = operation.body is not None and operation.body.required
    needed_names = {item.name for item in first_fields(api, operation) if needed and item.required is True}
    for item in sent_fields(api, operation):
        required = is_needed(api, item)
        yield Argument(
            name=names.body[item.name],
            type=item.type,
            required=required,
            omittable=required and found.omittable,
            shown=required or item.name in needed_names,
        )
    if found.whole is not None:
        yield Argument(name=names.body_argument, type=found.whole, required=found.required, shown=found.required)
