from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import anyio
import yaml

from runtime.server.app import build_app
from runtime.server.docs import page
from tests.runtime.server.promo import ROUTES, SETTINGS, Service, send

DOCUMENT: dict[str, Any] = yaml.safe_load("""
openapi: 3.1.0
info: {title: "Shop <script>alert(1)</script>", version: "2", description: "Sells <b>things</b> & more."}
paths:
  /things/{id}:
    parameters: [{$ref: '#/components/parameters/Id'}]
    get:
      summary: Fetch a thing
      parameters: [{name: deep, in: query, schema: {type: [array, 'null'], items: {type: integer, format: int64}}}]
      responses:
        '200': {description: The thing., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
        '204': {description: Nothing.}
    put:
      deprecated: true
      requestBody:
        content: {application/json: {schema: {oneOf: [{$ref: '#/components/schemas/Thing'}, {type: string}]}}}
      responses: {}
  /broken: []
components:
  parameters:
    Id: {name: id, in: path, required: true, schema: {type: string}}
    Loop: {$ref: '#/components/parameters/Loop'}
  schemas:
    Thing:
      required: [kind]
      properties:
        kind: {enum: [a, '"><img src=x>']}
        self: {$ref: '#/components/schemas/Thing'}
        tags: {type: object, additionalProperties: {type: string}}
    '"><i>': {allOf: [{$ref: '#/components/schemas/Thing'}, {type: object}]}
    Odd: true
""")


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_shows_the_document_and_loads_nothing() -> None:
    reader = Reader()
    reader.feed(page(json.dumps(DOCUMENT).encode()).decode())
    for text in (
        "Shop <script>alert(1)</script> 2", "Sells things & more.", "GET", "/things/{id}", "Fetch a thing",
        "path, required", "array or null of integer (int64)", "The thing.", "application/json", "Thing or string",
        '"\\"><img src=x>"', "object of string", "Thing and object",
    ):  # fmt: skip
        assert text in reader.text, text
    assert set(reader.links) == {"openapi.json", "#Thing"}
    assert not {"script", "img", "i", "b2"} & reader.tags


def test_the_application_serves_both() -> None:
    document = json.dumps(DOCUMENT).encode()
    app = build_app(ROUTES, {"promotion_codes": Service()}, SETTINGS, document=document)
    response = anyio.run(lambda: send(app, "GET", "/openapi.json"))
    assert (response.content, response.headers["content-type"]) == (document, "application/json")
    response = anyio.run(lambda: send(app, "GET", "/docs"))
    assert response.headers["content-type"].startswith("text/html")
    assert response.content == page(document)
    app = build_app(ROUTES, {"promotion_codes": Service()}, SETTINGS, document=document, docs=False)
    assert anyio.run(lambda: send(app, "GET", "/docs")).status_code == 404
