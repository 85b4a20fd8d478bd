"""The generated clients and the official one talk to the generated server over a real socket."""

from __future__ import annotations

import asyncio
import importlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.e2e.codes import COUPON, CREATED, Shop, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

VERSIONS = ("clover", "basil")
KEY = {"Authorization": "Bearer sk_test_123"}
FORM = {**KEY, "Content-Type": "application/x-www-form-urlencoded"}


class Live:
    """A running shop, and its clients."""

    def __init__(self, version: str) -> None:
        self.version = version
        self.shop = Shop(version)
        self.package: Any = importlib.import_module(self.shop.package)
        self.errors: Any = importlib.import_module(f"{self.shop.package}.errors")
        self.url = ""

    @property
    def granted(self) -> dict[str, Any]:
        """Return the coupon or promotion parameter of a version."""
        return {"promotion": {"type": "coupon", "coupon": "SPRING"}} if self.shop.clover else {"coupon": "SPRING"}

    def options(self, **more: Any) -> dict[str, Any]:
        return {"api_key": "sk_test_123", "base_url": self.url, "strict": True, **more}

    def send(self, method: str, path: str, content: str = "", headers: dict[str, str] | None = None) -> httpx2.Response:
        with httpx2.Client() as http:
            return http.request(method, self.url + path, content=content.encode(), headers=headers or FORM)


clover_only = pytest.mark.parametrize("served", ["clover"], indirect=True)
basil_only = pytest.mark.parametrize("served", ["basil"], indirect=True)


@pytest.fixture(scope="module", params=VERSIONS)
def served(request: pytest.FixtureRequest) -> Iterator[Live]:
    live = Live(request.param)
    with serving(live.shop.app()) as live.url:
        yield live


@pytest.fixture
def live(served: Live) -> Live:
    served.shop.codes.clear()
    served.shop.contexts.clear()
    return served


@pytest.fixture
def client(live: Live) -> Iterator[Any]:
    with live.package.Client(**live.options()) as client:
        yield client


@pytest.mark.slow
def test_create_with_everything(live: Live, client: Any) -> None:
    restrictions = {
        "first_time_transaction": True,
        "minimum_amount": 500,
        "minimum_amount_currency": "eur",
        "currency_options": {"usd": {"minimum_amount": 550}, "gbp": {"minimum_amount": 400}},
    }
    made = client.promotion_codes.create(
        **live.granted,
        code="SPRING26",
        customer="cus_1",
        restrictions=restrictions,
        expires_at=datetime(2030, 1, 1, tzinfo=UTC),
        max_redemptions=3,
        metadata={"campaign": "spring & fall=é", "k 2": "v+1"},
        expand=["restrictions.currency_options"],
    )
    assert isinstance(made, live.package.models.PromotionCode)
    assert (made.code, made.max_redemptions, made.active) == ("SPRING26", 3, True)
    assert made.expires_at == datetime(2030, 1, 1, tzinfo=UTC)
    assert made.metadata == {"campaign": "spring & fall=é", "k 2": "v+1"}
    assert made.restrictions.model_dump() == restrictions
    assert isinstance(made.customer, live.package.Ref)
    assert made.customer.id == "cus_1"
    again = client.promotion_codes.retrieve(made.id)
    assert "currency_options" not in again.restrictions.model_fields_set
    assert again.model_dump(exclude={"restrictions"}) == made.model_dump(exclude={"restrictions"})


@clover_only
def test_models_as_nested_arguments(live: Live, client: Any) -> None:
    m = live.package.models
    made = client.promotion_codes.create(
        promotion=m.PromotionCodeCreateParamsPromotion(type="coupon", coupon="SPRING"),
        restrictions=m.PromotionCodeCreateParamsRestrictions(minimum_amount=5, minimum_amount_currency="eur"),
    )
    assert made.restrictions.minimum_amount == 5


@pytest.mark.slow
def test_update_merges_and_removes(live: Live, client: Any) -> None:
    key = live.shop.add(metadata={"a": "1", "b": "2"})["id"]
    update = client.promotion_codes.update
    assert update(key, metadata={"b": "3", "c": "4"}).metadata == {"a": "1", "b": "3", "c": "4"}
    assert update(key, metadata={"a": ""}).metadata == {"b": "3", "c": "4"}
    assert update(key, active=False).active is False
    assert update(key).metadata == {"b": "3", "c": "4"}
    assert update(key, metadata="").metadata == {}
    options = {"eur": {"minimum_amount": 900}}
    shown = update(key, restrictions={"currency_options": options}, expand=["restrictions.currency_options"])
    assert shown.restrictions.model_dump()["currency_options"] == options
    assert shown.active is False


