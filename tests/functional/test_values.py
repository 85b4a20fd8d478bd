"""Inline document → package → values: constants, null, defaults, and values that a union takes as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import anyio
import httpx2
import pytest
from pydantic import ValidationError

from tests.support.packages import Package, make_package

SPEC = """
openapi: 3.1.0
info: {title: Values, version: "1"}
servers: [{url: https://api.example}]
paths:
  /rides:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Ride"}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Ride"}}}}}
  /meters/{number}:
    get:
      parameters:
        - {name: number, in: path, required: true, schema: {type: number}}
        - {name: mode, in: query, schema: {$ref: "#/components/schemas/Mode", default: slow}}
        - {name: modes, in: query, schema: {type: array, items: {$ref: "#/components/schemas/Mode"}, default: [fast]}}
        - {name: limit, in: query, schema: {$ref: "#/components/schemas/Limit"}}
        - {name: since, in: query, schema: {type: string, format: date, default: "2020-02-03"}}
        - name: X-Zone
          in: header
          schema: {type: string, format: uuid, default: 00000000-0000-0000-0000-000000000001}
        - {name: crumb, in: cookie, schema: {type: integer}}
        - {name: when, in: query, schema: {anyOf: [{type: string, format: date}, {type: string}]}}
        - {name: version, in: query, required: true, schema: {type: integer, default: 2}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Meter"}}}}}
components:
  schemas:
    Mode: {type: string, enum: [slow, fast]}
    Limit: {type: integer, minimum: 1, default: 20}
    Driver: {type: [object, "null"], required: [name], properties: {name: {type: string}}}
    Bike:
      type: object
      properties: {wheels: {const: 2, default: 2}, kind: {const: bike, default: bike}, gears: {type: integer}}
    Car:
      type: object
      required: [plate]
      properties: {kind: {type: string, enum: [car], default: car}, plate: {type: string}}
    Vehicle:
      oneOf: [{$ref: "#/components/schemas/Bike"}, {$ref: "#/components/schemas/Car"}]
      discriminator: {propertyName: kind, mapping: {bike: "#/components/schemas/Bike", car: "#/components/schemas/Car"}}
    Paid: {type: object, properties: {state: {const: paid}, at: {type: integer}}}
    Open: {type: object, properties: {state: {const: open}, at: {type: integer}}}
    Ride:
      type: object
      required: [vehicle, schema_version, driver]
      properties:
        schema_version: {type: integer, const: 3, default: 3}
        vehicle: {$ref: "#/components/schemas/Vehicle"}
        others: {type: array, items: {$ref: "#/components/schemas/Vehicle"}}
        named: {type: object, additionalProperties: {$ref: "#/components/schemas/Vehicle"}}
        bill: {anyOf: [{$ref: "#/components/schemas/Paid"}, {$ref: "#/components/schemas/Open"}]}
        driver: {$ref: "#/components/schemas/Driver"}
        drivers: {type: array, items: {$ref: "#/components/schemas/Driver"}}
        note: {type: string}
        tags: {type: array, items: {type: string}}
        free: {type: [string, "null"]}
        anything: {}
    Meter:
      type: object
      properties:
        amount: {type: number}
        capped: {type: number, maximum: 1000000000000000000, multipleOf: 0.1}
        amounts: {type: object, additionalProperties: {type: number}}
        price: {anyOf: [{type: number}, {type: string}]}
        switch: {anyOf: [{type: boolean}, {type: integer}]}
        word: {anyOf: [{type: boolean}, {type: string}]}
        flag: {anyOf: [{const: 0}, {const: false}, {const: none}]}
        level: {enum: [1, true, 2.5]}
        one: {const: 1}
        at: {anyOf: [{type: string, format: date-time}, {type: string}]}
        day: {type: array, items: {anyOf: [{type: string, format: date}, {type: string}, {type: integer}]}}
        id: {anyOf: [{type: string, format: uuid}, {type: string}]}
        exact: {type: string, format: date-time}
        mode: {allOf: [{$ref: "#/components/schemas/Mode"}], default: fast}
        modes: {type: array, items: {$ref: "#/components/schemas/Mode"}, default: [slow, fast]}
        limit: {$ref: "#/components/schemas/Limit"}
        date: {type: string, format: date, default: "2024-05-06"}
        due: {type: string, format: date, default: "2024-05-07"}
        started: {type: string, format: date-time, default: "2024-05-06T07:08:09+02:00"}
        seen: {type: integer, format: unix-time, default: 0}
        token: {type: string, format: byte, default: aGk=}
        zone: {type: string, format: uuid, default: 00000000-0000-0000-0000-000000000002}
        days: {type: array, items: {type: string, format: date}, default: ["2024-01-01"]}
        owner: {$ref: "#/components/schemas/Owner", default: {name: Ada}}
        owners: {type: array, items: {$ref: "#/components/schemas/Owner"}, default: [{name: Bob, born: "1999-01-01"}]}
        odd: {type: string, format: date, default: today}
        title: {type: string, default: null}
    Owner: {type: object, properties: {name: {type: string}, born: {type: string, format: date}}}
"""
RIDE: dict[str, Any] = {"schema_version": 3, "vehicle": {"kind": "car", "plate": "B 1"}, "driver": None}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    with make_package(SPEC, tmp_path_factory.mktemp("values")) as package:
        yield package


class Calls:
    """A client whose requests are recorded and answered with one JSON text."""

    def __init__(self, package: Package, answer: str = "{}") -> None:
        self.seen: list[httpx2.Request] = []
        self.answer = answer
        self.client = package.Client(transport=httpx2.MockTransport(self))

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.seen.append(request)
        return httpx2.Response(200, content=self.answer, headers={"content-type": "application/json"})

    @property
    def sent(self) -> Any:
        return json.loads(self.seen[-1].content)


def serve(package: Package, method: str, url: str, service: Any, **options: Any) -> httpx2.Response:
    """Send a request to the generated server, whose services call ``service`` with their arguments."""
    server = package.server

    class Rides(server.RidesBase):  # type: ignore[misc,name-defined]
        def create(self, body: Any, context: Any) -> Any:  # noqa: ARG002
            return service(body)

    class Meters(server.MetersBase):  # type: ignore[misc,name-defined]
        def retrieve(self, number: Any, params: Any, context: Any) -> Any:  # noqa: ARG002
            return service(number, params)

    app = server.create_app(rides=Rides(), meters=Meters(), unset="omit")

    async def send() -> httpx2.Response:
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, url, **options)

    return anyio.run(send)


def test_constants_are_sent_by_models_and_dicts(api: Package) -> None:
    m, calls = api.models, Calls(api)
    calls.client.rides.create(
        vehicle=m.Car(plate="B 1"),
        others=[m.Bike(), {"plate": "B 2"}, {"gears": 3}],
        named={"a": m.Bike(gears=1)},
        bill=m.Open(at=1),
        driver=None,
    )
    bike = {"wheels": 2, "kind": "bike"}
    assert calls.sent == {
        "schema_version": 3,
        "vehicle": {"kind": "car", "plate": "B 1"},
        "others": [bike, {"kind": "car", "plate": "B 2"}, {**bike, "gears": 3}],
        "named": {"a": {**bike, "gears": 1}},
        "bill": {"state": "open", "at": 1},
        "driver": None,
    }


def test_constants_are_in_every_dump_of_a_new_object(api: Package) -> None:
    car = api.models.Car(plate="B 1")
    assert car.model_dump() == {"kind": "car", "plate": "B 1"}
    ride = api.models.Ride(vehicle=car, driver=None)
    assert ride.model_dump() == RIDE
    assert api.models.Ride.model_validate(ride.model_dump()) == ride
    assert json.loads(ride.model_dump_json()) == RIDE


def test_constants_are_in_responses_of_services(api: Package) -> None:
    ride = api.models.Ride(vehicle=api.models.Car(plate="B 1"), driver=None)
    assert serve(api, "POST", "/rides", lambda _: ride, json=RIDE).json() == RIDE


def test_constants_are_not_added_to_responses_as_they_are_read(api: Package) -> None:
    sent = {"bill": {"at": 1}, "vehicle": {"plate": "B 1"}, "driver": None, "schema_version": 3}
    ride = Calls(api, json.dumps(sent)).client.rides.create(**RIDE)
    assert type(ride.vehicle).__name__ == "Car"
    assert ride.model_dump() == sent


def test_typed_dicts_require_what_models_require(api: Package) -> None:
    hints = {
        name: {key for key, hint in getattr(api.params, name).__annotations__.items() if "Required" in str(hint)}
        for name in ("CarDict", "BikeDict", "RideDict")
    }
    assert hints == {"CarDict": {"plate"}, "BikeDict": set(), "RideDict": {"vehicle", "driver"}}


def test_json_must_contain_required_constants(api: Package) -> None:
    sent = {"vehicle": RIDE["vehicle"], "driver": None}
    assert serve(api, "POST", "/rides", lambda body: body, json=sent).status_code == 400


@pytest.mark.parametrize("state", ["void", 7, True])
def test_an_unknown_constant_is_no_variant(api: Package, state: object) -> None:
    bill = {"state": state, "at": 1}
    ride = Calls(api, json.dumps({**RIDE, "bill": bill})).client.rides.create(**RIDE)
    assert ride.bill == bill


def test_nullable_components_behind_references(api: Package) -> None:
    ride = api.models.Ride.model_validate({**RIDE, "drivers": [None, {"name": "Eve"}]})
    assert ride.driver is None
    assert ride.drivers[1].name == "Eve"
    assert serve(api, "POST", "/rides", lambda body: body, json=RIDE).json() == RIDE


@pytest.mark.parametrize("name", ["note", "tags", "bill", "others", "named"])
def test_null_is_refused_where_it_is_not_allowed(api: Package, name: str) -> None:
    sent = {**RIDE, name: None}
    assert serve(api, "POST", "/rides", lambda body: body, json=sent).status_code == 400
    with pytest.raises(ValidationError):
        api.models.Ride.model_validate(sent)
    with pytest.raises(ValidationError):
        api.models.Ride.model_validate_json(json.dumps(sent))
    with pytest.raises(api.errors.InvalidArgumentError):
        Calls(api).client.rides.create(**sent)


@pytest.mark.parametrize("name", ["mode", "modes", "limit", "since", "x_zone", "crumb", "when"])
def test_none_is_no_value_of_a_parameter(api: Package, name: str) -> None:
    with pytest.raises(api.errors.InvalidArgumentError, match="null"):
        Calls(api).client.meters.retrieve(5, **{name: None})


@pytest.mark.parametrize("name", ["free", "anything"])
def test_null_is_a_value_where_it_is_allowed(api: Package, name: str) -> None:
    sent = {**RIDE, name: None}
    assert serve(api, "POST", "/rides", lambda body: body, json=sent).json() == sent
    assert api.models.Ride.model_validate(sent).model_dump() == sent


def test_null_of_an_optional_property_is_read_in_responses(api: Package) -> None:
    sent = {**RIDE, "note": None}
    client = api.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(200, json=sent)), strict=True)
    assert client.rides.create(**RIDE).model_dump() == sent


DEFAULTS: Mapping[str, object] = {
    "mode": "fast",
    "modes": ["slow", "fast"],
    "limit": 20,
    "date": date(2024, 5, 6),
    "due": date(2024, 5, 7),
    "started": datetime(2024, 5, 6, 5, 8, 9, tzinfo=UTC),
    "seen": datetime(1970, 1, 1, tzinfo=UTC),
    "token": b"hi",
    "zone": UUID(int=2),
    "days": [date(2024, 1, 1)],
    "odd": None,
    "title": None,
}


@pytest.mark.parametrize("name", DEFAULTS)
def test_defaults_of_models(api: Package, name: str) -> None:
    meter = api.models.Meter()
    assert getattr(meter, name) == DEFAULTS[name]
    assert meter.model_dump() == {}
    assert getattr(Calls(api).client.meters.retrieve(5), name) == DEFAULTS[name]


def test_defaults_that_are_objects(api: Package) -> None:
    meter = api.models.Meter()
    assert meter.owner == api.models.Owner(name="Ada")
    assert meter.owners == [api.models.Owner(name="Bob", born=date(1999, 1, 1))]
    assert meter.owner is not api.models.Meter().owner


def test_defaults_of_parameters_reach_services(api: Package) -> None:
    found: list[Any] = []
    assert serve(api, "GET", "/meters/5", lambda _, params: found.append(params) or {}).status_code == 200
    params = found[0]
    assert (params.mode, params.modes, params.limit, params.version) == ("slow", ["fast"], 20, 2)
    assert (params.since, params.x_zone, params.crumb) == (date(2020, 2, 3), UUID(int=1), None)


def test_required_parameters_are_sent_with_their_default(api: Package) -> None:
    calls = Calls(api)
    calls.client.meters.retrieve(5)
    assert calls.seen[-1].url.raw_path == b"/meters/5?version=2"


VALUES: tuple[dict[str, Any], ...] = (
    {"amount": 5},
    {"amount": 5.0},
    {"amount": 1234567890123456789},
    {"capped": 1234567890123},
    {"amounts": {"a": 3, "b": 3.5, "c": 10**30}},
    {"price": "20240101"},
    {"price": 7},
    {"flag": 0},
    {"flag": False},
    {"switch": 1},
    {"switch": True},
    {"word": True},
    {"word": "true"},
    {"level": 1},
    {"level": True},
    {"level": 2.5},
    {"at": "20240101"},
    {"at": "1700000000"},
    {"at": "2024-01-01"},
    {"at": "2024-01-01T00:00:00Z"},
    {"day": ["5", "20240101", 5, "2024-01-01", "2024-01-01T00:00:00Z"]},
    {"id": "550e8400e29b41d4a716446655440000"},
    {"id": "550e8400-e29b-41d4-a716-446655440000"},
)


@pytest.mark.parametrize("value", VALUES, ids=map(str, VALUES))
def test_unions_and_numbers_take_values_as_they_are(api: Package, value: dict[str, Any]) -> None:
    expected = repr(value)
    read = Calls(api, json.dumps(value)).client.meters.retrieve(5)
    assert repr(json.loads(read.model_dump_json())) == expected
    assert repr(json.loads(api.models.Meter.model_validate(value).model_dump_json())) == expected


def test_a_whole_float_is_an_integer_beside_a_boolean(api: Package) -> None:
    assert repr(api.models.Meter.model_validate({"switch": 1.0}).switch) == "1"


def test_types_of_texts_in_unions(api: Package) -> None:
    read = api.models.Meter.model_validate({"at": "2024-01-01T00:00:00Z", "day": ["2024-01-01", "20240101"]})
    assert read.at == datetime(2024, 1, 1, tzinfo=UTC)
    assert read.day == [date(2024, 1, 1), "20240101"]


@pytest.mark.parametrize(
    "value",
    [
        *({"exact": text} for text in ("5", "20240101", "2024-01-01", "2024-01-01T00:00:00", 5)),
        {"exact": datetime(2024, 1, 1)},  # noqa: DTZ001 - the case
        {"one": True},
        {"flag": True},
        {"word": 1},
        {"amount": Decimal("0.12345678901234567890123")},
        {"capped": 0.25},
    ],
    ids=str,
)
def test_values_of_other_types_are_refused(api: Package, value: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        api.models.Meter.model_validate(value)


def test_whole_numbers_stay_whole_in_requests(api: Package) -> None:
    calls = Calls(api, '{"amount": 5}')
    amount = calls.client.meters.retrieve(5).amount
    calls.client.meters.retrieve(amount)
    assert calls.seen[-1].url.path == "/meters/5"
    found: list[Any] = []
    serve(api, "GET", "/meters/1234567890123456789", lambda number, _: found.append(number) or {})
    assert repr(found) == "[1234567890123456789]"


@pytest.mark.parametrize(("given", "read"), [("20240101", "20240101"), ("2024-01-01", date(2024, 1, 1))])
def test_digits_in_queries_are_no_dates(api: Package, given: str, read: object) -> None:
    found: list[Any] = []
    serve(api, "GET", f"/meters/5?version=2&when={given}", lambda _, params: found.append(params.when) or {})
    assert found == [read]


def test_decimals_lose_nothing(api: Package) -> None:
    meter = api.models.Meter(amount=Decimal(12345678901234567890), price=Decimal("19.99"))
    assert meter.model_dump_json() == '{"amount":12345678901234567890,"price":19.99}'


def test_naive_datetimes_get_the_time_zone_of_a_setting(api: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    naive = datetime(2024, 1, 1)  # noqa: DTZ001 - the case
    with pytest.raises(ValidationError, match="time zone"):
        api.models.Meter(seen=naive)
    monkeypatch.setattr(api.naive_datetimes, "zone", UTC)
    assert api.models.Meter(exact=naive).model_dump(mode="json") == {"exact": "2024-01-01T00:00:00Z"}
    assert api.models.Meter(seen=naive).model_dump(mode="json") == {"seen": 1704067200}
    assert api.models.Meter.model_validate({"exact": "2024-01-01T00:00:00"}).exact == naive.replace(tzinfo=UTC)


def test_naive_datetimes_of_responses_are_read_as_they_are(api: Package) -> None:
    sent = {"exact": "2024-01-01T00:00:00"}
    assert Calls(api, json.dumps(sent)).client.meters.retrieve(5).model_dump(mode="json") == sent
