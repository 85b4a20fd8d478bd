"""Documents in which every name, value and free text is what an attacker would write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

Text = Callable[[], str]
Json = Any

CALL = "pwned_call()"
"""What attacks run. The generated code never calls it, whatever it is part of."""

_BREAKOUTS = (
    '"""\n{}\n"""',
    "'''\n{}\n'''",
    '"\n{}\n"',
    "'\n{}\n'",
    '\\"""\n{}\n#',
    '\\\\"""\n{}\n#',
    '"); {}; ("',
    "'); {}; ('",
    '"] = {}; x["',
    "\n{}\n",
    "\r{}\r",
    "\x0b{}\x0c{}",
    "\x1c{}\x85{}",
    "\u2028{}\u2029",
    "#\n{}",
    "{{{{ {} }}}}",
    "{{% set x = {} %}}",
    "{{{}}}",
    "${{{}}}",
    "%({})s",
    "\\N{{LATIN SMALL LETTER A}}{}",
    "\\x22\\x22\\x22\n{}",
    "\u202e{}\u2066",
    "::error::{}",
    "\x1b]0;{}\x07",
    "${{{{ {} }}}}",
    "`{}`",
    "/../../{}",
    "..\\..\\{}",
    "C:\\{}",
    "con.{}",
    "{}\x7f\u200b\ufeff",
    "].__class__.__bases__[0].{}[",
    "a: {}\nb",
    "import {}",
    "lambda: {}",
    "__init__",
    "__class__",
    "__import__('os').{}",
    "model_config",
    "model_dump",
    "class",
    "None",
    "self",
    "\ufb01eld {}",
    "\U00018d80{}",
    "\U0001d4ee{}",
    "",
    " ",
    ".",
    "..",
    "/",
    "~1{}~0",
    "%2e%2e%2f{}",
)
ATTACKS = tuple(
    breakout.format(CALL, CALL) if breakout.count("{}") > 1 else breakout.format(CALL) for breakout in _BREAKOUTS
)

PARTS = st.one_of(
    st.sampled_from(ATTACKS),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(['"', "'", "\\", "\n", "#", '"""', "{", "}", "{{", "}}", "%}", CALL, "\x00", "\u2028"]),
)
TEXTS = st.lists(PARTS, min_size=1, max_size=4).map("".join)


class Drawn:
    """Texts one after the other; names differ from each other by a number."""

    def __init__(self, draw: Text) -> None:
        self.draw = draw
        self.count = 0

    def name(self) -> str:
        self.count += 1
        return f"{self.draw()}{self.count}"


def hostile_document(draw: Text) -> tuple[Json, list[frozenset[str]]]:
    """Return a document, and the sets of property names that it gives its objects."""
    drawn = Drawn(draw)
    name = drawn.name
    first, second = name(), name()
    things, parts = [name() for _ in range(5)], [name() for _ in range(3)]
    schemes, tag, path = [name(), name()], name(), _plain(name())
    texts = {"title": draw(), "description": draw()}

    def ref(key: str) -> Json:
        return {"$ref": "#/components/schemas/" + _pointer(key), "description": draw()}

    thing = {
        **texts,
        "type": "object",
        "required": things[:2],
        "properties": {
            things[0]: {"type": "string", "default": draw(), "description": draw(), "example": draw()},
            things[1]: {"enum": list(dict.fromkeys([draw(), draw(), name()])), "description": draw()},
            things[2]: ref(second),
            things[3]: {"type": "array", "items": {"anyOf": [ref(second), {"type": "string", "pattern": draw()}]}},
            things[4]: {"type": "object", "default": {name(): [draw()]}, "additionalProperties": ref(second)},
        },
    }
    part = {
        "type": "object",
        "title": draw(),
        "properties": {key: {"type": "string", "format": draw(), "x-" + draw(): draw()} for key in parts},
        "discriminator": {"propertyName": parts[0], "mapping": {draw(): draw()}},
    }
    operation = {
        "operationId": name(),
        "summary": draw(),
        "tags": [tag, draw()],
        "security": [{scheme: [draw()]} for scheme in schemes],
        **texts,
        "externalDocs": {"url": draw(), "description": draw()},
        "parameters": [
            {"name": path, "in": "path", "required": True, "schema": {"type": "string"}, "description": draw()},
            {"name": name(), "in": "query", "schema": {"type": "string", "default": draw(), "enum": [draw()]}},
            {"name": name(), "in": "header", "schema": {"type": "string"}, "example": draw()},
            {"name": name(), "in": "cookie", "schema": {"type": "string"}},
        ],
        "requestBody": {"description": draw(), "content": {"application/json": {"schema": ref(first)}}},
        "responses": {
            "200": {
                "description": draw(),
                "headers": {name(): {"schema": {"type": "string"}, "description": draw()}},
                "content": {"application/json": {"schema": ref(first)}, draw(): {"schema": ref(second)}},
            },
            "default": {"description": draw()},
        },
    }
    document = {
        "openapi": "3.1.0",
        "info": {**texts, "version": draw(), "license": {"name": draw()}, "contact": {"name": draw()}},
        "servers": [{"url": "https://" + draw(), "description": draw(), "variables": {name(): {"default": draw()}}}],
        "tags": [{"name": tag, "description": draw()}],
        "paths": {"/a/{" + path + "}/" + _plain(draw()): {"post": operation, "description": draw()}},
        "components": {
            "schemas": {first: thing, second: part},
            "securitySchemes": {
                schemes[0]: {"type": "apiKey", "in": "header", "name": draw(), "description": draw()},
                schemes[1]: {"type": "http", "scheme": draw()},
            },
        },
    }
    return document, [frozenset(things), frozenset(parts)]


def _plain(text: str) -> str:
    """Take out the braces: a path in which they do not match is refused."""
    return text.replace("{", "").replace("}", "")


def _pointer(key: str) -> str:
    return quote(key.replace("~", "~0").replace("/", "~1"), safe="")
