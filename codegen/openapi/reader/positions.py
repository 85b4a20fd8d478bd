"""Locates and names schemas by the tokens of a JSON pointer into an API description."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.location import pointer_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from codegen.openapi.reader.node import Node

_NAMED = 3
"""The tokens of a component: ``components``, its section, its name."""
_WORDS = frozenset({"schema", "itemSchema"})
_DEFINITIONS = frozenset({"$defs", "definitions"})
_NAMING = frozenset({"properties", "patternProperties", "dependentSchemas"}) | _DEFINITIONS
"""Keywords whose members have names."""
_PARTS = {
    "items": "item",
    "prefixItems": "item",
    "additionalProperties": "value",
    "allOf": "part",
    "anyOf": "variant",
    "oneOf": "variant",
}
"""Names of subschemas by the keyword that applies them."""


def schema_start(tokens: Sequence[str]) -> int:
    """Return the number of tokens of the outermost schema around a node; 0 outside of schemas."""
    if list(tokens[:2]) == ["components", "schemas"]:
        return min(_NAMED, len(tokens))
    skipped = _NAMED if tokens[:1] and tokens[0] == "components" else 0
    return next((index + 1 for index, token in enumerate(tokens) if index >= skipped and token in _WORDS), 0)


def component_name(node: Node) -> str:
    """Name a schema by its location.

    This is the component that it is in, followed by the properties that lead to it; the name of a definition; for a
    schema of an operation, the path, the method and its side; the stem of the file for a whole document.
    """
    tokens = pointer_tokens(node.pointer)
    if not tokens:
        return _stem(node)
    start = schema_start(tokens)
    defined = max((n for n, token in enumerate(tokens[:-1]) if n >= start and token in _DEFINITIONS), default=-1)
    if defined >= 0:
        return " ".join([tokens[defined + 1], *_steps(tokens[defined + 2 :])])
    if tokens[0] == "paths" and len(tokens) > _NAMED:
        side = "response" if "responses" in tokens else "request"
        return " ".join([tokens[1], tokens[2], side, *_steps(tokens[start:])])
    if tokens[0] == "components" and len(tokens) > _NAMED:
        return " ".join([tokens[2], *_steps(tokens[start:])])
    return _elsewhere(node, tokens)


def _elsewhere(node: Node, tokens: tuple[str, ...]) -> str:
    """Name a schema outside of components: what stands before its first keyword is the name of the outermost one."""
    first = next((n for n, token in enumerate(tokens) if token in _NAMING or token in _PARTS), len(tokens))
    if first == len(tokens):
        return tokens[-1] if not tokens[-1].isdecimal() else "_".join(tokens[-2:])
    name = tokens[first - 1] if first else _stem(node)
    return " ".join([name, *_steps(tokens[first:])])


def _stem(node: Node) -> str:
    return node.file.rsplit("/", 1)[-1].split(".", 1)[0] or "root"


def _steps(tokens: Iterable[str]) -> list[str]:
    """Return the words for the keywords and names below a schema."""
    words: list[str] = []
    rest = iter(tokens)
    for token in rest:
        if token in _NAMING:
            words.extend([name] if (name := next(rest, "")) else [])
        elif token.isdecimal():
            words.append(str(int(token) + 1))
        else:
            words.append(_PARTS.get(token, token))
    return words
