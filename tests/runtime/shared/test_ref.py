from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import pytest
from pydantic import BaseModel, ValidationError

from runtime.shared import ref
from runtime.shared.lazy import lazy_exports
from runtime.shared.model import Model
from runtime.shared.ref import Lazy, Ref

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODELS = """
from typing import Annotated, Any, Literal
from runtime.shared.model import Model
from runtime.shared.ref import Lazy

class {name}(Model):
    id: str
    other: Annotated[Any, Lazy(__package__, ("customer:Customer", "deleted:Deleted"), ref=True)] = None
    {extra}
    __nullable__ = frozenset({{"name"}})
"""


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    root = tmp_path / "lazy_sample"
    root.mkdir()
    (root / "__init__.py").write_text("")
    (root / "customer.py").write_text(MODELS.format(name="Customer", extra="name: str | None = None"))
    (root / "deleted.py").write_text(MODELS.format(name="Deleted", extra="deleted: Literal[True]"))
    monkeypatch.syspath_prepend(tmp_path)
    yield
    for name in [name for name in sys.modules if name.startswith("lazy_sample")]:
        del sys.modules[name]


class Code(Model):
    customer: Annotated[Any, Lazy("lazy_sample", ("customer:Customer", "deleted:Deleted"), ref=True)] | None = None
    plain: Annotated[Any, Lazy("lazy_sample", ("customer:Customer",))] = None
    many: list[Annotated[Any, Lazy("lazy_sample", ("customer:Customer", "deleted:Deleted"), ref=True)]] | None = None

    __nullable__: ClassVar[frozenset[str]] = frozenset({"customer"})


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    yield
    ref._load.cache_clear()
    ref._adapter.cache_clear()


def test_ids_import_nothing() -> None:
    code = Code.model_validate({"customer": "cus_1"})
    assert isinstance(code.customer, Ref)
    assert code.customer == "cus_1" == code.customer.id
    assert type(code.customer.id) is str
    assert repr(code.customer) == "Ref('cus_1')"
    assert code.model_dump() == {"customer": "cus_1"}
    assert code.model_dump_json() == '{"customer":"cus_1"}'
    assert Code.model_validate_json('{"customer": null, "many": ["a"]}').many == [Ref("a")]
    assert "lazy_sample.customer" not in sys.modules


def test_objects_are_validated_as_the_matching_target() -> None:
    payload = {
        "customer": {"id": "cus_1", "other": {"id": "cus_2", "deleted": True, "x": None}, "new": 1},
        "plain": {"id": "cus_3", "name": None},
        "many": ["cus_4", {"id": "cus_5"}],
    }
    code = Code.model_validate(payload)
    assert type(code.customer).__name__ == "Customer"
    assert type(code.customer.other).__name__ == "Deleted"
    assert code.model_dump() == payload
    assert code.model_dump(mode="json") == payload
    assert json.loads(code.model_dump_json()) == payload
    assert Code.model_validate_json(json.dumps(payload)) == code
    assert Code.model_validate({"customer": code.customer}).customer is code.customer


@pytest.mark.parametrize(
    ("payload", "loc"),
    [
        ({"plain": "cus_1"}, ("plain",)),
        ({"plain": {"id": 1}}, ("plain", "id")),
        ({"many": ["a", {"id": "x", "other": {"id": "y", "other": {"id": 3}}}]}, None),
        ({"customer": 5}, None),
        ({"customer": {}}, None),
    ],
)
def test_errors_contain_their_location(payload: object, loc: tuple[str, ...] | None) -> None:
    with pytest.raises(ValidationError) as caught:
        Code.model_validate(payload)
    locs = [error["loc"] for error in caught.value.errors()]
    if loc is not None:
        assert locs == [loc]
    elif "many" in str(payload):
        assert all(found[:3] == ("many", 1, "Customer") or found[:2] == ("many", 1) for found in locs)


def test_a_lazy_field_has_its_own_json_schema() -> None:
    properties = Code.model_json_schema()["properties"]
    text = {"type": "string"}
    objects = [{"type": "object", "title": "Customer"}, {"type": "object", "title": "Deleted"}]
    assert properties["customer"]["anyOf"] == [text, *objects, {"type": "null"}]
    assert properties["plain"]["type"] == "object"
    assert "lazy_sample.customer" not in sys.modules


def test_ref_as_a_separate_type() -> None:
    class Holder(BaseModel):
        ref: Ref

    assert isinstance(Holder.model_validate({"ref": "a"}).ref, Ref)
    assert Holder(ref=Ref("a")).model_dump_json() == '{"ref":"a"}'
    with pytest.raises(ValidationError):
        Holder.model_validate({"ref": 1})


def test_lazy_exports_import_on_first_use() -> None:
    lazy_sample = import_module("lazy_sample")
    exports = {"Customer": ".customer", "Gone": ".deleted:Deleted", "deleted": ".deleted:"}
    get, names = lazy_exports("lazy_sample", exports)
    vars(lazy_sample).update(__getattr__=get, __dir__=names)
    assert {"Customer", "Gone", "deleted"} <= set(dir(lazy_sample))
    assert "lazy_sample.customer" not in sys.modules
    assert lazy_sample.Customer is sys.modules["lazy_sample.customer"].Customer
    assert lazy_sample.Gone.__name__ == "Deleted"
    assert lazy_sample.deleted is sys.modules["lazy_sample.deleted"]
    with pytest.raises(AttributeError, match="'lazy_sample' has no attribute 'Nothing'"):
        lazy_sample.Nothing  # noqa: B018
