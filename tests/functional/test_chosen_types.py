"""Configuration → package: types, mixins and shared models that the configuration names."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx2
import pytest

from codegen.cli import main
from tests.support.checkers import FAST, diagnostics
from tests.support.packages import Package, imported

INVALID = 2
MONEY = """
from __future__ import annotations
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from pydantic_core import core_schema

@dataclass(frozen=True)
class Money:
    amount: str
    currency: str

class Key:
    def __init__(self, text: str) -> None:
        self.text = text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.read, serialization=core_schema.plain_serializer_function_ser_schema(lambda key: key.text)
        )

    @classmethod
    def read(cls, value: object) -> Key:
        if isinstance(value, Key):
            return value
        if isinstance(value, str) and value.startswith("key_"):
            return cls(value)
        raise ValueError("not a key")

class Lossy(Key):
    @classmethod
    def read(cls, value: object) -> Key:
        return cls("lost")

class OrderMixin:
    if TYPE_CHECKING:
        id: Any

    @property
    def label(self) -> str:
        return f"order {self.id.text}"

class HasTotal:
    def total(self) -> int:
        return 1

class Dumps:
    def model_dump(self) -> None: ...

class Declares:
    note: str
"""
API = """
openapi: 3.1.0
info: {title: Orders, version: "1"}
servers: [{url: https://api.example}]
paths:
  /orders/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string, format: key, example: key_1}}
        - {name: least, in: query, style: deepObject, schema: {$ref: "#/components/schemas/Money"}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}}
  /orders:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}}
components:
  schemas:
    Money: {type: object, required: [amount, currency], properties: {amount: {type: string}, currency: {type: string}}}
    Order:
      type: object
      required: [id, price]
      properties:
        id: {type: string, format: key}
        price: {$ref: "#/components/schemas/Money"}
        prices: {type: array, items: {$ref: "#/components/schemas/Money"}}
        total: {type: number}
        buyer: {$ref: "common.yaml#/components/schemas/User"}
"""
COMMON = """
openapi: 3.1.0
info: {title: Common, version: "1"}
paths: {}
components:
  schemas:
    User: {type: object, required: [id], properties: {id: {type: string}, home: {$ref: "#/components/schemas/Home"}}}
    Home: {type: object, properties: {street: {type: string, nullable: true}, since: {type: string, format: date-time}}}