def test_every_call_has_credentials_and_version(live: Live, client: Any) -> None:
    client.promotion_codes.create(**live.granted)
    client.promotion_codes.list()
    create, listed = live.shop.contexts
    dates = {"clover": "2025-12-15.clover", "basil": "2025-08-27.basil"}
    assert create.api_version == listed.api_version == dates[live.version]
    assert create.idempotency_key
    assert not listed.idempotency_key
    assert create.principal == "Bearer sk_test_123"


@pytest.mark.slow
def test_all_250_items_in_both_directions(live: Live, client: Any) -> None:
    keys = [live.shop.add()["id"] for _ in range(250)]
    newest = keys[::-1]
    assert [code.id for code in client.promotion_codes.list(limit=100)] == newest
    assert [code.id for code in client.promotion_codes.list(limit=100, starting_after=newest[9])] == newest[10:]
    back = client.promotion_codes.list(limit=100, ending_before=newest[240])
    assert [code.id for code in back] == newest[:240][::-1]
    assert [len(page.data) for page in client.promotion_codes.list(limit=100).iter_pages()] == [100, 100, 50]
    assert len(live.shop.contexts) == 3 + 3 + 3 + 3


@pytest.mark.slow
def test_all_250_items_in_both_directions_async(live: Live) -> None:
    newest = [live.shop.add()["id"] for _ in range(250)][::-1]

    async def run() -> None:
        async with live.package.AsyncClient(**live.options()) as client:
            assert [code.id async for code in client.promotion_codes.list(limit=100)] == newest
            after = client.promotion_codes.list(limit=100, starting_after=newest[9])
            assert [code.id async for code in after] == newest[10:]
            before = client.promotion_codes.list(limit=100, ending_before=newest[240])
            assert [code.id async for code in before] == newest[:240][::-1]
            page = await client.promotion_codes.list(limit=100)
            assert (len(page.data), page.has_more) == (100, True)

    asyncio.run(run())


def test_filters(live: Live, client: Any) -> None:
    live.shop.add(code="A B")
    live.shop.add()
    assert [code.code for code in client.promotion_codes.list(code="A B")] == ["A B"]
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    client.promotion_codes.list(created={"gte": moment, "lt": 1_900_000_000}, active=True)
    assert "created%5Bgte%5D=1704067200" in live.shop.contexts[-1].query_string.replace("[", "%5B").replace("]", "%5D")
    client.promotion_codes.list(created=moment)
    assert "created=1704067200" in live.shop.contexts[-1].query_string


def test_async_and_sync_calls_are_equal(live: Live, client: Any) -> None:
    async def run() -> Any:
        async with live.package.AsyncClient(**live.options()) as other:
            made = await other.promotion_codes.create(**live.granted, code="ASYNC")
            await other.promotion_codes.update(made.id, metadata={"a": "b"})
            return await other.promotion_codes.retrieve(made.id)

    made = asyncio.run(run())
    assert made == client.promotion_codes.retrieve(made.id)
    assert made.metadata == {"a": "b"}


@clover_only
def test_expanded_objects_are_models(live: Live, client: Any) -> None:
    m, ref = live.package.models, live.package.Ref
    key = live.shop.add(customer="cus_1")["id"]
    plain = client.promotion_codes.retrieve(key)
    assert isinstance(plain.promotion.coupon, ref)
    assert (plain.promotion.coupon, plain.promotion.coupon.id) == ("SPRING", "SPRING")
    full = client.promotion_codes.retrieve(key, expand=["promotion.coupon", "customer"])
    assert isinstance(full.promotion.coupon, m.Coupon)
    assert isinstance(full.customer, m.Customer)
    assert (full.promotion.coupon.id, full.promotion.coupon.percent_off) == ("SPRING", 25.5)
    assert full.promotion.coupon.created == datetime.fromtimestamp(CREATED, UTC)
    assert full.model_dump(mode="json")["promotion"]["coupon"].items() >= COUPON.items()
    (listed,) = client.promotion_codes.list(expand=["data.promotion.coupon"])
    assert isinstance(listed.promotion.coupon, m.Coupon)


@basil_only
def test_the_coupon_of_basil_is_part_of_the_code(live: Live, client: Any) -> None:
    made = client.promotion_codes.create(coupon="SPRING")
    assert isinstance(made.coupon, live.package.models.Coupon)
    assert made.coupon.percent_off == 25.5


