"""Matching patterns of documents in linear time, with the engine and the dialect of the generated models."""

from __future__ import annotations

from functools import lru_cache

from pydantic_core import SchemaValidator
from pydantic_core.core_schema import str_schema

from codegen.python.emit.patterns import usable_pattern


@lru_cache(maxsize=4096)
def _validator(pattern: str) -> SchemaValidator | None:
    usable = usable_pattern(pattern)
    return None if usable is None else SchemaValidator(str_schema(pattern=usable))


def is_usable(pattern: str) -> bool:
    """Whether the engine can read a pattern."""
    return _validator(pattern) is not None


def matches(pattern: str, text: str) -> bool:
    """Say whether a text matches; a pattern that the engine cannot read matches everything."""
    validator = _validator(pattern)
    return validator is None or validator.isinstance_python(text)
