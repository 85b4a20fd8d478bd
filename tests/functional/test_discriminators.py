"""Discriminators select by the values of the document, in models, the client, the server and the mock server."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest
from pydantic import ValidationError

from codegen.config import Target
from codegen.mock.schema import Schemas
from codegen.mock.values import Values
from codegen.pipeline.steps import prepare, read
from tests.support.packages import Package, make_package

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = """
openapi: 3.1.0
info: {title: Workshop, version: "1"}
servers: [{url: "http://workshop"}]
paths:
  /benches:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Bench"}}}}
      responses:
        "200": {description: It., content: {application/json: {schema: {$ref: "#/components/schemas/Bench"}}}}
components:
  schemas:
    Bench:
      type: object
      properties:
        plan:
          oneOf: [{$ref: "#/components/schemas/PlanOne"}, {$ref: "#/components/schemas/PlanTwo"}]
          discriminator: {propertyName: revision, mapping: {"1": PlanOne, "2": PlanTwo, "-3": PlanTwo}}
        draft:
          oneOf: [{$ref: "#/components/schemas/PlanOne"}, {$ref: "#/components/schemas/PlanTwo"}]
          discriminator: {propertyName: revision}
        free:
          oneOf: [{$ref: "#/components/schemas/Sized"}, {$ref: "#/components/schemas/Weighed"}]
          discriminator: {propertyName: level, mapping: {"10": Sized, "20": Weighed}}
        outcome:
          oneOf: [{$ref: "#/components/schemas/Done"}, {$ref: "#/components/schemas/Failed"}]
          discriminator: {propertyName: ok, mapping: {"True": Done, "False": Failed}}
        tool: {$ref: "#/components/schemas/Tool"}
        tool_by_name:
          oneOf: [{$ref: "#/components/schemas/Saw"}, {$ref: "#/components/schemas/Drill"}]
          discriminator: {propertyName: kind}
        part:
          type: object
          required: [kind]
          properties: {kind: {$ref: "#/components/schemas/ToolKind"}, stock: {type: integer}}
          discriminator: {propertyName: kind}
          allOf: [{oneOf: [{$ref: "#/components/schemas/Saw"}, {$ref: "#/components/schemas/Drill"}]}]
        knob:
          oneOf: [{$ref: "#/components/schemas/Turned"}, {$ref: "#/components/schemas/Pressed"}]
          discriminator: {propertyName: code}
        order: {$ref: "#/components/schemas/Order"}
        rush: {$ref: "#/components/schemas/Rush"}
        notice: {$ref: "#/components/schemas/Notice"}
    PlanOne: {type: object, required: [revision], properties: {revision: {const: 1}, sheet: {type: string}}}
    PlanTwo:
      type: object
      required: [revision]
      properties: {revision: {type: integer, enum: [2, -3]}, pages: {type: integer}}
    Sized: {type: object, required: [level], properties: {level: {type: integer}, size: {type: number}}}
    Weighed: {type: object, required: [level], properties: {level: {type: integer}, weight: {type: number}}}
    Done: {type: object, required: [ok], properties: {ok: {type: boolean}}}
    Failed: {type: object, required: [ok], properties: {ok: {type: boolean}, why: {type: string}}}
    ToolKind: {type: string, enum: [Saw, Drill]}
    Tool:
      type: object
      required: [kind]
      properties: {kind: {$ref: "#/components/schemas/ToolKind"}}
      discriminator: {propertyName: kind}
    Saw: {allOf: [{$ref: "#/components/schemas/Tool"}, {type: object, properties: {teeth: {type: integer}}}]}
    Drill: {allOf: [{$ref: "#/components/schemas/Tool"}]}
    Code:
      oneOf: [{const: 7, title: Turned, description: By hand}, {const: 8, title: Pressed}, {const: 9, title: Other}]
    Turned:
      type: object
      required: [code]
      properties: {code: {enum: [7], allOf: [{$ref: "#/components/schemas/Code"}]}}
    Pressed:
      type: object
      required: [code]
      properties: {code: {const: 8, allOf: [{$ref: "#/components/schemas/Code"}]}}
    Order:
      type: object
      required: [type]
      properties: {type: {type: string}, number: {type: integer}}
      discriminator: {propertyName: type, mapping: {std: Standard, rush: Rush, night: Overnight}}
      oneOf:
        - {$ref: "#/components/schemas/Standard"}
        - {$ref: "#/components/schemas/Rush"}
        - {$ref: "#/components/schemas/Overnight"}
    Standard: {allOf: [{$ref: "#/components/schemas/Order"}]}
    Rush:
      allOf: [{$ref: "#/components/schemas/Order"}, {type: object, required: [by], properties: {by: {type: string}}}]
    Overnight:
      allOf: [{$ref: "#/components/schemas/Rush"}, {type: object, properties: {call: {type: boolean}}}]
    Notice:
      anyOf: [{$ref: "#/components/schemas/Mail"}, {$ref: "#/components/schemas/Call"}]
    Mail:
      allOf: [{$ref: "#/components/schemas/Notice"}, {type: object, required: [to], properties: {to: {type: string}}}]
    Call:
      type: object
      required: [number]
      properties: {number: {type: integer}}
      allOf: [{$ref: "#/components/schemas/Notice"}]