def test_errors_have_types(live: Live, client: Any) -> None:
    with pytest.raises(live.errors.NotFoundError) as missing:
        client.promotion_codes.retrieve("promo_none")
    assert (missing.value.status_code, missing.value.type) == (404, "invalid_request_error")
    assert (missing.value.code, missing.value.param) == ("resource_missing", "promotion_code")
    assert missing.value.message == "No such promotion code: 'promo_none'"
    assert isinstance(missing.value.error, live.package.models.Error)
    assert missing.value.request_id
    wrong = {"promotion": {"type": "coupon", "coupon": "NONE"}} if live.shop.clover else {"coupon": "NONE"}
    with pytest.raises(live.errors.BadRequestError) as unknown:
        client.promotion_codes.create(**wrong)
    assert unknown.value.param == ("promotion[coupon]" if live.shop.clover else "coupon")
    with pytest.raises(live.errors.BadRequestError) as extra:
        client.promotion_codes.list(request_options=_options(live, query={"colour": "red"}))
    assert (extra.value.code, extra.value.param) == ("parameter_unknown", "colour")
    with pytest.raises(live.errors.BadRequestError, match="Received unknown parameter: colour"):
        client.promotion_codes.create(**live.granted, request_options=_options(live, body={"colour": "red"}))
    with pytest.raises(live.errors.BadRequestError, match=r"cannot be expanded \(code\)"):
        client.promotion_codes.create(**live.granted, expand=["code"])
    with pytest.raises(live.errors.AuthenticationError) as key:
        client.with_options(api_key="sk_other").promotion_codes.list()
    assert key.value.type == "invalid_request_error"


def _options(live: Live, **settings: Any) -> Any:
    return importlib.import_module(f"{live.shop.package}._runtime.client.options").RequestOptions(**settings)


def test_ids_are_one_segment(live: Live, client: Any) -> None:
    for key in ("a/b", "a b", "é", "50%", "x?y", "a%2Fb", "..a"):
        live.shop.add(id=key)
        assert client.promotion_codes.retrieve(key).id == key
        assert client.promotion_codes.update(key, active=False).id == key
    before = len(live.shop.contexts)
    for key in ("", ".", ".."):
        with pytest.raises(live.errors.InvalidArgumentError):
            client.promotion_codes.retrieve(key)
    assert len(live.shop.contexts) == before


def granted_form(live: Live) -> str:
    return "promotion[type]=coupon&promotion[coupon]=SPRING" if live.shop.clover else "coupon=SPRING"


@pytest.mark.slow
@pytest.mark.parametrize("spelling", ["expand[]", "expand[0]", "expand%5B0%5D", "expand%5B%5D"])
def test_lists_in_every_notation(live: Live, spelling: str) -> None:
    path = "restrictions.currency_options"
    options = "restrictions[currency_options][eur][minimum_amount]=900"
    made = live.send("POST", "/v1/promotion_codes", f"{granted_form(live)}&{options}&{spelling}={path}")
    assert made.status_code == 200, made.text
    assert made.json()["restrictions"]["currency_options"] == {"eur": {"minimum_amount": 900}}
    read = live.send("GET", f"/v1/promotion_codes/{made.json()['id']}?{spelling}={path}", headers=KEY)
    assert read.json()["restrictions"]["currency_options"] == {"eur": {"minimum_amount": 900}}
    listed = live.send("GET", f"/v1/promotion_codes?{spelling}=data.{path}&limit=1", headers=KEY)
    assert "currency_options" in listed.json()["data"][0]["restrictions"]


def test_the_form_of_the_official_library(live: Live) -> None:
    content = f"{granted_form(live)}&active=false&metadata[k1]=v+1%26%3D%C3%A9&metadata[k[2]]=x&expires_at=1900000000"
    body = live.send("POST", "/v1/promotion_codes", content).json()
    assert body["metadata"] == {"k1": "v 1&=é", "k[2]": "x"}
    assert (body["active"], body["expires_at"], body["customer"]) == (False, 1_900_000_000, None)


def test_an_empty_update(live: Live) -> None:
    key = live.shop.add(metadata={"a": "1"})["id"]
    response = live.send("POST", f"/v1/promotion_codes/{key}", "", {**FORM, "Content-Length": "0"})
    assert (response.status_code, response.json()["metadata"]) == (200, {"a": "1"})
    assert live.shop.contexts[-1].headers["content-length"] == "0"
    assert live.send("POST", f"/v1/promotion_codes/{key}", "metadata=").json()["metadata"] == {}


