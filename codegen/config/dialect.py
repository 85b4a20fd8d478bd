"""Reads ``[tables.dialect]`` and dialect files: how the pages of a vendor write types, flags, routes and headings.

The result is plain data, so that it can be stored with the inputs of a package; ``tables.dialects`` compiles it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from codegen.config.toml import parse_toml
from codegen.config.values import TomlTable
from codegen.core.location import Location
from codegen.core.phrase import phrase_problem

if TYPE_CHECKING:
    from pathlib import Path

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.json import Json

DIALECTS = ("stripe", "discord", "telegram", "github", "aws", "slack", "twilio", "readme", "openapi-docs")
"""The registry of shipped dialects. The rules of each are a file ``codegen/tables/dialects/NAME.toml``."""
MAX_BYTES = 200_000
MAX_RULES = 2_000
KEYS = ("extends", "signs", "wrapped_responses", "body", "types", "marks", "unmarked", "routes", "headings")
KEYS_INSIDE: Mapping[str, tuple[str, ...]] = {
    "marks": ("required", "optional", "nullable", "deprecated", "ignored"),
    "unmarked": ("object", "parameters", "nullable"),
    "routes": ("lines", "heading", "headings"),
    "headings": ("object", "operation", "request", "response", "ignored"),
}
"""The keys of the tables inside a dialect."""
FLAGS = ("required", "optional", "unknown")
BODIES = ("json", "form", "multipart")
HEADINGS = ("camelCase", "PascalCase", "dotted", "any")
LISTS: Mapping[str, tuple[str, ...]] = {
    "marks.required": ("name", "type", "text"),
    "marks.optional": ("name", "type", "text"),
    "marks.nullable": ("name", "type", "text"),
    "marks.deprecated": ("name", "type", "text"),
    "marks.ignored": ("name", "type", "text"),
    "routes.lines": ("method", "path", "heading", "rest"),
    "headings.object": ("object",),
    "headings.operation": ("operation",),
    "headings.request": (),
    "headings.response": (),
    "headings.ignored": ("any",),
}
"""Keys whose value is a list of phrases, and the placeholders of these."""


def read_dialect(table: TomlTable, known: Sequence[str] = DIALECTS) -> dict[str, Json]:
    """Return the rules of a dialect as plain data; report every error with its location."""
    table.only(*KEYS)
    for key, known_keys in KEYS_INSIDE.items():
        table.table(key).only(*known_keys)
    data: dict[str, Json] = {
        "extends": table.choice("extends", known, ""),
        "signs": list(table.strings("signs")),
        "wrapped_responses": table.flag("wrapped_responses", default=False),
        "body": table.choice("body", BODIES, ""),
        "types": _types(table),
        "unmarked": _unmarked(table),
        "routes.heading": table.table("routes").string("heading", "", _heading_route_problem),
        "routes.headings": table.table("routes").choice("headings", HEADINGS, "any"),
    }
    for key, placeholders in LISTS.items():
        part, _, last = key.rpartition(".")
        owner = table.table(part) if part else table
        data[key] = list(_phrases(owner, last, placeholders))
    return data


def _phrases(owner: TomlTable, key: str, allowed: Sequence[str]) -> tuple[str, ...]:
    phrases = owner.strings(key)
    if len(phrases) > MAX_RULES:
        owner.invalid(key, f"has more than {MAX_RULES} phrases")
        return ()
    for index, phrase in enumerate(phrases):
        if problem := phrase_problem(phrase, allowed):
            owner.invalid(key, f"{phrase!r}: {problem}", "", index)
    return phrases


def _types(table: TomlTable) -> dict[str, Json]:
    types = table.table("types")
    if len(types.value) > MAX_RULES:
        table.invalid("types", f"has more than {MAX_RULES} rules")
        return {}
    for phrase in types.value:
        if problem := phrase_problem(phrase, ("X", "Y", "rest")):
            types.invalid(phrase, problem)
    return {phrase: types.string(phrase, "", _type_problem) for phrase in types.value}


def _type_problem(text: str) -> str:
    return phrase_problem(text, ("X", "Y", "rest"))


def _heading_route_problem(text: str) -> str:
    method, _, path = text.partition(" ")
    if not method.isupper() or not path.startswith("/"):
        return "must be a method and a path, like 'POST /{heading}'"
    return phrase_problem(text, ("heading",))


def _unmarked(table: TomlTable) -> dict[str, Json]:
    part = table.table("unmarked")
    return {
        "object": part.choice("object", FLAGS, "unknown"),
        "parameters": part.choice("parameters", FLAGS, "unknown"),
        "nullable": "never" if part.flag("nullable", default=True) is False else "unknown",
    }


def parse_dialect(text: str, name: str, found: Diagnostics) -> dict[str, Json] | None:
    """Parse a dialect file; return None, with located diagnostics in ``found``, when it is invalid."""
    if len(text) > MAX_BYTES:
        found.error("config-invalid", f"a dialect has at most {MAX_BYTES} characters", Location(name, "", 1, 1))
        return None
    parsed = parse_toml(text, name, found)
    if parsed is None:
        return None
    before = len(found.items)
    value, positions = parsed
    data = read_dialect(TomlTable(value=value, path=(), file=name, positions=positions, found=found))
    return data if len(found.items) == before else None


def load_dialect(path: Path, name: str, found: Diagnostics) -> dict[str, Json] | None:
    """Read a dialect file; return None, with located diagnostics in ``found``, when it is missing or invalid."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        return parse_dialect(data.decode("utf-8-sig"), name, found)
    except UnicodeDecodeError:
        found.error("not-text", "the file is not UTF-8", Location(name))
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        message = "the file does not exist" if missing else f"the file cannot be read: {error.strerror}"
        found.error("file-not-found" if missing else "file-unreadable", message, Location(name))
    return None
