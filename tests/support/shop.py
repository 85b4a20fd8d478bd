"""A document of a shop with the features of large APIs, and its next version."""

from __future__ import annotations

import json
from typing import Any

import yaml

from tests.support.corpus_documents import OWN

SHOP = OWN / "shop.yaml"
QUOTE = {
    "type": "object",
    "required": ["amount", "id", "object"],
    "properties": {
        "amount": {"type": "integer"},
        "expires_at": {"type": "integer", "format": "unix-time", "nullable": True},
        "id": {"type": "string"},
        "object": {"type": "string", "enum": ["quote"]},
        "order": {
            "nullable": True,
            "anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/order"}],
            "x-expansionResources": {"oneOf": [{"$ref": "#/components/schemas/order"}]},
        },
    },
}


def shop() -> Any:
    value = yaml.safe_load(SHOP.read_text(encoding="utf-8"))
    return json.loads(json.dumps(value))  # copy, so that YAML aliases share no objects


def newer() -> Any:
    """Return the next version: barter is removed, quotes are added, an order can be returned."""
    document = shop()
    paths, schemas = document["paths"], document["components"]["schemas"]
    document["info"]["version"] = "2031-06-01"
    del paths["/v1/barter/receivers"]
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/quote"}}}
    quote = {"200": {"description": "", "content": content}}
    form = {"type": "object", "required": ["order"], "properties": {"order": {"type": "string"}}}
    body = {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": form}}}
    paths["/v1/quotes"] = {"post": {"operationId": "PostQuotes", "requestBody": body, "responses": quote}}
    id_ = {"name": "quote", "in": "path", "required": True, "schema": {"type": "string"}}
    paths["/v1/quotes/{quote}"] = {"get": {"operationId": "GetQuotesQuote", "parameters": [id_], "responses": quote}}
    schemas["quote"] = QUOTE
    schemas["order"]["properties"]["status"]["enum"].append("returned")
    schemas["voucher"]["properties"]["note"] = {"type": "string", "nullable": True}
    del schemas["terms"]["properties"]["applies_to"]
    return document
