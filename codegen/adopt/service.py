"""Adopts an SDK: reads it, matches it to the API of a target, and checks which names the pins really give."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codegen.adopt.match import match_calls
from codegen.adopt.propose import propose, unnamed
from codegen.core.diagnostic import Diagnostics, Severity
from codegen.core.errors import UsageError
from codegen.core.options import Options
from codegen.core.printed import visible
from codegen.pipeline.steps import prepare, read
from codegen.python.emit.signatures import attribute_path

if TYPE_CHECKING:
    from codegen.adopt.facts import Sdk
    from codegen.adopt.propose import Adoption
    from codegen.config import Target
    from codegen.pipeline.stages import Preparation, Prepared

_LEAST_SHARE = 0.5
_PIN_CODES = ("invalid-value", "duplicate-name")


@dataclass(frozen=True, slots=True)
class Adopted:
    """The settings for a target, the target with them, and numbers: operations, matched ones, equal names, types.

    ``types`` counts the classes of the package that have the name of a class of the SDK.
    """

    adoption: Adoption
    target: Target
    operations: int
    matched: int
    equal: int
    types: int


def read_api(target: Target) -> Preparation:
    """Read the API of a target with default names; pins of the target are replaced by those of the SDK."""
    return prepare(read(replace(target, names={}, arguments={})))


def adopt(sdk: Sdk, target: Target, preparation: Preparation) -> Adopted:
    """Return the settings that give the package of a target the names of an SDK.

    Pins of the target stay. Raises ``UsageError`` if the document is of another API.
    """
    prepared = _usable(preparation, target)
    matching = match_calls(sdk, prepared.api, prepared.names)
    distinct = len({call.key for call in sdk.calls})
    total = len(prepared.api.operations)
    if len(matching.calls) < _LEAST_SHARE * min(distinct, total) or not matching.calls:
        msg = (
            f"{visible(sdk.label)} is an SDK of another API: {len(matching.calls)} of its {distinct} requests "
            f"are among the {total} operations of {target.spec}"
        )
        raise UsageError(msg)
    made = propose(sdk, prepared.api, prepared.names, matching, target.package)
    _keep(target, prepared, made)
    chosen = with_settings(target, made)
    result = _usable(_checked(chosen, made), chosen)
    equal = 0
    for key, call in matching.calls.items():
        names = result.names.operations[key]
        name = f"{attribute_path(result.names, names.resource)}.{names.method}"
        equal += name == call.name
        if name != call.name and "." in call.name:
            made.open.append(f"{key}: {call.name} is not possible, the generated method is {name}")
    made.open += unnamed(prepared.api, matching, result.names)
    classes = {item.name for item in sdk.classes}
    types = sum(1 for item in result.names.models.values() if str(item.name) in classes)
    return Adopted(made, with_settings(target, made), total, len(matching.calls), equal, types)


def _keep(target: Target, prepared: Prepared, made: Adoption) -> None:
    """Let the names and arguments that a target has already replace those of the SDK, also those by operationId."""
    for operation in prepared.api.operations:
        if operation.operation_id in target.names:
            made.names.pop(operation.id, None)
        if operation.operation_id in target.arguments:
            made.arguments.pop(operation.id, None)
    made.names.update(target.names)
    made.arguments.update({key: list(rows) for key, rows in target.arguments.items()})


def _usable(preparation: Preparation, target: Target) -> Prepared:
    """Return the API. Raises ``UsageError`` if it is invalid."""
    if preparation.prepared is None or not preparation.prepared.api.operations:
        msg = f"{target.spec} has no operations that can be generated"
        raise UsageError(msg)
    return preparation.prepared


def _checked(target: Target, made: Adoption) -> Preparation:
    """Prepare an API with the pins. Pins that lead to errors are removed and reported."""
    preparation = prepare(read(target))
    wrong = [item.message for item in diagnostics(preparation).items if item.code in _PIN_CODES]
    if not wrong:
        return preparation
    _remove_wrong(made, wrong)
    return prepare(read(with_settings(target, made)))


def _remove_wrong(made: Adoption, messages: list[str]) -> None:
    """Move the pins that error messages name to the list of what is not taken over."""
    for place, name in list(made.names.items()):
        if any(repr(name) in message for message in messages):
            del made.names[place]
            made.open.append(f"{place}: the name {name} cannot be pinned")
    for place, rows in list(made.arguments.items()):
        if any(place in message for message in messages):
            del made.arguments[place]
            made.open.append(f"{place}: its arguments cannot be pinned: {', '.join(rows)}")


def with_settings(target: Target, made: Adoption) -> Target:
    """Return a target with the names and arguments of an SDK."""
    values = {name: dict(table) for name, table in target.options.values.items()}
    values["client"] = {**made.client, **values.get("client", {})}
    return replace(
        target,
        names=dict(made.names),
        arguments={key: tuple(rows) for key, rows in made.arguments.items()},
        options=Options({name: table for name, table in values.items() if table}),
    )


def diagnostics(preparation: Preparation) -> Diagnostics:
    """Return the errors of a document."""
    return Diagnostics([item for item in preparation.found.items if item.severity is Severity.ERROR])
