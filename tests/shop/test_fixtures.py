"""Tests that models of the shop validate its example objects."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from pydantic import TypeAdapter, ValidationError

from tests.support.samples import arms_of, bare

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.shop.conftest import Package

pytestmark = pytest.mark.slow
REFUSED = "payouts.transfer"
POINTER = "/billing_details"


@pytest.fixture(scope="module")
def fixtures() -> Mapping[str, Any]:
    examples: Mapping[str, Any] = json.loads((Path(__file__).parent / "examples.json").read_bytes())
    return examples


@pytest.fixture(scope="module")
def models(newer_package: Package) -> Mapping[str, Any]:
    """Return the classes by component key."""
    module = importlib.import_module(f"{newer_package.name}.models")
    places = newer_package.names.models
    definitions = newer_package.api.definitions
    return {definitions[key].origin.component: getattr(module, place.name) for key, place in places.items()}


def strict(model: Any, value: object) -> Any:
    """Validate JSON without conversion, like a client with ``strict=True``."""
    reference = importlib.import_module(f"{model.__module__.partition('.')[0]}._runtime.shared.ref")
    return TypeAdapter(model).validate_json(json.dumps(value), **reference.STRICT_JSON)


def test_all_but_one_are_valid_and_round_trip(
    fixtures: Mapping[str, Any], models: Mapping[str, Any], record_property: Callable[[str, object], None]
) -> None:
    good = {name: value for name, value in fixtures.items() if name != REFUSED}
    assert len(good) == len(fixtures) - 1
    for name, value in good.items():
        arms = arms_of(bare(models[name]))  # a component may be a union of objects
        for read in (strict(models[name], value), TypeAdapter(models[name]).validate_json(json.dumps(value))):
            assert type(read) in arms
            assert read.model_dump(mode="json") == value, name
            assert json.loads(read.model_dump_json()) == value, name
    record_property("counts", f"fixtures: {len(good)} of {len(fixtures)} are valid and dump back equal")


def test_one_is_invalid(fixtures: Mapping[str, Any], models: Mapping[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        strict(models[REFUSED], fixtures[REFUSED])
    assert ["".join(f"/{step}" for step in error["loc"]) for error in caught.value.errors()] == [POINTER]


def test_the_client_reports_the_location(
    newer_package: Package, fixtures: Mapping[str, Any], models: Mapping[str, Any]
) -> None:
    module = importlib.import_module(newer_package.name)
    value = fixtures[REFUSED]
    drifts: list[Any] = []

    def client(**options: Any) -> Any:
        transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json=value))
        return module.Client(api_key="sk", http_client=httpx2.Client(transport=transport), **options)

    reply = client(on_drift=drifts.append).payouts.transfers.retrieve("tr_1")
    assert type(reply) is models[REFUSED]
    assert reply.model_dump(mode="json") == value
    assert [drift.pointer for drift in drifts] == [POINTER]
    with pytest.raises(module.errors.ResponseValidationError, match=POINTER) as caught:
        client(strict=True).payouts.transfers.retrieve("tr_1")
    assert list(caught.value.drifts) == drifts
