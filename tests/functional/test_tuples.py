"""Arrays with positional items are tuples wherever they stand: in properties, lists, maps, unions and parameters."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest
from pydantic import ValidationError

from tests.support.packages import Package, make_package

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = """
openapi: 3.1.0
info: {title: Maps, version: "1"}
servers: [{url: "http://maps"}]
paths:
  /places:
    post:
      parameters:
        - name: near
          in: query
          schema: {type: array, prefixItems: [{type: number}, {type: integer}], minItems: 2, maxItems: 2}
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Place"}}}}
      responses:
        "200": {description: It., content: {application/json: {schema: {$ref: "#/components/schemas/Place"}}}}
components:
  schemas:
    Point: {type: array, prefixItems: [{type: number}, {type: number}], minItems: 2, maxItems: 2}
    Place:
      type: object
      properties:
        at: {$ref: "#/components/schemas/Point"}
        signs:
          type: array
          items:
            type: array
            prefixItems: [{type: string}, {type: object, properties: {size: {type: integer, maximum: 5}}}]
            minItems: 2
            maxItems: 2
        roads:
          type: object
          additionalProperties:
            {type: array, prefixItems: [{type: string}, {$ref: "#/components/schemas/Point"}], minItems: 2, maxItems: 2}
        either:
          type: array
          items:
            anyOf:
              - {type: array, prefixItems: [{type: string, format: date}, {type: integer}], minItems: 2, maxItems: 2}
              - {type: string}
        merged:
          allOf:
            - {type: array, prefixItems: [{type: string}, {$ref: "#/components/schemas/Place"}]}
            - {type: array, minItems: 2, maxItems: 2}
        shorter: {type: array, prefixItems: [{type: string}, {type: string}, {type: string}], minItems: 2, maxItems: 2}
        open: {type: array, prefixItems: [{type: string}], minItems: 1, maxItems: 3}
"""


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    with make_package(SPEC, tmp_path_factory.mktemp("maps")) as package:
        yield package


VALUES: list[dict[str, Any]] = [
    {"at": [1.5, 2.5]},
    {"signs": [["a", {"size": 1}], ["b", {}]]},
    {"roads": {"a": ["b", [1.5, 2.5]]}},
    {"either": [["2024-01-02", 3], "x"]},
    {"merged": ["a", {"at": [0.5, 1.5]}]},
    {"shorter": ["a", "b"]},
    {"open": ["a", 1, None]},
]
WRONG: list[dict[str, Any]] = [
    {"at": [1.5]},
    {"at": [1.5, 2.5, 3.5]},
    {"at": [1.5, "x"]},
    {"signs": [["a", {"size": 6}]]},
    {"signs": [[{"size": 1}, "a"]]},
    {"roads": {"a": ["b", [1.5]]}},
    {"merged": ["a"]},
    {"shorter": ["a", "b", "c"]},
]


@pytest.mark.parametrize("value", VALUES)
def test_values(maps: Package, value: dict[str, Any]) -> None:
    place = maps.models.Place.model_validate_json(json.dumps(value))
    assert json.loads(place.model_dump_json()) == value
    name = next(iter(value))
    if name != "open":
        assert "tuple" in str(type(getattr(place, name))) + str(maps.models.Place.model_fields[name].annotation)


@pytest.mark.parametrize("value", WRONG)
def test_other_values(maps: Package, value: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        maps.models.Place.model_validate_json(json.dumps(value))


def test_objects_in_tuples_are_models(maps: Package) -> None:
    place = maps.models.Place.model_validate({"signs": [["a", {"size": 1}]], "merged": ["a", {"at": [1, 2]}]})
    assert isinstance(place.signs[0][1], maps.models.PlaceSign)
    assert isinstance(place.merged[1], maps.models.Place)
    assert place.merged[1].at == (1.0, 2.0)


def test_client_and_server(maps: Package) -> None:
    class Service(maps.server.PlacesBase):  # type: ignore[misc]  # the package is untyped
        def create(self, query: Any, params: Any, _context: Any) -> Any:
            assert query.near == (1.5, 2)
            return params

    app = maps.server.create_app(places=Service())

    async def run() -> None:
        http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app))
        async with maps.AsyncClient(http_client=http) as client:
            place = await client.places.create(near=(1.5, 2), at=(1, 2), signs=[("a", {"size": 2})])
            assert place.at == (1.0, 2.0)
            assert place.signs[0][1].size == 2
            with pytest.raises(maps.errors.InvalidArgumentError):
                await client.places.create(near=(1.5, 2), at=(1, 2, 3))

    anyio.run(run)
