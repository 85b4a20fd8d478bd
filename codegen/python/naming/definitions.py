"""Names definitions: classes, modules, TypedDicts, fields, and the aliases of lazy references."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.core.paths import fold
from codegen.ir.types import Choice, DefId, Expandable, Object, RefTo, Role, Step, Union
from codegen.ir.walk import descend
from codegen.python.code import Ident, ident
from codegen.python.names import ModelName
from codegen.python.naming.identifiers import constant, joined, pascal, snake, split_words, suffixed
from codegen.python.naming.pins import is_name
from codegen.python.naming.reserved import MODEL_FIELDS
from codegen.python.naming.scope import Scope
from codegen.python.naming.steps import step_words

_OUTSIDE_KEYS = re.compile(r"[^\w.-]", re.ASCII)
_CLASS_NAME = re.compile(r"(?!(?:None|True|False)$)[A-Z][A-Za-z0-9]*")

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.ir.api import Api
    from codegen.ir.types import Definition
    from codegen.python.reserved import Reserved

    Words = tuple[str, ...]


Candidates = list[tuple[Ident, str]]
"""Names in the order of preference, each with its source."""


@dataclass(slots=True)
class ClassNames:
    """The class name of each definition, and where it comes from."""

    names: dict[DefId, Ident] = field(default_factory=dict)
    sources: dict[DefId, str] = field(default_factory=dict)


def name_classes(
    api: Api, bases: Mapping[str, Words], pinned: Mapping[DefId, Ident], reserved: frozenset[str]
) -> ClassNames:
    """Name every definition, outermost first: the name of an inner one derives from the final name of its owner."""
    bodies = _function_bodies(api, bases)
    sources: dict[DefId, str] = {}
    by_place = {
        (item.origin.owner, item.origin.path): key for key, item in api.definitions.items() if item.origin.owner
    }
    depth = {key: _depth(api, definition, by_place) for key, definition in api.definitions.items()}
    names: dict[DefId, Ident] = {}
    for level in sorted(set(depth.values())):
        taken = frozenset([*names.values(), *pinned.values()])
        scope: Scope[DefId] = Scope(reserved=reserved, taken=taken, fold=fold, pins=pinned)
        offered: dict[DefId, Candidates] = {}
        for key, definition in api.definitions.items():
            if depth[key] == level:
                if definition.origin.owner:
                    rank, candidates = _inner_candidates(api, definition, bases, by_place, names)
                else:
                    rank, candidates = _component_candidates(definition, bodies)
                scope.claim(key, [name for name, _ in candidates], rank)
                offered[key] = candidates
        settled = scope.settle(lambda name, n: suffixed(name, str(n + 1)))
        names.update(settled)
        sources |= {key: dict(reversed(offered[key])).get(name, "numbered") for key, name in settled.items()}
    sources |= dict.fromkeys(pinned, "pinned")
    return ClassNames({key: names[key] for key in api.definitions}, sources)


def _function_bodies(api: Api, bases: Mapping[str, Words]) -> dict[str, Words]:
    """Return the words of the operation of each component that FastAPI declares for the body of a function."""
    return {
        "Body_" + _OUTSIDE_KEYS.sub("_", operation.operation_id): bases[operation.id]
        for operation in api.operations
        if operation.id in bases and operation.operation_id
    }


def _depth(api: Api, definition: Definition, by_place: Mapping[tuple[str, tuple[Step, ...]], DefId]) -> int:
    """Return the nesting depth: 0 for a component, otherwise one more than the definition it is named after."""
    if not definition.origin.owner:
        return 0
    above, _ = _named_after(api, definition, by_place)
    return 1 if above is None else _depth(api, api.definitions[above], by_place) + 1


def _named_after(
    api: Api, definition: Definition, by_place: Mapping[tuple[str, tuple[Step, ...]], DefId]
) -> tuple[DefId | None, tuple[Step, ...]]:
    """Return the nearest enclosing definition of a hoisted one, and the steps from there."""
    owner, path = definition.origin.owner, definition.origin.path
    for end in range(len(path) - 1, 0, -1):
        above = by_place.get((owner, path[:end]))
        if above is not None:
            return above, path[end:]
    return (DefId(owner), path) if DefId(owner) in api.definitions else (None, path)


def _component_candidates(definition: Definition, bodies: Mapping[str, Words]) -> tuple[int, Candidates]:
    """Return the rank and the candidates of a component. ``bodies`` are the words of operations by component."""
    component = definition.origin.component
    stated, extension = definition.stated
    body = bodies.get(component, ())
    # a PascalCase component keeps its spelling, including acronyms
    as_class = _CLASS_NAME.fullmatch(component) is not None
    own = ident(component) if as_class else pascal(split_words(component))
    candidates: Candidates = [(pascal(split_words(stated)), extension)] if stated else []
    candidates += [(suffixed(pascal(body), "Body"), "operation")] if body else []
    candidates.append((own, "component"))
    candidates += [(pascal(split_words(definition.title)), "title")] if definition.title else []
    candidates.append((suffixed(own, "Model"), "component, qualified"))
    exact = pascal(split_words(component)) == component
    return (0 if exact else 1), candidates


def _inner_candidates(
    api: Api,
    definition: Definition,
    bases: Mapping[str, Words],
    by_place: Mapping[tuple[str, tuple[Step, ...]], DefId],
    names: Mapping[DefId, Ident],
) -> tuple[int, Candidates]:
    """Return the rank and the candidates of a hoisted definition, which is named after the enclosing one."""
    above, steps = _named_after(api, definition, by_place)
    lead = str(names[above]) if above is not None else str(pascal(_base(bases, definition.origin.owner, steps)))
    short, plain, long = step_words(steps)
    made = [joined(lead, pascal(words)) if words else None for words in (short, plain, long)]
    stated, extension = definition.stated
    candidates: Candidates = [(pascal(split_words(stated)), extension)] if stated else []
    candidates += [(name, "position") for name in made if name is not None]
    candidates += [(joined(lead, pascal(split_words(definition.title))), "title")] if definition.title else []
    candidates.append((suffixed(made[-1] or joined(lead), "Inner"), "position, qualified"))
    return (2 if short == plain else 3), candidates


def _base(bases: Mapping[str, Words], owner: str, steps: tuple[Step, ...]) -> Words:
    """Return the leading words for definitions of an operation: ``promotion_codes.list`` has ``PromotionCodeList``."""
    words = bases.get(owner, split_words(owner))
    return words[:-1] if steps[0].role is Role.LIST and words[-1] == "list" else words


def name_models(
    api: Api,
    named: ClassNames,
    roots: Mapping[DefId, DefId],
    bases: Mapping[str, Words],
    reserved: Reserved,
) -> dict[DefId, ModelName]:
    """Assign every class to the module of its root definition, and name its TypedDict."""
    classes = named.names
    # an imported module with the name of a class would shadow the class
    modules: Scope[DefId] = Scope(reserved=reserved.model_modules | frozenset(classes.values()), fold=fold)
    for root in dict.fromkeys(roots.values()):
        origin = api.definitions[root].origin
        # variants of one response share a module: it is named after the response, not after the first variant
        words = (
            (*_base(bases, origin.owner, origin.path), *step_words(origin.path[:1])[0])
            if origin.owner in bases
            else split_words(classes[root])
        )
        name = snake(words)
        modules.claim(root, [name, suffixed(name)], rank=0 if api.definitions[root].origin.component else 1)
    settled = modules.settle(lambda name, n: suffixed(name, f"_{n + 1}"))
    dicts: Scope[DefId] = Scope(reserved=reserved.model_classes, taken=frozenset(classes.values()), fold=fold)
    for key, name in classes.items():
        word = "Param" if isinstance(api.definitions[key].type, Union | Choice) else "Dict"
        dicts.claim(key, [suffixed(name, word), suffixed(name, f"Typed{word}")])
    typed = dicts.settle(lambda name, n: suffixed(name, str(n + 1)))
    values: Scope[DefId] = Scope(reserved=reserved.model_classes, taken=frozenset(classes.values()), fold=fold)
    for key, name in classes.items():
        values.claim(key, [suffixed(name, "Values"), suffixed(name, "Constants")])
    constants = values.settle(lambda name, n: suffixed(name, str(n + 1)))
    return {
        key: ModelName(
            module=settled[roots[key]],
            name=name,
            typed_dict=typed[key],
            constants=constants[key],
            source=named.sources.get(key, ""),
        )
        for key, name in classes.items()
    }


def name_members(api: Api) -> dict[DefId, tuple[Ident, ...]]:
    """Name the values of the enums that have names, in their order: ``in_progress`` is ``IN_PROGRESS``."""
    found: dict[DefId, tuple[Ident, ...]] = {}
    for key, definition in api.definitions.items():
        if isinstance(definition.type, Choice) and definition.type.kind:
            stated = dict(definition.type.members)
            scope: Scope[str | float] = Scope()
            for value in definition.type.values:
                name = constant(snake(split_words(stated.get(value, str(value)))))
                scope.claim(value, [name, joined("VALUE_", name)], rank=value not in stated and name != str(value))
            names = scope.settle(lambda name, n: suffixed(name, f"_{n + 1}"))
            found[key] = tuple(names[value] for value in definition.type.values)
    return found


def name_fields(definition: Definition, pins: Mapping[str, str]) -> dict[str, Ident]:
    """Name the fields of an object."""
    node = definition.type
    if not isinstance(node, Object):
        return {}
    lead = "#" + definition.location.pointer + "/properties/"
    scope: Scope[str] = Scope(
        reserved=MODEL_FIELDS,
        pins={name: joined(pin) for name, pin in _field_pins(node, lead, pins) if is_name(pin)},
    )
    for item in node.fields:
        name = snake(split_words(item.stated or item.name))
        rank = 0 if name == item.name else 1
        safe = suffixed(name) if not name.endswith("_") else suffixed(name, "field")
        scope.claim(item.name, [name, safe, suffixed(name, "_field")], rank)
    return scope.settle(lambda name, n: suffixed(name, f"_{n + 1}"))


def name_refs(api: Api, classes: Mapping[DefId, Ident], reserved: frozenset[str]) -> dict[tuple[DefId, ...], Ident]:
    """Name the alias of every expandable id (``CustomerRef``) after its first target, or after all on a collision."""
    groups = {
        node.targets
        for definition in api.definitions.values()
        for node in descend(definition.type)
        if isinstance(node, Expandable)
    }
    scope: Scope[tuple[DefId, ...]] = Scope(reserved=frozenset(classes.values()) | reserved)
    for group in sorted(groups):
        first = classes[group[0]]
        both = joined("Or".join(classes[target] for target in group))
        scope.claim(group, [suffixed(first, "Ref"), suffixed(both, "Ref")], rank=len(group))
    return scope.settle(lambda name, n: suffixed(name, str(n + 1)), order="|".join)


def name_lazy(api: Api, classes: Mapping[DefId, Ident], reserved: frozenset[str]) -> dict[DefId, Ident]:
    """Name the alias of every target of a cut reference (``LazyCustomer``)."""
    targets = {
        node.target
        for definition in api.definitions.values()
        for node in descend(definition.type)
        if isinstance(node, RefTo) and node.cut
    }
    taken = frozenset(classes.values()) | reserved
    scope: Scope[DefId] = Scope(reserved=taken)
    for target in sorted(targets):
        name = joined("Lazy", classes[target])
        scope.claim(target, [name, suffixed(name)])
    return scope.settle(lambda name, n: suffixed(name, str(n + 1)))


def _field_pins(node: Object, lead: str, pins: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((item.name, pins[lead + item.name]) for item in node.fields if lead + item.name in pins)
