"""The modules that importing and validating imports."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.packages import ROOT, make_tree, run_python, write_tree

GENERATED = ROOT / "generated"
PACKAGES = ("promotion_codes_basil", "promotion_codes_clover")
_LOADED = "import sys; print(*sorted(name for name in sys.modules if name.split('.')[0] in {heads}))"


def _loaded(code: str, *heads: str) -> list[str]:
    return run_python(f"{code}\n{_LOADED.format(heads=set(heads))}", GENERATED).split()


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_the_package_imports_nothing_else(package: str) -> None:
    assert not _loaded(f"import {package}", "pydantic", "httpx2", "fastapi", "starlette")


@pytest.mark.slow
@pytest.mark.parametrize("package", PACKAGES)
def test_models_import_pydantic_only(package: str) -> None:
    code = f"import {package}.models as m\nfor name in m.__all__: getattr(m, name)"
    loaded = _loaded(code, "pydantic", "httpx2", "fastapi", "starlette", "multipart", "anyio")
    assert {name.split(".")[0] for name in loaded} == {"pydantic"}


@pytest.mark.slow
@pytest.mark.parametrize("package", PACKAGES)
def test_the_client_does_not_import_the_server(package: str) -> None:
    loaded = _loaded(f"import {package}; {package}.Client; {package}.AsyncClient", "httpx2", "fastapi", "starlette")
    assert {name.split(".")[0] for name in loaded} == {"httpx2"}


@pytest.mark.slow
def test_models_import_one_by_one() -> None:
    assert _loaded("from promotion_codes_basil.models import Error", "promotion_codes_basil") == [
        "promotion_codes_basil",
        "promotion_codes_basil._runtime",
        "promotion_codes_basil._runtime.shared",
        "promotion_codes_basil._runtime.shared.completion",
        "promotion_codes_basil._runtime.shared.drift",
        "promotion_codes_basil._runtime.shared.exact",
        "promotion_codes_basil._runtime.shared.jsonnumbers",
        "promotion_codes_basil._runtime.shared.jsonsize",
        "promotion_codes_basil._runtime.shared.lazy",
        "promotion_codes_basil._runtime.shared.model",
        "promotion_codes_basil._runtime.shared.naive",
        "promotion_codes_basil._runtime.shared.omit",
        "promotion_codes_basil._runtime.shared.ref",
        "promotion_codes_basil._runtime.shared.stopping",
        "promotion_codes_basil._runtime.shared.values",
        "promotion_codes_basil._runtime.shared.wholenumbers",
        "promotion_codes_basil._runtime.shared.wirenames",
        "promotion_codes_basil.models",
        "promotion_codes_basil.models.api_errors",
        "promotion_codes_basil.models.error",
    ]


CODE = """
import sys
from promotion_codes_clover import Ref
from promotion_codes_clover.models import PromotionCode
customer = "promotion_codes_clover.models.customer"
promotion = {"type": "coupon", "coupon": "co1"}
restrictions = {"first_time_transaction": False, "minimum_amount": None, "minimum_amount_currency": None}
data = {
    "active": True, "code": "X", "created": 1, "id": "promo_1", "livemode": False, "object": "promotion_code",
    "promotion": promotion, "restrictions": restrictions, "times_redeemed": 0, "customer": None,
}
PromotionCode.model_validate(data)
code = PromotionCode.model_validate(data | {"customer": "cus_1"})
assert isinstance(code.customer, Ref) and code.customer.id == code.customer == "cus_1"
assert isinstance(code.promotion.coupon, Ref)
assert code.model_dump(mode="json") == data | {"customer": "cus_1"}
assert customer not in sys.modules and "promotion_codes_clover.models.coupon" not in sys.modules
whole = {"id": "cus_1", "object": "customer", "created": 5, "livemode": False, "more": {"a": None}}
code = PromotionCode.model_validate(data | {"customer": whole})
assert customer in sys.modules
assert type(code.customer).__name__ == "Customer" and code.customer.id == "cus_1" and not isinstance(code.customer, Ref)
assert code.model_dump(mode="json")["customer"] == whole
deleted = {"id": "cus_1", "object": "customer", "deleted": True}
code = PromotionCode.model_validate(data | {"customer": deleted})
assert type(code.customer).__name__ == "DeletedCustomer"
assert code.model_dump(mode="json")["customer"] == deleted
print("done")
"""


@pytest.mark.slow
def test_an_expandable_object_is_imported_with_the_first_value() -> None:
    assert run_python(CODE, GENERATED) == "done\n"


CYCLE = """
openapi: 3.1.0
info: {title: Cycle, version: "1"}
paths: {}
components:
  schemas:
    egg: {type: object, required: [id], properties: {id: {type: string}, hen: {$ref: "#/components/schemas/hen"}}}
    hen:
      type: object
      required: [name]
      properties:
        name: {type: string}
        eggs: {type: array, items: {$ref: "#/components/schemas/egg"}}
        best: {anyOf: [{$ref: "#/components/schemas/egg"}, {type: "null"}]}
"""
USE = """
from made.models import {first}
from made.models import {second}
inner = {{"id": "e2", "hen": {{"name": "i", "best": {{"id": "e3"}}}}}}
data = {{"id": "e1", "hen": {{"name": "h", "best": None, "eggs": [inner]}}}}
from made.models import Egg
egg = Egg.model_validate(data)
assert type(egg.hen).__name__ == "Hen" and type(egg.hen.eggs[0]).__name__ == "Egg"
assert egg.hen.eggs[0].hen.best.id == "e3"
assert egg.model_dump(mode="json") == data
from pydantic import ValidationError
for wrong in ({{}}, "e2"):
    try:
        Egg.model_validate({{"id": "e1", "hen": {{"name": "h", "eggs": [wrong]}}}})
    except ValidationError as error:
        assert error.errors()[0]["loc"][:3] == ("hen", "eggs", 0), error.errors()
    else:
        raise AssertionError(wrong)
print("done")
"""


@pytest.mark.slow
@pytest.mark.parametrize(("first", "second"), [("Egg", "Hen"), ("Hen", "Egg")])
def test_cycles_of_components_work_from_both_ends(tmp_path: Path, first: str, second: str) -> None:
    tree, found = make_tree(CYCLE, tmp_path, package="made")
    assert not list(found)
    write_tree(tree, tmp_path / "out" / "made")
    assert run_python(USE.format(first=first, second=second), tmp_path / "out") == "done\n"
