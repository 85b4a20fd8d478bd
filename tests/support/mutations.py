"""Mutates valid documents: a random node is replaced, removed or copied elsewhere."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

    Path = tuple[str | int, ...]
    Draw = Any

TEXT = {"type": "string"}
WORDS = st.sampled_from(
    [
        "",
        "$ref",
        "#",
        "#/components/schemas/Pet",
        "#/components/schemas/Loop",
        "#/paths/~1pets/get",
        "object",
        "null",
        "string",
        'a b\n"c"',
        "query",
        "default",
        "200",
        "{id}",
        "/pets/{id}/{id}",
        "é日本\u202e",
        "class",
    ]
)
ODD = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-3, 10**20), st.floats(allow_nan=False, allow_infinity=False), WORDS
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=4,
)

PETS: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1", "description": "D"},
    "servers": [{"url": "https://{h}/v1", "variables": {"h": {"default": "a", "enum": ["a"]}}}],
    "tags": [{"name": "pets", "description": "T"}],
    "security": [{"key": []}],
    "paths": {
        "/pets": {
            "parameters": [{"$ref": "#/components/parameters/Trace"}],
            "get": {
                "operationId": "listPets",
                "tags": ["pets"],
                "parameters": [
                    {"name": "starting_after", "in": "query", "schema": TEXT},
                    {
                        "name": "created",
                        "in": "query",
                        "style": "deepObject",
                        "explode": True,
                        "schema": {"anyOf": [{"type": "integer"}, {"type": "object", "properties": {"gt": TEXT}}]},
                    },
                    {"name": "filter", "in": "query", "content": {"application/json": {"schema": TEXT}}},
                ],
                "responses": {
                    "200": {
                        "description": "D",
                        "headers": {"X-Next": {"schema": TEXT}},
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["data"],
                                    "properties": {
                                        "data": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
                                        "has_more": {"type": "boolean"},
                                    },
                                }
                            }
                        },
                    },
                    "default": {"$ref": "#/components/responses/Bad"},
                },
            },
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/x-www-form-urlencoded": {
                            "schema": {"$ref": "#/components/schemas/NewPet"},
                            "encoding": {"tags": {"style": "deepObject", "explode": True}},
                        },
                        "multipart/form-data": {"schema": {"type": "object", "properties": {"file": TEXT}}},
                    },
                },
                "responses": {"201": {"description": "D", "content": {"text/plain": {"schema": TEXT}}}},
            },
        },
        "/pets/{id}": {
            "get": {
                "deprecated": True,
                "security": [],
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
                    }
                },
            }
        },
    },
    "components": {
        "schemas": {
            "NewPet": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "^a", "default": "a"},
                    "tags": {"type": "array", "items": TEXT, "minItems": 1, "uniqueItems": True},
                    "size": {"type": "number", "minimum": 1, "exclusiveMaximum": 9, "multipleOf": 0.5},
                    "kind": {"enum": ["cat", "dog", None]},
                },
            },
            "Pet": {
                "allOf": [
                    {"$ref": "#/components/schemas/NewPet"},
                    {
                        "type": "object",
                        "properties": {
                            "id": TEXT,
                            "object": {"const": "pet"},
                            "created": {"type": "integer", "format": "unix-time"},
                            "owner": {
                                "anyOf": [TEXT, {"$ref": "#/components/schemas/Owner"}],
                                "x-expansionResources": {"oneOf": [{"$ref": "#/components/schemas/Owner"}]},
                            },
                            "where": {"type": ["object", "null"], "additionalProperties": TEXT},
                            "pair": {"type": "array", "prefixItems": [TEXT, {"type": "integer"}], "items": False},
                        },
                    },
                ]
            },
            "Owner": {
                "title": "Owner",
                "properties": {
                    "pet": {"$ref": "#/components/schemas/Pet"},
                    "loop": {"$ref": "#/components/schemas/Loop"},
                },
            },
            "Loop": {
                "oneOf": [
                    {"type": "object", "required": ["k"], "properties": {"k": {"const": "a"}}},
                    {"type": "object", "required": ["k"], "properties": {"k": {"const": "b"}}},
                    {"$ref": "#/components/schemas/Owner"},
                ],
                "discriminator": {"propertyName": "k", "mapping": {"o": "Owner"}},
            },
            "Error": {
                "type": "object",
                "properties": {"error": {"type": "object", "properties": {"message": TEXT, "type": {"enum": ["api"]}}}},
            },
        },
        "parameters": {"Trace": {"name": "X-Trace", "in": "header", "schema": TEXT}},
        "responses": {
            "Bad": {
                "description": "bad",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
            }
        },
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    },
}


def places(value: object, at: Path = ()) -> Iterator[Path]:
    """Yield the path of every node below a value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in pairs:
        yield (*at, key)
        yield from places(child, (*at, key))


def found_at(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


PLACES = list(places(PETS))


@st.composite
def mutated(draw: Draw, most: int = 2) -> dict[str, Any]:
    """Draw a document with one or two nodes removed, or replaced by an unusual value or a copy of another node."""
    spec = copy.deepcopy(PETS)
    for path in draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=most)):
        try:
            parent = found_at(spec, path[:-1])
            parent[path[-1]]
        except (KeyError, IndexError, TypeError):
            continue  # removed by the first mutation
        match draw(st.integers(0, 3)):
            case 0:
                del parent[path[-1]]
            case 1:
                parent[path[-1]] = copy.deepcopy(found_at(PETS, draw(st.sampled_from(PLACES))))
            case 2 if isinstance(parent, dict):
                parent[draw(WORDS)] = parent.pop(path[-1])
            case _:
                parent[path[-1]] = draw(ODD)
    return spec


def changed_text(draw: Draw, document: Any, at: Path, texts: Any) -> None:
    """Replace a value, or its key, by a drawn string."""
    try:
        parent = found_at(document, at[:-1])
        value = parent[at[-1]]
    except (KeyError, IndexError, TypeError):
        return  # removed by an earlier mutation
    if isinstance(value, str) and draw(st.booleans()):
        parent[at[-1]] = draw(texts)
    elif isinstance(parent, dict):
        parent[draw(texts)] = parent.pop(at[-1])


def changed_bytes(draw: Draw, content: bytes) -> bytes:
    """Replace, insert or remove bytes at one to three places."""
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(0, len(changed) - 1)))
        piece = draw(st.binary(max_size=4) | st.sampled_from(_PIECES))
        match draw(st.integers(0, 3)):
            case 0:
                changed[at : at + len(piece)] = piece
            case 1:
                changed[at:at] = piece
            case 2:
                del changed[at : at + draw(st.integers(1, 200))]
            case _:
                del changed[at:]
    return bytes(changed)


_PIECES = (b'"', b"{", b"}", b"[", b"]", b":", b",", b"\n", b"\r", b"\t", b"#", b"$", b"&a ", b"*a", b"!!x ", b"<<: ")
"""Bytes with a meaning in JSON or YAML."""
