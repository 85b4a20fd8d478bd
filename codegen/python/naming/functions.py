"""Names methods after operationIds, and after the functions from which FastAPI derives them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from codegen.python.naming.identifiers import split_words
from codegen.python.naming.plurals import singular
from codegen.python.naming.segments import without_query

if TYPE_CHECKING:
    from codegen.ir.api import Api, Operation

    Words = tuple[str, ...]

_GENERIC_WORDS = """
    a add all an and any by change create delete destroy edit every fetch for from get id ids in into
    list make modify new of on one or patch post put read remove retrieve save select show single store
    the to update upload view with
"""
_GENERIC = frozenset(_GENERIC_WORDS.split())
"""Words of function names that add nothing to a method that is named by its path."""
_READING = frozenset({"fetch", "get", "list", "read", "retrieve", "show", "view"})
_CONNECTING = frozenset(
    {"a", "all", "an", "and", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to", "with"}
)


def function_of(operation: Operation) -> str:
    """Return the name of the function of which FastAPI made an operationId; an empty string for another operationId.

    ``generate_unique_id`` of FastAPI joins the name of the function, the path and the method.
    """
    path = re.sub(r"\W", "_", without_query(operation.template))
    end = f"{path}_{operation.method.lower()}"
    name = operation.operation_id.removesuffix(end)
    return name if name and name != operation.operation_id else ""


def is_from_fastapi(api: Api) -> bool:
    """Return whether FastAPI made the operationIds of a document: all of them, without configuration."""
    return bool(api.operations) and all(function_of(operation) for operation in api.operations)


def says_more(function: Words, path: Words, method: Words) -> bool:
    """Return whether a function name has words that neither the path nor the method from the path expresses."""
    known = {singular(word) for word in (*path, *method)}
    rest = [word for word in function if singular(word) not in known]
    if any(word not in _GENERIC for word in rest):
        return True
    # the path names a property only ("priority"), the function what happens to it ("update_priority")
    return bool(rest) and singular(method[0]) in {singular(word) for word in path} and rest[0] not in _READING


def path_words(operation: Operation) -> Words:
    """Return the words of a path, with those of its parameters."""
    return tuple(word for part in without_query(operation.template).split("/") if part for word in split_words(part))


def without_resource(words: Words, resource: Iterable[str]) -> Words:
    """Return the words of a name without those of its resource: ``cancel_order`` of ``orders`` is ``cancel``."""
    known = {singular(word) for segment in resource for word in split_words(segment)}
    kept = [word for word in words if singular(word) not in known]
    while kept and kept[-1] in _CONNECTING:
        kept.pop()
    while kept and kept[0] in _CONNECTING:
        kept.pop(0)
    return tuple(kept) or words
