from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codegen.core.options import Options
from tests.support.packages import make_package

SECRET = "whsec"  # noqa: S105 - of this test alone


def call(kind: str, **fields: Any) -> dict[str, Any]:
    properties = {"type": {"const": kind}, **fields}
    schema = {"type": "object", "required": list(properties), "properties": properties}
    return {
        "post": {
            "requestBody": {"content": {"application/json": {"schema": schema}}},
            "responses": {"200": {"description": ""}},
        }
    }


SPEC: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Hooks", "version": "1"},
    "paths": {},
    "webhooks": {
        "paid": call("paid", amount={"type": "integer"}),
        "sent": call("sent", address={"type": "string"}),
    },
}


def test_declared_webhooks_are_parsed_to_models(tmp_path: Path) -> None:
    with make_package(json.dumps(SPEC), tmp_path, emit=("models", "client")) as package:
        paid = package.webhooks.parse(b'{"type": "paid", "amount": 5, "later": 1}')
        assert (type(paid).__name__, paid.amount, paid.model_extra) == ("PaidWebhookParams", 5, {"later": 1})
        assert package.webhooks.parse('{"type": "sent", "address": "x"}').address == "x"
        payload = '{"type": "paid", "amount": "5"}'
        header = package.webhooks.header_for(payload, SECRET)
        event = package.webhooks.construct_event(payload, header, SECRET, type(paid))
        assert (type(event), event.amount) == (type(paid), "5")
        sent = '{"type": "sent", "address": "x"}'
        assert package.webhooks.unwrap(sent, package.webhooks.header_for(sent, SECRET), SECRET).address == "x"
        old = package.webhooks.header_for(sent, SECRET, at=1_700_000_000)
        assert package.webhooks.unwrap(sent, old, SECRET, now=lambda: 1_700_000_299.0).address == "x"
        for header in (old, package.webhooks.header_for(sent, "other"), ""):
            with pytest.raises(package.webhooks.SignatureError):
                package.webhooks.unwrap(sent, header, SECRET)


STANDARD = {
    **SPEC,
    "webhooks": {
        "paid": {
            "post": {
                **SPEC["webhooks"]["paid"]["post"],
                "parameters": [{"name": "Webhook-Signature", "in": "header", "schema": {"type": "string"}}],
            }
        }
    },
}


@pytest.mark.parametrize(("spec", "options"), [(STANDARD, {}), (SPEC, {"client": {"webhooks": "standard"}})])
def test_the_scheme_is_declared_or_configured(spec: dict[str, Any], options: dict[str, Any], tmp_path: Path) -> None:
    secret = "whsec_c2VjcmV0"  # noqa: S105 - of this test alone
    with make_package(json.dumps(spec), tmp_path, emit=("models", "client"), options=Options(options)) as package:
        body = '{"type": "paid", "amount": 5}'
        headers = package.webhooks.headers_for(body, secret)
        assert package.webhooks.unwrap(body, headers, secret).amount == 5
        with pytest.raises(package.webhooks.SignatureError):
            package.webhooks.unwrap(body + " ", headers, secret)
    files = {path.name for path in tmp_path.rglob("*webhooks.py")}
    assert files == {"webhooks.py", "standard_webhooks.py"}
    assert len(list(tmp_path.rglob("webhooks.py"))) == 1


def test_a_declared_scheme_can_be_overridden(tmp_path: Path) -> None:
    options = Options({"client": {"webhooks": "stripe"}})
    with make_package(json.dumps(STANDARD), tmp_path, emit=("models", "client"), options=options) as package:
        body = '{"type": "paid", "amount": 5, "api_version": "0"}'
        header = package.webhooks.header_for(body, SECRET)
        found: list[Any] = []
        package.webhooks.unwrap(body, header, SECRET, on_drift=found.append)
        assert [str(drift) for drift in found] == ["/api_version: expected API version 1, got '0'"]
        with pytest.raises(package.webhooks.EventValidationError, match="expected API version 1"):
            package.webhooks.construct_event(body, header, SECRET, package.models.PaidWebhookParams, strict=True)
