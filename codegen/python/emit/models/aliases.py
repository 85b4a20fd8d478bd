"""Emits type aliases for definitions that are not objects, after the classes of their module."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.ir.types import Object, RefTo
from codegen.ir.walk import references
from codegen.python.code import Code, docstring, fmt, join, literal
from codegen.python.emit.annotate import Annotator
from codegen.python.emit.descriptions import described_element
from codegen.python.emit.formats import chosen_place

if TYPE_CHECKING:
    from codegen.ir.api import Api
    from codegen.ir.types import DefId
    from codegen.python.emit.imports import Imports
    from codegen.python.emitter import EmitInput
    from codegen.python.names import NameTable


@dataclass(frozen=True, slots=True)
class AliasView:
    """One alias. ``plain`` means a ``TypeAlias`` of a class or alias; ``value`` is quoted if it names later aliases.

    pydantic loses a ``TypeAliasType`` whose value is only another one (a reference to a reference) when it embeds
    complete models in others; such an alias is plain.
    """

    name: Code
    value: Code
    doc: Code
    plain: bool


def alias_views(given: EmitInput, module: str, keys: list[DefId], imports: Imports) -> list[AliasView]:
    """Return the aliases of one module, each after those that its value names where possible."""
    api, names = given.api, given.names
    annotator = Annotator(api, names, up="..", imports=imports, local=True, home=module)
    rows = [
        _shared(annotator, key, given.shared[key]) if key in given.shared else _alias(api, names, annotator, key, later)
        for key, later in _ordered(api, keys)
    ]
    if any(not row.plain for row in rows):
        imports.use("typing_extensions", "TypeAliasType")
    if any(row.plain for row in rows):
        imports.use("typing", "TypeAlias")
    return rows


def _shared(annotator: Annotator, key: DefId, place: str) -> AliasView:
    """Return the name of a model that another package has."""
    value = annotator.python(*chosen_place(place))
    return AliasView(name=annotator.names.models[key].name, value=value, doc=join("", []), plain=True)


def _ordered(api: Api, keys: list[DefId]) -> list[tuple[DefId, set[DefId]]]:
    """Return each alias with those that are not yet defined at its position: names of these must be quoted."""
    inner = {key: set(references(api.definitions[key].type)) & set(keys) for key in keys}
    done: list[tuple[DefId, set[DefId]]] = []
    waiting = list(keys)
    while waiting:
        undone = set(waiting)
        free = (key for key in waiting if not inner[key] & undone)
        ready = next(free, None) or next((key for key in waiting if not _is_name(api, key)), waiting[0])
        done.append((ready, set(waiting)))
        waiting.remove(ready)
    return done


def _alias(api: Api, names: NameTable, annotator: Annotator, key: DefId, undefined: set[DefId]) -> AliasView:
    definition = api.definitions[key]
    node = definition.type
    value = annotator.annotated(node)
    quoted = bool(set(references(node)) & undefined)
    text = described_element(definition, names.models[key].name)
    return AliasView(
        name=names.models[key].name,
        value=literal(str(value)) if quoted else value,
        doc=fmt("{}\n", docstring(text, 0)) if text else join("", []),
        plain=_is_name(api, key) and not quoted,
    )


def _is_name(api: Api, key: DefId) -> bool:
    """Return whether a definition is only another name of a class or alias."""
    node = api.definitions[key].type
    if node.chosen:
        return not node.nullable
    if not isinstance(node, RefTo) or node.nullable:
        return False
    return isinstance(api.definitions[node.target].type, Object) or node == RefTo(target=node.target)
