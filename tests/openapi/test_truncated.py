"""Truncated documents, as after an aborted download."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from codegen.core.diagnostic import Diagnostics
from codegen.openapi.document import parse
from codegen.openapi.formats import read_api
from tests.support.full_documents import OPENAPI, SWAGGER


def reported(data: bytes, name: str) -> list[str]:
    found = Diagnostics()
    document = parse(data, name=name, found=found)
    assert document is not None or found.failed
    if document is not None:
        read_api(document, found)
    assert all(item.location.file == name for item in found)
    return [item.code for item in found]


@pytest.mark.parametrize("document", [OPENAPI, SWAGGER], ids=["openapi", "swagger"])
def test_truncated_json_is_rejected(document: Any) -> None:
    data = json.dumps(document).encode()
    assert not reported(data, "spec.json")
    for part in range(1, 20):
        assert reported(data[: len(data) * part // 20], "spec.json") == ["json-syntax"]


@pytest.mark.parametrize("document", [OPENAPI, SWAGGER], ids=["openapi", "swagger"])
def test_truncated_yaml_reports_unclosed_constructs(document: Any) -> None:
    data = yaml.dump(json.loads(json.dumps(document)), sort_keys=False).encode()
    assert not reported(data, "spec.yaml")
    silent = [part for part in range(1, 20) if not reported(data[: len(data) * part // 20], "spec.yaml")]
    assert len(silent) <= 4, "a text that ends with a line may be a document"
