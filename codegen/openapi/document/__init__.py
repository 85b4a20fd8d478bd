"""JSON and YAML documents as JSON values, bounded and with positions.

What counts as a value is the same for both syntaxes: JSON's own. YAML scalars follow the core schema of YAML 1.2
(10.3), so ``no``, ``on``, dates, ``1_000`` and sexagesimals stay strings; keys are strings as written; tags, several
documents, duplicate keys, NaN and the infinities are refused. Merge keys (``<<``, YAML 1.1) are understood, because
documents in the wild use them: merged members come first, the mapping's own members win.
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
