"""Packages with recursive unions: small bodies must not take exponential time."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from tests.support.packages import make_package

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """
openapi: 3.1.0
info: {title: Filters, version: "1"}
paths: {}
components:
  schemas:
    Filter: {anyOf: [{$ref: "#/components/schemas/And"}, {$ref: "#/components/schemas/Or"}]}
    And: {type: object, properties: {filter: {$ref: "#/components/schemas/Filter"}, left: {type: integer}}}
    Or: {type: object, properties: {filter: {$ref: "#/components/schemas/Filter"}, right: {type: integer}}}
"""


@pytest.mark.slow
@pytest.mark.parametrize("emit", [("models",), ("models", "client", "server")])
def test_deep_bodies_are_parsed_quickly(tmp_path: Path, emit: tuple[str, ...]) -> None:
    with make_package(SPEC, tmp_path, emit=emit) as package:
        models = package.models
        nested = b'{"filter":' * 60
        started = time.process_time()
        with suppress(ValidationError):
            models.And.model_validate_json(nested + b'{"left":"x","right":"x"}' + b"}" * 60)
        value = models.And.model_validate_json(nested + b'{"right":1}' + b',"right":2}' * 60)
        assert time.process_time() - started < 5, "each variant was tried at each level"
        for _ in range(60):
            value = value.filter
        assert value.right == 1
        assert models.And.model_validate({"filter": {"left": "x", "right": 1}}).filter.right == 1
