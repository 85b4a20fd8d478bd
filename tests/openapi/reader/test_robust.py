"""Any document results in diagnostics, never in an exception."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from codegen.core.codes import CODES
from codegen.core.diagnostic import Diagnostics
from codegen.core.location import pointer_tokens
from codegen.ir.walk import references
from codegen.openapi.formats import read_api
from tests.support.documents import parsed, read
from tests.support.examples import examples
from tests.support.mutations import ODD, PETS, mutated


def test_the_document_that_is_mutated_is_valid() -> None:
    found = Diagnostics()
    assert len(read(PETS, found).operations) == 3
    assert not list(found)


@pytest.mark.slow
@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_mutated_documents(spec: dict[str, Any]) -> None:
    found = Diagnostics()
    document = parsed(spec)
    reading = read_api(document, found)
    for item in found:
        assert item.code in CODES
        assert item.message
        assert not item.message.endswith(".")
        assert item.location.file == "spec.json"
        # the location exists, or its parent does: a missing member is reported at its expected location
        assert document.locate([item.location.pointer])
        pointer_tokens(item.location.pointer)
    if reading is None:
        assert found.failed
        return
    for definition in reading.api.definitions.values():
        assert all(target in reading.api.definitions for target in references(definition.type))


@settings(max_examples=examples(100))
@given(ODD)
def test_documents_of_any_value(value: object) -> None:
    found = Diagnostics()
    read_api(parsed(value), found)
    assert found.failed