"""
CONFIG = """
[types]
"format:unused" = "decimal.Decimal"
[targets.NAME]
spec = "api.yaml"
formatter = "none"
extend.Order = "NAME_parts:OrderMixin"
shared."common.yaml" = "NAME_common.models"
[targets.NAME.types]
"#/components/schemas/Money" = "NAME_parts:Money"
"format:key" = "NAME_parts:Key"
"#/components/schemas/Order/properties/total" = "decimal.Decimal"
"""


def write_inputs(folder: Path, name: str, change: tuple[str, str] = ("", "")) -> None:
    (folder / f"{name}_parts.py").write_text(MONEY, encoding="utf-8")
    (folder / "api.yaml").write_text(API, encoding="utf-8")
    (folder / "common.yaml").write_text(COMMON, encoding="utf-8")
    text = CONFIG.replace("NAME", name)
    (folder / "codegen.toml").write_text(text.replace(*change) if change[0] else text, encoding="utf-8")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Package]]:
    folder = tmp_path_factory.mktemp("chosen")
    write_inputs(folder, "chosen")
    common = ["--spec", str(folder / "common.yaml"), "--output", str(folder / "generated")]
    assert main(["generate", *common, "--package", "chosen_common", "--emit", "models", "--formatter", "none"]) == 0
    assert main(["generate", "--config", str(folder / "codegen.toml")]) == 0
    sys.path.insert(0, str(folder))
    try:
        with imported(folder / "generated" / "chosen") as package:
            yield folder, package
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] in {"chosen_parts", "chosen_common"}]:
            del sys.modules[name]


@pytest.mark.slow
def test_fields_arguments_and_responses_have_the_chosen_types(place: tuple[Path, Package]) -> None:
    package = place[1]
    parts: Any = sys.modules["chosen_parts"] if "chosen_parts" in sys.modules else __import__("chosen_parts")
    seen: list[httpx2.Request] = []
    home = {"street": None, "since": "2026-01-01T00:00:00"}
    price = '{"amount":"1","currency":"EUR"}'
    answer = f'{{"id":"key_7","price":{price},"total":12345678901234567.89,"buyer":{{"id":"u","home":%s}}}}'

    def respond(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        content = (answer % json.dumps(home)).encode()
        return httpx2.Response(200, content=content, headers={"content-type": "application/json"})

    client = package.Client(transport=httpx2.MockTransport(respond), strict=True)
    order = client.orders.retrieve(parts.Key("key_1"), least=parts.Money("2", "EUR"))
    assert unquote(str(seen[0].url)) == "https://api.example/orders/key_1?least[amount]=2&least[currency]=EUR"
    assert (order.price, order.id.text, order.label) == (parts.Money("1", "EUR"), "key_7", "order key_7")
    assert str(order.total) == "12345678901234567.89"
    assert package.models.Money is parts.Money
    client.orders.create(id="key_2", price=parts.Money("3", "EUR"), total=order.total, buyer=order.buyer)
    assert json.loads(seen[1].content, parse_float=str) == {
        "id": "key_2",
        "price": {"amount": "3", "currency": "EUR"},
        "total": "12345678901234567.89",
        "buyer": {"id": "u", "home": home},
    }
    with pytest.raises(package.errors.InvalidArgumentError, match="id: Value error, not a key"):
        client.orders.create(id="x", price=parts.Money("3", "EUR"))


@pytest.mark.slow
def test_samples_have_the_chosen_types(place: tuple[Path, Package]) -> None:
    testing: Any = __import__("chosen.testing", fromlist=["build"])
    parts: Any = __import__("chosen_parts")
    order = testing.build(place[1].models.Order)
    assert isinstance(order.id, parts.Key)
    assert isinstance(order.price, parts.Money)
    assert testing.build(place[1].models.Order, price={"amount": "7", "currency": "EUR"}).price == parts.Money(
        "7", "EUR"
    )
    fake = testing.Fake()
    fake.orders.retrieve.returns(order)
    assert fake.client().orders.retrieve(order.id).price == order.price


@pytest.mark.slow
def test_shared_models_are_those_of_the_other_package(place: tuple[Path, Package]) -> None:
    package = place[1]
    common: Any = __import__("chosen_common.models")
    assert package.models.User is common.models.User
    assert package.models.Order.model_fields["buyer"].annotation == common.models.User | None
    assert not (place[0] / "generated" / "chosen" / "models" / "user.py").read_text().count("class ")


@pytest.mark.slow
def test_the_output_passes_mypy(place: tuple[Path, Package]) -> None:
    from mypy import api  # noqa: PLC0415 - slow to import

    folder = place[0]
    user = folder / "caller.py"
    user.write_text(
        "from decimal import Decimal\nimport chosen\nfrom chosen_parts import Key, Money\n"
        "def call(client: chosen.Client) -> str:\n"
        "    client.orders.create(id=Key('key_1'), price=Money('1', 'EUR'), total=Decimal(1))\n"
        "    client.orders.create(id='key_1', price=Money('1', 'EUR'))\n"
        "    return client.orders.retrieve(Key('key_1')).label\n",
        encoding="utf-8",
    )
    (folder / "mypy.ini").write_text(f"[mypy]\nmypy_path = {folder}:{folder}/generated\n", encoding="utf-8")
    text, _, code = api.run(
        ["--strict", "--config-file", str(folder / "mypy.ini"), "--cache-dir", str(folder / ".c"), str(user)]
    )
    assert code == 0, text


@pytest.mark.slow
@pytest.mark.parametrize("checker", FAST)
def test_the_output_passes_other_type_checkers(place: tuple[Path, Package], checker: str) -> None:
    made = place[0] / "generated"
    (made / "chosen_parts.py").write_text(MONEY, encoding="utf-8")
    paths = ["chosen/models", "chosen/params", "chosen/resources", "chosen/server", "chosen/testing.py"]
    assert not diagnostics(checker, made, *paths, "chosen_common/models")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("bad_parts:Money", "bad_parts:Nothing", "bad_parts has no Nothing"),
        ("bad_parts:Money", "nowhere.at.all:Money", "nowhere.at.all cannot be imported: ModuleNotFoundError"),
        ("bad_parts:Money", "builtins:int", "does not accept"),
        ("bad_parts:Money", "builtins:print", "PydanticSchemaGenerationError"),
        ("bad_parts:Key", "bad_parts:Lossy", 'does not round-trip: "key_1" becomes "lost"'),
        ("bad_parts:OrderMixin", "bad_parts:HasTotal", "defines 'total', which is a field of Order"),
        ("bad_parts:OrderMixin", "bad_parts:Dumps", "defines 'model_dump', which is a method of every model"),
        ("bad_parts:OrderMixin", "bad_parts:Declares", "declares the field 'note'"),
        ("extend.Order", "extend.Ordr", "'Ordr' is extended, but it is not the class of a model"),
        ("#/components/schemas/Money", "#/components/schemas/Mony", "the document has no such schema"),
        ('shared."common.yaml"', 'shared."comon.yaml"', "the document refers to no schema of this file"),
        ("", "", "bad_common.models cannot be imported"),
    ],
)
def test_unusable_objects_are_located_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, message: str
) -> None:
    write_inputs(tmp_path, "bad", (old, new))
    assert main(["generate", "--config", str(tmp_path / "codegen.toml")]) == INVALID
    text = capsys.readouterr().err
    assert message in text
    line = next(line for line in text.splitlines() if message in line)
    assert "codegen.toml:" in line.partition(" error[")[0]
    assert not (tmp_path / "generated").exists()


@pytest.mark.slow
def test_a_shared_package_of_another_version_is_refused(
    place: tuple[Path, Package], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = place[0]
    (folder / "common.yaml").write_text(COMMON.replace("Common", "Commons"), encoding="utf-8")
    try:
        assert main(["generate", "--config", str(folder / "codegen.toml")]) == INVALID
    finally:
        (folder / "common.yaml").write_text(COMMON, encoding="utf-8")
    assert "was generated from another version of common.yaml" in capsys.readouterr().err


def test_invalid_keys_and_values_are_located(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        '[types]\nulid = "a.b:C"\n[targets.x]\nspec = "a.yaml"\nenums = "enumm"\nextend.A = "1x:y"\nshared.b = "a:b"\n'
    )
    (tmp_path / "codegen.toml").write_text(text, encoding="utf-8")
    assert main(["generate", "--config", str(tmp_path / "codegen.toml")]) == INVALID
    found = capsys.readouterr().err
    assert "codegen.toml:2:1: error[config-invalid]: 'ulid': is neither a format" in found
    assert "codegen.toml:5:1: error[config-invalid]: 'enums': must be one of literal, enum" in found
    assert "codegen.toml:6:1: error[config-invalid]: 'A': must be an object of a module" in found
    assert "codegen.toml:7:1: error[config-invalid]: 'b': must be a module" in found


def test_models_without_runtime_do_not_have_these_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = '[targets.x]\nspec = "a.yaml"\nmodels = "plain"\nenums = "enum"\n'
    (tmp_path / "codegen.toml").write_text(text, encoding="utf-8")
    assert main(["generate", "--config", str(tmp_path / "codegen.toml")]) == INVALID
    assert "codegen.toml:4:1: error[config-invalid]: 'enums': models of the kind 'plain'" in capsys.readouterr().err
