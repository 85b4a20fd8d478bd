"""Patterns that pydantic's engine refuses are left out, with a word about it."""

from __future__ import annotations

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.ir.types import DefId, Scalar
from codegen.passes.patterns import drop_unusable_patterns
from tests.support.documents import codes, document, read


@pytest.mark.parametrize(
    ("pattern", "usable"),
    [
        ("^[a-z]+$", True),
        (r"\d{3}-\d{4}", True),
        ("^(?!aws:).*$", False),
        (r"(a)\1", False),
        (r"^[a-zA-Z0-9\s-_]+$", False),
        ("(?:[a-z]{1,1000}){1,1000}", False),
    ],
)
def test_patterns(pattern: str, usable: bool) -> None:  # noqa: FBT001 - a row
    found = Diagnostics()
    api = drop_unusable_patterns(read(document({"A": {"type": "string", "minLength": 1, "pattern": pattern}})), found)
    node = api.definitions[DefId("#/components/schemas/A")].type
    assert isinstance(node, Scalar)
    assert (node.facets.pattern, node.facets.min_length) == (pattern if usable else None, 1)
    assert codes(found) == ([] if usable else [("unsupported-keyword", "/components/schemas/A/pattern")])
