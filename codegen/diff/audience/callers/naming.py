"""Python names that changed although the wire names did not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.diff.model.rules import INFO, single
from codegen.ir.types import Object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.match.pairs import OperationPair, SchemaPair
    from codegen.diff.model.changes import Change
    from codegen.ir.api import OpId
    from codegen.ir.types import Type

POSITIONAL = "positional-argument-renamed"
"""Suffix of the change of an argument that callers usually pass by position."""

RULES = (
    single("caller-class-renamed", INFO, "none", "Python", "name", "class renamed, or moved to another module"),
    single("caller-field-renamed", INFO, "none", "Python", "name", "attribute of a class renamed"),
    single("caller-method-renamed", INFO, "none", "Python", "name", "method renamed, or moved to another resource"),
    single("caller-argument-renamed", INFO, "request", "Python", "name", "argument of a method renamed"),
)


def field_changes(old: ComparedApi, new: ComparedApi, pair: SchemaPair, name: str) -> Iterator[Change]:
    """Yield changed names of a class and of the attributes that both versions have."""
    old_key, new_key = old.definition_at(pair.old.location), new.definition_at(pair.new.location)
    before = old.names.models.get(old_key) if old_key is not None else None
    after = new.names.models.get(new_key) if new_key is not None else None
    if old_key is None or new_key is None or before is None or after is None:
        return
    if (before.module, before.name) != (after.module, after.name):
        was, now = f"models.{before.module}.{before.name}", f"models.{after.module}.{after.name}"
        words = f"{name}: class renamed from {was} to {now}"
        yield pair.change("caller-class-renamed", name, words, was, now)
    for wire in _shared_fields(pair.old.type, pair.new.type):
        was_field, now_field = old.names.fields.get((old_key, wire)), new.names.fields.get((new_key, wire))
        if was_field and now_field and was_field != now_field:
            words = f"{name}.{wire}: attribute renamed from .{was_field} to .{now_field}"
            yield pair.change("caller-field-renamed", f"{name}.{wire}", words, str(was_field), str(now_field))


def _shared_fields(old: Type, new: Type) -> list[str]:
    """Return the wire names of the fields that both versions of an object have, in the order of the new one."""
    if not isinstance(old, Object) or not isinstance(new, Object):
        return []
    names = {item.name for item in old.fields}
    return [item.name for item in new.fields if item.name in names]


def method_path(side: ComparedApi, operation: OpId) -> str:
    """Return the method of an operation as callers write it: ``promotion_codes.create``."""
    name = side.names.operations.get(operation)
    if name is None:
        return ""
    attributes = []
    for end in range(1, len(name.resource) + 1):
        resource = side.names.resources.get(name.resource[:end])
        if resource is not None:
            attributes.append(str(resource.attribute))
    return ".".join([*attributes, str(name.method)])


def arguments(side: ComparedApi, operation: OpId) -> dict[tuple[str, str], str]:
    """Return the arguments of an operation by place (``path``, ``query`` …, ``body``) and wire name."""
    name = side.names.operations.get(operation)
    if name is None:
        return {}
    found = {(str(where), wire): str(ident) for (where, wire), ident in name.params.items()}
    return found | {("body", wire): str(ident) for wire, ident in name.body.items()}


def operation_changes(pair: OperationPair) -> Iterator[Change]:
    """Yield changed names of a method and of the arguments that both versions have."""
    before, after = method_path(pair.old_api, pair.old.id), method_path(pair.new_api, pair.new.id)
    if before != after and before and after:
        words = f"{pair.name}: method renamed from {before}() to {after}()"
        yield pair.change("caller-method-renamed", pair.name, words, before, after)
    one, two = arguments(pair.old_api, pair.old.id), arguments(pair.new_api, pair.new.id)
    one, two = _by_position(one, pair.old.path), _by_position(two, pair.new.path)
    known = pair.old_api.names.operations.get(pair.old.id)
    positional = _by_position({("path", name): "" for name in known.positional} if known else {}, pair.old.path)
    for key, was in one.items():
        now = two.get(key)
        if now is not None and now != was:
            words = f"{pair.name}: argument of {after}() renamed from {was} to {now}"
            subject = f"{pair.name} {was}"
            change = pair.change("caller-argument-renamed", subject, words, was, now)
            yield replace(change, suffix=POSITIONAL) if key in positional else change


def _by_position(names: dict[tuple[str, str], str], path: tuple[str, ...]) -> dict[tuple[str, str], str]:
    """Key path parameters by their position: their names are not part of the wire."""
    places = {("path", name): ("path", str(index)) for index, name in enumerate(path[1::2])}
    return {places.get(key, key): name for key, name in names.items()}
