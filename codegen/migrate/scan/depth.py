"""Code that is nested deeper than the reader of callers' code can follow: it does not raise for such, it crashes."""

from __future__ import annotations

import ast
import warnings
from itertools import accumulate

_MOST_LAMBDAS = 500
_MOST_BRACKETS = 1000
_STEPS = {**dict.fromkeys(b"([{", 1), **dict.fromkeys(b")]}", -1)}


def is_too_deep(content: bytes) -> bool:
    """Whether Python itself finds a file too complex.

    Where it finds another fault (of a newer syntax, for example), what counts is how deep brackets could be nested.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # escapes in strings that mean nothing
            ast.parse(content)
    except (MemoryError, RecursionError):
        return True
    except (SyntaxError, ValueError) as error:
        return "too many nested" in str(error) or _could_be(content)
    return False


def _could_be(content: bytes) -> bool:
    brackets = max(accumulate(_STEPS.get(byte, 0) for byte in content), default=0)
    return brackets > _MOST_BRACKETS or content.count(b"lambda") > _MOST_LAMBDAS
