"""Names resources, their methods, and the descriptors of operations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.core.options import DEFAULT_NAMES, NameSettings
from codegen.core.paths import fold
from codegen.python.code import Ident, ident
from codegen.python.names import ResourceName
from codegen.python.naming.choose import choose_places
from codegen.python.naming.identifiers import pascal, snake, split_words, suffixed
from codegen.python.naming.paths import Place
from codegen.python.naming.plurals import singular
from codegen.python.naming.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.ir.api import Api, Operation, OpId
    from codegen.python.reserved import Reserved

    Resource = tuple[str, ...]


@dataclass(slots=True)
class ResourceTable:
    """The final names: resources by attribute path, and (resource, method) of each operation."""

    resources: dict[Resource, ResourceName] = field(default_factory=dict)
    methods: dict[OpId, tuple[Resource, Ident]] = field(default_factory=dict)
    bases: dict[OpId, tuple[str, ...]] = field(default_factory=dict)
    sources: dict[OpId, str] = field(default_factory=dict)


def name_resources(
    api: Api, pins: Mapping[str, str], reserved: Reserved, settings: NameSettings = DEFAULT_NAMES
) -> ResourceTable:
    """Name resources and methods. ``pins`` maps ``METHOD path`` or an operationId to ``resource.sub.method``."""
    places = choose_places(api, pins, settings)
    table = ResourceTable()
    attributes = {key: _attributes(place.resource, reserved) for key, place in places.items()}
    chains = sorted({chain[:end] for chain in attributes.values() for end in range(1, len(chain) + 1)})
    modules = _settle_modules(chains, reserved)
    bases = _settle_bases(chains)
    classes = _settle_classes(chains, reserved)
    for chain in chains:
        table.resources[chain] = ResourceName(
            attribute=ident(chain[-1]),
            module=modules[chain],
            sync_class=classes[chain],
            async_class=ident(f"Async{classes[chain]}"),
            service=ident(f"{classes[chain]}Service"),
            parent=chain[:-1],
        )
    for chain in chains:
        children = frozenset(other[-1] for other in chains if other[:-1] == chain)
        own = [operation for operation in api.operations if attributes[operation.id] == chain]
        for key, name in _settle_methods(own, places, reserved.methods | children).items():
            table.methods[key] = (chain, name)
            table.sources[key] = _source(name, places[key])
            table.bases[key] = (*split_words(bases[chain]), *split_words(name))
    return table


def _settle_methods(
    operations: list[Operation], places: Mapping[str, Place], reserved: frozenset[str]
) -> dict[OpId, Ident]:
    scope: Scope[OpId] = Scope(reserved=reserved)
    ordered = sorted({places[operation.id].rank for operation in operations})
    ranks = {rank: index for index, rank in enumerate(ordered)}
    for operation in operations:
        place = places[operation.id]
        scope.claim(operation.id, _method_candidates(operation, place), ranks[place.rank])
    return scope.settle(lambda name, n: suffixed(name, f"_{n + 1}"))


def _method_candidates(operation: Operation, place: Place) -> list[Ident]:
    method = snake(place.method)
    fallback = [snake(split_words(operation.operation_id))] if operation.operation_id else []
    verb = snake((operation.method.lower(), *place.method))
    params = tuple(word for name in operation.path[1::2] for word in split_words(name))
    by_params = [snake((*place.method, "by", *params))] if params else []
    return [method, *fallback, verb, *by_params]


def _source(name: Ident, place: Place) -> str:
    """Return where the name of a method comes from; other candidates than the first follow a collision."""
    return place.source if name == snake(place.method) else f"{place.source}, qualified"


def _settle_modules(chains: list[Resource], reserved: Reserved) -> dict[Resource, Ident]:
    scope: Scope[Resource] = Scope(reserved=reserved.resource_modules, fold=fold)
    for chain in chains:
        joined = snake(tuple(word for attribute in chain for word in split_words(attribute)))
        apart = snake(tuple("_".join(split_words(attribute)) + "_" for attribute in chain))
        scope.claim(chain, [joined, apart, suffixed(joined)], rank=len(chain))
    return scope.settle(lambda name, n: suffixed(name, f"_{n + 1}"))


def _settle_bases(chains: list[Resource]) -> dict[Resource, Ident]:
    """Settle the prefix of the class names of an operation: the resource in the singular.

    If ``account.persons`` and ``accounts.persons`` collide, the chain with fewer changes keeps the prefix.
    """
    scope: Scope[Resource] = Scope(fold=fold)
    for chain in chains:
        singulars = [_singular_words(attribute) for attribute in chain]
        plain = [split_words(attribute) for attribute in chain]
        changed = sum(one != other for one, other in zip(singulars, plain, strict=True))
        wordings = ([*singulars], [*plain[:-1], singulars[-1]], plain)
        scope.claim(chain, [pascal(tuple(word for part in parts for word in part)) for parts in wordings], rank=changed)
    return scope.settle(lambda name, n: suffixed(name, str(n + 1)), order=".".join)


def _attributes(segments: tuple[str, ...], reserved: Reserved) -> Resource:
    names = [snake(split_words(segment)) for segment in segments]
    top = reserved.client_attributes | reserved.children
    taken = [top, *[reserved.children] * (len(names) - 1)]
    return tuple(suffixed(name) if name in used else str(name) for name, used in zip(names, taken, strict=True))


def _singular_words(attribute: str) -> tuple[str, ...]:
    *head, last = split_words(attribute)
    return (*head, singular(last))


def _settle_classes(chains: list[Resource], reserved: Reserved) -> dict[Resource, Ident]:
    """Settle the class of each resource, from which the async, service and base classes derive."""
    # without upper case, as in Chinese, an attribute would shadow the class of the same name
    attributes = {attribute for chain in chains for attribute in chain}
    scope: Scope[Resource] = Scope(reserved=reserved.resource_classes | attributes)
    for chain in chains:
        name = pascal(tuple(word for attribute in chain for word in split_words(attribute)))
        scope.claim(chain, [name, suffixed(name)], rank=len(chain))
    settled = scope.settle(lambda name, n: suffixed(name, str(n + 1)), order=".".join)
    used: set[str] = set()
    for chain in chains:
        # the async class of one resource must not be the class of another: /foo and /async-foo
        while used & set(_derived_classes(settled[chain])):
            settled[chain] = suffixed(settled[chain])
        used.update(_derived_classes(settled[chain]))
    return settled


def _derived_classes(name: str) -> tuple[str, ...]:
    return (name, f"Async{name}", f"{name}Service", f"{name}Base")
