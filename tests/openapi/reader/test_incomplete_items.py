"""Path items and security schemes with unknown or missing properties."""

from __future__ import annotations

import pytest

from codegen.core.diagnostic import Diagnostics, Severity
from tests.support.documents import Json, codes, document, read

OK: Json = {"responses": {"204": {"description": ""}}}


def test_operations_of_unknown_methods_are_reported() -> None:
    item = {"GET": OK, "purge": OK, "post": OK, "x-get": OK, "summary": "s", "note": {"by": "me"}}
    found = Diagnostics()
    api = read(document({}, {"/a": item}), found)
    assert [operation.id for operation in api.operations] == ["POST /a"]
    assert codes(found) == [
        ("invalid-value", "/paths/~1a/GET"),
        ("unknown-field", "/paths/~1a/note"),
        ("invalid-value", "/paths/~1a/purge"),
    ]
    severities = [item.severity for item in found]
    assert severities == [Severity.INCOMPLETE, Severity.WARNING, Severity.INCOMPLETE]
    assert found.items[0].hint == "write 'get'"


@pytest.mark.parametrize(
    "scheme",
    [
        {"type": "apiKey", "in": "header"},
        {"type": "apiKey", "name": "key"},
        {"type": "apiKey", "name": "key", "in": "body"},
        {"type": "http"},
    ],
)
def test_schemes_need_the_location_of_their_secret(scheme: Json) -> None:
    found = Diagnostics()
    read(document({}, {}, components={"securitySchemes": {"it": scheme}}), found)
    assert codes(found) == [("missing-property", "/components/securitySchemes/it")]
