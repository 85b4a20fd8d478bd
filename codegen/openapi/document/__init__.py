"""Loads JSON and YAML documents as JSON values, within limits and with positions.

Both syntaxes have the value types of JSON. YAML scalars follow the core schema of YAML 1.2 (10.3), so ``no``, ``on``,
dates, ``1_000`` and sexagesimals stay strings; keys are strings as written; tags, several documents, duplicate keys,
NaN and the infinities are rejected. Merge keys (``<<``, YAML 1.1) are supported, because real documents use them:
merged members come first, and the members of the mapping itself take precedence.
"""

from codegen.openapi.document.limits import LIMITS, Limits
from codegen.openapi.document.load import decode_text, load, parse, parse_value, read_bytes
from codegen.openapi.document.model import Document, Syntax
from codegen.openapi.document.places import Places
from codegen.openapi.document.yamltext import scalar_texts

__all__ = [
    "LIMITS",
    "Document",
    "Limits",
    "Places",
    "Syntax",
    "decode_text",
    "load",
    "parse",
    "parse_value",
    "read_bytes",
    "scalar_texts",
]
