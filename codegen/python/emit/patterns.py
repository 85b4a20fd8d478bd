"""Translates ECMA-262 patterns (JSON Schema Core, 6.4) to the regex engine of pydantic, which runs in linear time.

That engine is Rust's ``regex``, which has no lookaround and no backreferences, and so never backtracks. Patterns
without an equivalent are dropped, since pydantic would raise for them on the first value.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from pydantic_core import SchemaError, SchemaValidator
from pydantic_core.core_schema import str_schema

from codegen.ir.patterns import tokens
from codegen.ir.types import Kind, Scalar
from codegen.ir.walk import descend, request_types, response_types
from codegen.python.emit.formats import takes_facets, unchecked_facets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.json import Json
    from codegen.ir.api import Api
    from codegen.ir.types import Type
    from codegen.python.emitter import EmitInput

MAX_LENGTH = 10_000
"""Maximum number of characters of a pattern: time and memory of compiling grow with it."""

_SHOWN = 60
_OUTSIDE = {
    r"\d": "[0-9]",
    r"\D": "[^0-9]",
    r"\w": "[0-9A-Za-z_]",
    r"\W": "[^0-9A-Za-z_]",
    r"\0": r"\x00",
    "[^]": r"[\s\S]",
    "[]": r"[^\s\S]",
}
_INSIDE = {
    r"\d": "0-9",
    r"\D": "[^0-9]",
    r"\w": "0-9A-Za-z_",
    r"\W": "[^0-9A-Za-z_]",
    r"\b": r"\x08",
    r"\0": r"\x00",
}
# special in a Rust character class: nested classes and set operations
_CLASS_OPERATORS = frozenset("[&~")
_CLASS_ESCAPES = frozenset({r"\d", r"\D", r"\w", r"\W", r"\s", r"\S"})


def usable_pattern(pattern: str) -> str | None:
    """Return the pattern translated for pydantic's engine, None if empty or unsupported."""
    return None if not pattern or problem_of(pattern) else translate(pattern)


@lru_cache(maxsize=4096)
def problem_of(pattern: str) -> str:
    """Return why a pattern is unsupported, or an empty string."""
    if len(pattern) > MAX_LENGTH:
        return f"it is longer than {MAX_LENGTH} characters"
    try:
        SchemaValidator(str_schema(pattern=translate(pattern)))
    except SchemaError as error:
        reasons = [line.strip() for line in str(error).splitlines() if line.strip()]
        last = reasons[-1] if reasons else "it does not compile"
        return last.removeprefix("error: ").removeprefix("SchemaError: ").rstrip(".").lower()
    return ""


def translate(pattern: str) -> str:
    """Translate an ECMA-262 pattern to Rust; constructs without an equivalent stay, and do not compile.

    In ECMA-262, digits and word characters are ASCII (22.2.2.9), and in a character class ``[``, ``&``, ``~`` and a
    ``-`` next to a class escape are literals.
    """
    result: list[str] = []
    before = ""
    for token in tokens(pattern):
        text = token.text
        if text.startswith("\\c") and len(text) > len("\\c"):
            result.append(f"\\x{ord(text[2]) % 32:02x}")
        elif token.inside:
            result.append(_in_class(text, before, pattern[token.end : token.end + 2]))
        else:
            result.append(_OUTSIDE.get(text, text))
        before = text
    return "".join(result)


def _in_class(part: str, before: str, after: str) -> str:
    """Translate a part of a character class."""
    if part == "-" and (before in _CLASS_ESCAPES or after in _CLASS_ESCAPES or after.startswith("-")):
        return r"\-"
    if part[0] in _CLASS_OPERATORS:
        return "\\" + part
    return _INSIDE.get(part, part)


def report_patterns(given: EmitInput, found: Diagnostics) -> None:
    """Warn of each pattern and constraint of an API that the generated models do not check."""
    for node in _types(given.api):
        if isinstance(node, Scalar) and unchecked_facets(node):
            name = f"the format '{node.format}'" if node.format else "the schema"
            message = f"constraints of {name} are not checked: it has its own Python type"
            found.warning("unsupported-keyword", message, node.location)
        for pattern in _patterns_of(node):
            problem = problem_of(pattern)
            if problem:
                shown = pattern if len(pattern) <= _SHOWN else pattern[:_SHOWN] + "…"
                found.warning("unsupported-pattern", f"the pattern {shown!r} is not checked: {problem}", node.location)


def _patterns_of(node: Type) -> list[str]:
    """Return the patterns in the assertions of a type, and its own if checked."""
    patterns = [pattern for rule in node.rules for pattern in _patterns(json.loads(rule))]
    if isinstance(node, Scalar) and takes_facets(node) and node.kind is Kind.STRING and node.facets.pattern:
        patterns.append(node.facets.pattern)
    return patterns


def _patterns(rule: Json) -> Iterator[str]:
    """Yield the patterns of an assertion."""
    if isinstance(rule, list):
        for item in rule:
            yield from _patterns(item)
    elif isinstance(rule, dict):
        for keyword, value in rule.items():
            if keyword == "pattern":
                yield str(value)
            elif keyword not in {"enum", "const"}:
                if keyword == "patternProperties" and isinstance(value, dict):
                    yield from value
                yield from _patterns(value)


def _types(api: Api) -> Iterator[Type]:
    for definition in api.definitions.values():
        yield from descend(definition.type)
    for operation in (*api.operations, *api.webhooks):
        for top in (*request_types(operation), *response_types(operation)):
            yield from descend(top)
