from __future__ import annotations

import pytest

from codegen.core.errors import InternalError
from codegen.python.render import top_level_names, verify_source

_MODULE = """
from __future__ import annotations
import os as _os
__all__ = ["A"]
A, (b, *c) = 1, (2, 3)
D: int = 4
if A:
    E = 1
else:
    async def f(): inner = 1
try:
    class G: member = 1
except Exception:
    H = 1
finally:
    with A: I = 1
A.x = 2
"""


def test_top_level_names() -> None:
    assert top_level_names(_MODULE) == {"A", "b", "c", "D", "E", "f", "G", "H", "I"}


def test_expected_names_pass() -> None:
    verify_source("m.py", "class A: ...\nB = 1\n", {"A", "B"})
    verify_source("m.py", "anything = 1\n")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("class A: ...\nC = 1\n", r"m\.py: .*missing: \['B'\], extra: \['C'\]"),
        ("class A", r"m\.py: the generated file does not parse"),
        ("x = '\0'", "does not parse"),
        ("(" * 10_000, "does not parse"),
    ],
)
def test_anything_else_is_an_internal_error(code: str, message: str) -> None:
    with pytest.raises(InternalError, match=message):
        verify_source("m.py", code, {"A", "B"})