@pytest.mark.slow
def test_error_responses_on_the_wire(live: Live) -> None:
    cases = (
        ("restrictions[minimum_amount]=abc", "parameter_invalid_integer", "restrictions[minimum_amount]"),
        ("active=perhaps", "parameter_invalid_boolean", "active"),
        ("colour=red", "parameter_unknown", "colour"),
    )
    for content, code, param in cases:
        response = live.send("POST", "/v1/promotion_codes", f"{granted_form(live)}&{content}")
        assert (response.status_code, response.headers["content-type"]) == (400, "application/json")
        error = response.json()["error"]
        assert (error["code"], error["param"], error["type"]) == (code, param, "invalid_request_error")
        assert response.headers["request-id"].startswith("req_")
    assert live.send("POST", "/v1/promotion_codes", "active=true").json()["error"]["code"] == "parameter_missing"
    for method, path, status in (("GET", "/v1/nothing", 404), ("DELETE", "/v1/promotion_codes", 405)):
        response = live.send(method, path)
        assert response.status_code == status
        assert response.json()["error"]["message"]


@clover_only
class TestOfficialLibrary:
    """stripe-python, whose promotion codes have the shape of clover."""

    @pytest.fixture
    def official(self, live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
        stripe = pytest.importorskip("stripe")
        monkeypatch.setattr(stripe, "enable_telemetry", False)
        return stripe.StripeClient("sk_test_123", base_addresses={"api": live.url}, max_network_retries=0)

    def test_create_retrieve_update(self, live: Live, official: Any) -> None:
        codes = official.v1.promotion_codes
        made = codes.create(
            {
                "promotion": {"type": "coupon", "coupon": "SPRING"},
                "code": "SDK 1",
                "expires_at": 1_900_000_000,
                "metadata": {"k1": "v 1&=é", "k[2]": "x"},
                "restrictions": {"currency_options": {"eur": {"minimum_amount": 900}}},
                "expand": ["promotion.coupon", "restrictions.currency_options"],
            }
        )
        assert (made.code, made.promotion.coupon.percent_off, made.expires_at) == ("SDK 1", 25.5, 1_900_000_000)
        assert made.metadata.to_dict() == {"k1": "v 1&=é", "k[2]": "x"}
        assert made.restrictions.currency_options["eur"].minimum_amount == 900
        changed = codes.update(made.id, {"active": False, "metadata": {"k1": ""}})
        assert (changed.active, changed.metadata.to_dict()) == (False, {"k[2]": "x"})
        assert codes.update(made.id).active is False
        assert codes.retrieve(made.id).promotion.coupon == "SPRING"
        live.shop.add(id="a/b")
        assert codes.retrieve("a/b").id == "a/b"

    @pytest.mark.slow
    def test_pages(self, live: Live, official: Any) -> None:
        newest = [live.shop.add()["id"] for _ in range(250)][::-1]
        codes = official.v1.promotion_codes
        assert [code.id for code in codes.list({"limit": 100}).auto_paging_iter()] == newest
        back = codes.list({"limit": 100, "ending_before": newest[240], "expand": ["data.promotion.coupon"]})
        seen = list(back.auto_paging_iter())
        assert [code.id for code in seen] == newest[:240][::-1]
        assert all(code.promotion.coupon.id == "SPRING" for code in seen)
        assert codes.list({"created": {"gte": 1}, "active": True, "limit": 1}).has_more is True

    def test_errors(self, live: Live, official: Any) -> None:
        import stripe  # noqa: PLC0415 - it reads its configuration when it is loaded

        codes = official.v1.promotion_codes
        with pytest.raises(stripe.InvalidRequestError) as missing:
            codes.retrieve("promo_none")
        assert (missing.value.http_status, missing.value.code) == (404, "resource_missing")
        assert missing.value.param == "promotion_code"
        with pytest.raises(stripe.InvalidRequestError, match="Missing required param: promotion") as unsaid:
            codes.create({"code": "X"})
        assert (unsaid.value.http_status, unsaid.value.code) == (400, "parameter_missing")
        with pytest.raises(stripe.InvalidRequestError, match="Received unknown parameter: colour"):
            codes.create({"promotion": {"type": "coupon", "coupon": "SPRING"}, "colour": "red"})
        other = stripe.StripeClient("sk_other", base_addresses={"api": live.url}, max_network_retries=0)
        with pytest.raises(stripe.AuthenticationError, match="Invalid API Key"):
            other.v1.promotion_codes.list()
