"""Media types serialized as text, where ``5`` and ``"5"`` are the same."""

from __future__ import annotations

import pytest

from codegen.diff.walk.parts import is_text


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/x-www-form-urlencoded", True),
        ("Multipart/Form-Data; boundary=x", True),
        ("text/plain; charset=utf-8", True),
        ("text/xml", True),
        ("application/problem+xml", True),
        ("application/json", False),
        ("text/json", False),
        ("application/vnd.api+json", False),
        ("image/png", False),
    ],
)
def test_is_text(content_type: str, expected: bool) -> None:  # noqa: FBT001 - a case
    assert is_text(content_type) == expected
