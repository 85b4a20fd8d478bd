"""Detect code that is nested too deep for libcst, which crashes instead of raising."""

from __future__ import annotations

import ast
import warnings
from itertools import accumulate

_MOST_LAMBDAS = 500
_MOST_BRACKETS = 1000
_STEPS = {**dict.fromkeys(b"([{", 1), **dict.fromkeys(b")]}", -1)}


def is_too_deep(content: bytes) -> bool:
    """Return whether Python itself rejects a file as too complex.

    For another error (a newer syntax, for example), the possible nesting of brackets decides.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escape sequences
            ast.parse(content)
    except (MemoryError, RecursionError):
        return True
    except (SyntaxError, ValueError) as error:
        return "too many nested" in str(error) or _could_be(content)
    return False


def _could_be(content: bytes) -> bool:
    brackets = max(accumulate(_STEPS.get(byte, 0) for byte in content), default=0)
    return brackets > _MOST_BRACKETS or content.count(b"lambda") > _MOST_LAMBDAS
