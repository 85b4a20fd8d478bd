from __future__ import annotations

import pytest

from codegen.ir.conform import violations
from tests.support.documents import Json, document, read, read_schema


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        ({"enum": [1, 2]}, 1, ""),
        ({"enum": [1, 2]}, 1.0, ""),
        ({"enum": [1, 2]}, True, "is True, which is none of 1, 2"),
        ({"enum": ["a"]}, "b", "is 'b', which is none of a"),
        ({"type": "integer"}, 2.0, ""),
        ({"type": "integer"}, "2", "is a string, not an integer"),
    ],
)
def test_scalars(schema: Json, value: Json, message: str) -> None:
    api = read(document({}))
    assert [item.message for item in violations(api, value, read_schema(schema))] == ([message] if message else [])