"""

SELECTED: list[tuple[str, dict[str, Any], str]] = [
    ("plan", {"revision": 1, "sheet": "a"}, "PlanOne"),
    ("plan", {"revision": -3}, "PlanTwo"),
    ("draft", {"revision": 2, "pages": 4}, "PlanTwo"),
    ("free", {"level": 20, "weight": 1.5}, "Weighed"),
    ("outcome", {"ok": False, "why": "late"}, "Failed"),
    ("outcome", {"ok": True}, "Done"),
    ("tool", {"kind": "Saw", "teeth": 12}, "Saw"),
    ("tool", {"kind": "Drill"}, "Drill"),
    ("tool_by_name", {"kind": "Drill"}, "Drill"),
    ("part", {"kind": "Saw", "teeth": 3, "stock": 1}, "BenchPartSaw"),
    ("knob", {"code": 8}, "Pressed"),
    ("order", {"type": "std", "number": 4}, "Standard"),
    ("order", {"type": "night", "by": "x", "call": True, "number": 4}, "Overnight"),
    ("rush", {"type": "rush", "by": "x", "number": 4}, "Rush"),
    ("notice", {"number": 112}, "Call"),
    ("notice", {"to": "me"}, "Mail"),
]
REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("plan", {"revision": "1"}),
    ("plan", {"revision": True}),
    ("free", {"level": 30}),
    ("outcome", {"ok": 1}),
    ("outcome", {"ok": "true"}),
    ("tool_by_name", {"kind": "Lathe"}),
    ("knob", {"code": 9}),
    ("rush", {"type": "std", "by": "x"}),
    ("order", {"type": "Standard"}),
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    with make_package(SPEC, tmp_path_factory.mktemp("shop")) as package:
        yield package


@pytest.fixture(scope="module")
def app(shop: Package) -> Any:
    class Service(shop.server.BenchesBase):  # type: ignore[misc]  # the package is untyped
        async def create(self, params: Any, _context: Any) -> Any:
            return params

    return shop.server.create_app(benches=Service())


def status(app: Any, value: dict[str, Any]) -> int:
    async def post() -> int:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://workshop") as client:
            response = await client.post("/benches", json=value)
            assert response.status_code != 200 or response.json() == value
            return response.status_code

    return anyio.run(post)


@pytest.mark.parametrize(("name", "value", "expected"), SELECTED)
def test_a_value_selects_its_variant(shop: Package, app: Any, name: str, value: dict[str, Any], expected: str) -> None:
    bench = shop.models.Bench.model_validate({name: value})
    assert type(getattr(bench, name)).__name__ == expected
    assert bench.model_dump(mode="json") == {name: value}
    assert status(app, {name: value}) == 200


@pytest.mark.parametrize(("name", "value", "expected"), SELECTED)
def test_the_client_sends_and_reads_the_variant(shop: Package, name: str, value: dict[str, Any], expected: str) -> None:
    reports: list[object] = []
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, content=request.content))
    with shop.Client(http_client=httpx2.Client(transport=transport), on_drift=reports.append) as client:
        received = client.benches.create(**{name: value})
    assert type(getattr(received, name)).__name__ == expected
    assert not reports


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_other_values_are_refused(shop: Package, app: Any, name: str, value: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        shop.models.Bench.model_validate({name: value})
    assert status(app, {name: value}) == 400


@pytest.mark.slow
def test_the_mock_server_writes_the_values(shop: Package, tmp_path: Any) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    preparation = prepare(read(Target(root=tmp_path, spec="spec.yaml", output=tmp_path, name="a", package="a")))
    assert preparation.prepared is not None
    bench = preparation.prepared.api.operations[0].responses[0].media[0].type
    assert bench is not None
    documents = {name: document.value for name, document in preparation.documents.items()}
    for seed in range(20):
        value = Values(preparation.prepared.api, Schemas(documents), Random(seed)).value(bench)  # noqa: S311 - data for tests
        shop.models.Bench.model_validate(value)


def test_a_child_that_adds_nothing_is_a_class(shop: Package) -> None:
    assert shop.models.Drill(kind="Drill").model_dump() == {"kind": "Drill"}
    assert isinstance(shop.models.Standard(type="std"), shop.models.Standard)
