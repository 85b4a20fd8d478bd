"""Recognises path segments that are actions: ``search``, ``findByStatus``, ``send_reminders``."""

from __future__ import annotations

from codegen.python.naming.identifiers import split_words
from codegen.python.naming.plurals import singular

_ALONE = frozenset({"find", "list", "lookup", "search"})
_MANY = frozenset({"batch", "bulk"})
_READING = _MANY | frozenset({"check", "count", "find", "get", "list", "search", "validate", "verify"})
_WRITING_WORDS = """
    accept activate add allocate append apply approve archive assign attach calculate cancel claim clear
    clone close collect complete compute configure confirm connect convert copy create deactivate delete
    deploy detach disable disconnect download enable enrich evaluate exec execute export extract fetch
    generate import initiate insert invite issue launch link lookup mark merge migrate move parse pause
    preview process publish push query refresh register reject remove rename replace request resend
    reset resolve restart restore resume retrieve retry revoke rotate run save scan schedule select send
    set simulate split start stop submit subscribe suspend swap switch sync terminate test toggle
    transfer trigger unarchive unassign undo unlink unsubscribe update upload upsert void withdraw
"""
_WRITING = frozenset(_WRITING_WORDS.split())
_NOUNS = _MANY | frozenset(
    {"export", "import", "issue", "link", "merge", "process", "query", "request", "run", "test", "transfer", "upload"}
)
"""Verbs that are nouns in compounds: ``import_jobs``."""


def begins_with_verb(segment: str) -> bool:
    """Return whether a segment is ``search`` or starts with a verb of reading, as in ``findByStatus``."""
    first, *rest = split_words(segment)
    return first in _READING if rest else first in _ALONE


def is_writing(segment: str) -> bool:
    """Return whether a segment is a single verb that changes something: ``attach``."""
    return len(split_words(segment)) == 1 and segment.lower() in _WRITING


def begins_with_action(segment: str) -> bool:
    """Return whether a segment of several words starts with a verb, as in ``send_reminders``."""
    first, *rest = split_words(segment)
    return bool(rest) and first in _WRITING - _NOUNS


def is_call(segment: str, method: str) -> bool:
    """Return whether a segment is a verb with its object, as the HTTP method may mean it: ``create-agent``."""
    first, *rest = split_words(segment)
    if not rest or (first in _NOUNS and singular(rest[-1]) != rest[-1]):
        return False
    return first in (_READING if method == "GET" else _READING | _WRITING) - _MANY
