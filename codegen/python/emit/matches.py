"""Match patterns of documents in linear time, like generated models."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from codegen.python.emit.patterns import usable_pattern
from codegen.python.render.places import runtime_module

if TYPE_CHECKING:
    from runtime.shared import assertions
else:
    assertions = runtime_module("shared.assertions")

_usable = lru_cache(maxsize=4096)(usable_pattern)


def is_usable(pattern: str) -> bool:
    """Return whether the engine supports a pattern."""
    return _usable(pattern) is not None


def matches(pattern: str, text: str) -> bool:
    """Return whether a string matches; an unsupported pattern matches everything."""
    usable = _usable(pattern)
    return usable is None or assertions.matches(usable, text)
