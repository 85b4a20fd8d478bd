"""What a document holds, counted without the generator: its operations, objects and enum members.

Only what is beyond doubt counts: operations that are objects under paths, and component schemas that say ``type:
object`` and give ``properties`` without any other keyword that could change what they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from codegen.core.location import pointer

if TYPE_CHECKING:
    from tests.support.sandbox import Imported

Json: TypeAlias = Any

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_PLAIN = frozenset(
    {"type", "properties", "required", "title", "description", "example", "examples", "additionalProperties"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """An object of a document: where it stands, and its fields with the members of their enums."""

    pointer: str
    fields: Mapping[str, frozenset[object]]


def operations(document: Json) -> Iterator[tuple[str, str]]:
    """Yield ``METHOD path`` and the pointer of every operation of a document."""
    paths = document.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        for method in METHODS if isinstance(item, dict) and not path.startswith("x-") else ():
            if isinstance(item.get(method), dict):
                yield f"{method.upper()} {path}", pointer("paths", path, method)


def things(document: Json) -> Iterator[Thing]:
    """Yield the objects among the component schemas that are plain enough to be counted."""
    components = document.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    for name, schema in schemas.items() if isinstance(schemas, dict) else ():
        if isinstance(schema, dict) and schema.get("type") == "object" and schema.keys() <= _PLAIN:
            properties = schema.get("properties")
            if isinstance(properties, dict) and properties:
                fields = {key: frozenset(_members(item)) for key, item in properties.items()}
                yield Thing(pointer=pointer("components", "schemas", name), fields=fields)


def _members(schema: Json) -> Iterator[str]:
    """Yield the members that a ``Literal`` can hold; an enum with a list or an object in it is a rule instead."""
    enum = schema.get("enum") if isinstance(schema, dict) and schema.get("type") == "string" else None
    if isinstance(enum, list) and not any(isinstance(value, list | dict | float) for value in enum):
        yield from (value for value in enum if isinstance(value, str))


def missing(document: Json, imported: Imported) -> list[str]:
    """Return the pointers of operations and objects that a package does not have."""
    lost = [place for name, place in operations(document) if name not in imported.operations]
    return lost + [thing.pointer for thing in things(document) if not any(map(_is(thing), imported.models.values()))]


def _is(thing: Thing) -> Any:
    def fits(fields: Mapping[str, frozenset[object]]) -> bool:
        return thing.fields.keys() <= fields.keys() and all(
            members <= fields[key] for key, members in thing.fields.items()
        )

    return fits


def unexplained(lost: list[str], left_out: list[str]) -> list[str]:
    """Return what is lost without a finding at it, above it or below it."""
    return [
        place
        for place in lost
        if not any(f"{place}/".startswith(f"{at}/") or f"{at}/".startswith(f"{place}/") for at in left_out)
    ]
