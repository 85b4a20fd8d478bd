"""Lists the elements of an OpenAPI 3.x or Swagger 2.0 document, independent of the generator.

It lists only unambiguous elements: operations under paths, with their parameters, media types, responses and security;
and schemas with ``type: object`` and ``properties`` without any other keyword that changes their meaning, in components
and inline, with the values of their enums.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from codegen.core.location import pointer, pointer_tokens

if TYPE_CHECKING:
    from tests.support.sandbox import Imported

Json: TypeAlias = Any
Fact: TypeAlias = tuple[str, ...]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_PLAIN = frozenset(
    {"type", "properties", "required", "title", "description", "example", "examples", "additionalProperties"}
)
_SCHEMES = {"http", "apiKey", "oauth2", "openIdConnect", "mutualTLS", "basic"}
_IGNORED_HEADERS = {"accept", "content-type", "authorization"}
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """An object schema: its pointer, and its properties with the values of their enums."""

    pointer: str
    fields: Mapping[str, frozenset[object]]


def operations(document: Json) -> Iterator[tuple[str, str]]:
    """Yield ``METHOD path`` and the pointer of every operation of a document."""
    for name, place, _, _ in _operations(document):
        yield name, place


def _operations(document: Json) -> Iterator[tuple[str, str, Json, Json]]:
    paths = document.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        for method in METHODS if isinstance(item, dict) and not path.startswith("x-") else ():
            if isinstance(item.get(method), dict):
                yield f"{method.upper()} {path}", pointer("paths", path, method), item[method], item


def facts(document: Json) -> Iterator[tuple[Fact, str]]:
    """Yield facts about the operations and about the document, each with its pointer.

    ``(operation, place, name)`` is a parameter, ``(operation, "body", media type)`` a body, ``(operation, "reply",
    status, media type)`` a reply, ``(operation, "security", scheme)`` a requirement.
    """
    components = document.get("components")
    section: tuple[str, ...] = ("components", "securitySchemes")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    if "swagger" in document:
        section, schemes = ("securityDefinitions",), document.get("securityDefinitions")
    for name, scheme in schemes.items() if isinstance(schemes, dict) else ():
        if isinstance(scheme, dict) and scheme.get("type") in _SCHEMES:
            yield ("scheme", name), pointer(*section, name)
    servers = document.get("servers")
    url = servers[0].get("url", "") if servers and isinstance(servers[0], dict) else ""
    if url.startswith("http") and "{" not in url:
        yield ("server", url.rstrip("/")), pointer("servers", 0)
    for name, place, operation, item in _operations(document):
        if not any(mark in name for mark in "?#"):
            yield from (((name, *fact), place) for fact in _parameters(document, operation, item))
            yield from (((name, *fact), place) for fact in _bodies(document, operation))
            yield from (((name, *fact), place) for fact in _replies(document, operation))
            required = operation.get("security", document.get("security")) or []
            yield from (((name, "security", scheme), place) for each in required for scheme in each)


def _resolved(document: Json, value: Json) -> Json:
    """Return a value, or the target of a reference within the document; empty for other files."""
    for _ in range(9):
        ref = value.get("$ref") if isinstance(value, dict) else None
        if not isinstance(ref, str):
            return value
        if not ref.startswith("#/") or "%" in ref:
            return None
        value = document
        for token in pointer_tokens(ref[1:]):
            value = value.get(token) if isinstance(value, dict) else None
    return None


def _listed(document: Json, *owners: Json) -> Iterator[Json]:
    for owner in owners:
        for each in owner.get("parameters") or ():
            param = _resolved(document, each)
            if isinstance(param, dict) and "name" in param and "in" in param:
                yield param


def _parameters(document: Json, operation: Json, item: Json) -> Iterator[Fact]:
    for param in _listed(document, operation, item):
        header = param["in"] == "header" and param["name"].lower() in _IGNORED_HEADERS
        if param["in"] in {"query", "header", "cookie"} and not header:
            yield param["in"], param["name"]


def _bodies(document: Json, operation: Json) -> Iterator[Fact]:
    body = _resolved(document, operation.get("requestBody"))
    for media in body.get("content") or () if isinstance(body, dict) else ():
        if "*" not in media:
            yield "body", media.strip()
    if "swagger" in document and any(param["in"] == "body" for param in _listed(document, operation)):
        for media in operation.get("consumes", document.get("consumes")) or ("application/json",):
            yield "body", media.strip()


def _replies(document: Json, operation: Json) -> Iterator[Fact]:
    for status, each in (operation.get("responses") or {}).items():
        reply = _resolved(document, each)
        if status.startswith("x-") or not isinstance(reply, dict):
            continue
        code = status if status == "default" else status.upper()
        yield "reply", code
        for media in reply.get("content") or ():
            if "*" not in media:  # a range: the generator chooses a type
                yield "reply", code, media.strip()
        if "swagger" in document and "schema" in reply and reply["schema"].get("type") != "file":
            for media in operation.get("produces", document.get("produces")) or ("application/json",):
                yield "reply", code, media.strip()


def things(document: Json) -> Iterator[Thing]:
    """Yield the unambiguous objects among the component schemas and inside of them."""
    components = document.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    place: tuple[str, ...] = ("components", "schemas")
    if "swagger" in document:
        schemas, place = document.get("definitions"), ("definitions",)
    for name, schema in schemas.items() if isinstance(schemas, dict) else ():
        yield from _objects(schema, pointer(*place, name))
    for _, at, operation, _ in _operations(document):
        for inner, schema in _schemas(operation):
            yield from _objects(schema, at + inner)


def _schemas(operation: Json) -> Iterator[tuple[str, Json]]:
    """Yield the inline schemas of JSON and form content of an operation."""
    body = operation.get("requestBody")
    owners = [("/requestBody", body)]
    owners += [(pointer("responses", key), reply) for key, reply in (operation.get("responses") or {}).items()]
    for at, owner in owners:
        content = (owner.get("content") if isinstance(owner, dict) else None) or {}
        medias = [name for name in content if "json" in name or name.startswith(_FORMS)]
        if len(medias) == len(content):
            yield from ((at + pointer("content", name, "schema"), content[name].get("schema")) for name in medias)


def _objects(schema: Json, at: str) -> Iterator[Thing]:
    """Yield an object and the objects in its properties and items."""
    if not isinstance(schema, dict):
        return
    if schema.get("type") == "array" and schema.keys() <= {"type", "items", "description", "title", "example"}:
        yield from _objects(schema.get("items"), f"{at}/items")
    properties = schema.get("properties")
    plain = schema.get("type") == "object" and schema.keys() <= _PLAIN
    if not plain or not isinstance(properties, dict) or not properties or _one_way(properties):
        return
    yield Thing(pointer=at, fields={key: frozenset(_members(item)) for key, item in properties.items()})
    for key, item in properties.items():
        yield from _objects(item, at + pointer("properties", key))


def _one_way(properties: Json) -> bool:
    """Return whether there are read-only or write-only properties: the class of one direction lacks them."""
    flags = ("readOnly", "writeOnly")
    return any(isinstance(item, dict) and any(item.get(flag) for flag in flags) for item in properties.values())


def _members(schema: Json) -> Iterator[str]:
    """Yield the values that a ``Literal`` can express; an enum with an array or an object is an assertion instead."""
    enum = schema.get("enum") if isinstance(schema, dict) and schema.get("type") == "string" else None
    if isinstance(enum, list) and not any(isinstance(value, list | dict | float) for value in enum):
        yield from (value for value in enum if isinstance(value, str))


def missing(document: Json, imported: Imported) -> list[str]:
    """Return the pointers of operations, objects and facts that a package lacks."""
    lost = [place for name, place in operations(document) if name not in imported.operations]
    lost += [place for fact, place in facts(document) if imported.facts and fact not in imported.facts]
    return lost + [thing.pointer for thing in things(document) if not any(map(_is(thing), imported.models.values()))]


def _is(thing: Thing) -> Any:
    def fits(fields: Mapping[str, frozenset[object]]) -> bool:
        return thing.fields.keys() <= fields.keys() and all(
            members <= fields[key] for key, members in thing.fields.items()
        )

    return fits


def unexplained(lost: list[str], left_out: list[str]) -> list[str]:
    """Return lost elements without a diagnostic at, above or below their pointers."""
    return [
        place
        for place in lost
        if not any(f"{place}/".startswith(f"{at}/") or f"{at}/".startswith(f"{place}/") for at in left_out)
    ]
