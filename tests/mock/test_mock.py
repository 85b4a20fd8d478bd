from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest
from openapi_schema_validator import OAS30ReadValidator, OAS31Validator
from pydantic import TypeAdapter

from codegen.config import target_from_flags
from codegen.core.errors import UsageError
from codegen.mock.service import mock_app, response_of
from codegen.pipeline.steps import prepare, read
from codegen.python.emit.pattern_samples import matching

if TYPE_CHECKING:
    from codegen.config import Target
    from codegen.mock.service import Asgi

ROOT = Path(__file__).parents[2]
CLOVER = "spec/promotion_codes/2025-12-15.clover/openapi.yaml"

SHOP = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /pets:
    get:
      responses:
        "200":
          description: pets
          headers: {X-Total: {required: true, schema: {type: integer, minimum: 3, maximum: 3}}}
          content:
            application/json:
              schema: {type: array, minItems: 2, items: {$ref: "#/components/schemas/Pet"}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
      responses:
        "201":
          description: made
          content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}, example: {id: 10, name: Rex}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    delete: {responses: {"204": {description: gone}}}
    get:
      responses: {"200": {description: text, content: {text/plain: {schema: {type: string, example: hello}}}}}
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties:
        id: {type: integer, minimum: 10, exclusiveMaximum: 12}
        name: {type: string, example: Bello}
        mother: {$ref: "#/components/schemas/Pet"}
        email: {type: string, format: email}
        tag: {type: string, pattern: "^[A-Z]{3}$"}
        born: {type: string, format: date}
        kind: {enum: [cat, dog]}
        secret: {type: string, writeOnly: true}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Target:
    (tmp_path / "shop.yaml").write_text(SHOP)
    return target("shop.yaml", tmp_path)


def target(spec: str, root: Path) -> Target:
    return target_from_flags(
        spec, cwd=root, tables=(), output=None, package="mocked_shop", emit=("models", "server"), formatter="none"
    )


def ask(target: Target, *requests: tuple[str, str], seed: int = 0, **more: Any) -> list[httpx2.Response]:
    with mock_app(target, seed) as app:
        return ask_app(app, *requests, **more)


def ask_app(app: Asgi, *requests: tuple[str, str], **more: Any) -> list[httpx2.Response]:
    async def run() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(app=app)  # type: ignore[arg-type]
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            return [await client.request(method, path, **more) for method, path in requests]

    return anyio.run(run)


def test_responses_are_valid_for_the_document(shop: Target) -> None:
    (response,) = ask(shop, ("GET", "/pets"))
    pets = response.json()
    assert (response.status_code, response.headers["x-total"], len(pets)) == (200, "3", 2)
    for pet in pets:
        assert pet["id"] in {10, 11}
        assert pet["name"] == "Bello"
        assert pet["kind"] in {"cat", "dog"}
        assert pet["email"].endswith("@example.com")
        assert pet["tag"].isupper()
        assert len(pet["tag"]) == 3
        assert "secret" not in pet
        assert pet["mother"]["id"] in {10, 11}


def test_examples_come_first_and_statuses_are_declared(shop: Target) -> None:
    made, deleted, text = ask(
        shop, ("POST", "/pets"), ("DELETE", "/pets/1"), ("GET", "/pets/1"), json={"id": 10, "name": "x"}
    )
    assert (made.status_code, made.json()) == (201, {"id": 10, "name": "Rex"})
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert (text.text, text.headers["content-type"]) == ("hello", "text/plain; charset=utf-8")


@pytest.mark.slow
def test_invalid_examples_are_not_used(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SHOP.replace("example: {id: 10, name: Rex}", "example: {id: 7, name: Rex}"))
    (made,) = ask(target("shop.yaml", tmp_path), ("POST", "/pets"), json={"id": 10, "name": "x"})
    assert made.json()["id"] in {10, 11}


HARD = """
openapi: 3.1.0
info: {title: Hard, version: "1"}
paths:
  /hard:
    get:
      responses:
        "200":
          description: hard
          content: {application/json: {schema: {$ref: "#/components/schemas/Hard"}}}
components:
  schemas:
    Hard:
      type: object
      required: [days, flags, amount, other, whole, pair, listed, node]
      properties:
        days: {type: array, minItems: 3, uniqueItems: true, items: {enum: [mon, tue, wed]}}
        flags: {type: array, minItems: 2, uniqueItems: true, items: {type: boolean}}
        amount: {oneOf: [{type: integer}, {type: number}]}
        other: {enum: [a, b, c, d], not: {enum: [a, b, c]}}
        whole: {type: number, not: {type: integer}}
        pair: {oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}]}
        listed: {enum: [{a: 1}, {a: 2}]}
        node: {type: object, example: {b: 1}, required: [a], properties: {a: {type: string}}}
    A: {type: object, properties: {x: {type: string}, y: {type: string}}}
    B: {type: object, properties: {x: {type: string}, y: {type: integer}}}
"""


def test_keywords_without_a_type_are_validated(tmp_path: Path) -> None:
    (tmp_path / "hard.yaml").write_text(HARD)
    preparation = prepare(read(target("hard.yaml", tmp_path)))
    prepared = preparation.prepared
    assert prepared is not None
    documents: dict[str, Any] = {name: document.value for name, document in preparation.documents.items()}
    (source,) = documents.values()
    validator = OAS31Validator({**source["components"]["schemas"]["Hard"], "components": source["components"]})
    for seed in range(30):
        response = response_of(prepared.api, documents, prepared.api.operations[0], seed)
        assert list(validator.iter_errors(json.loads(response.content))) == []


@pytest.mark.slow
def test_requests_are_checked(shop: Target) -> None:
    wrong, unknown = ask(shop, ("POST", "/pets"), ("GET", "/nope"), json={"id": "x"})
    assert (wrong.status_code, unknown.status_code) == (400, 404)


@pytest.mark.slow
def test_the_seed_determines_responses(shop: Target) -> None:
    first, again = ask(shop, ("GET", "/pets"), seed=1)[0], ask(shop, ("GET", "/pets"), seed=1)[0]
    assert first.content == again.content
    assert first.content != ask(shop, ("GET", "/pets"), seed=2)[0].content


@pytest.mark.slow
def test_lists_end_and_fit_the_models() -> None:
    clover = target(CLOVER, ROOT)
    models = pytest.importorskip("promotion_codes_clover.models")
    codes, code = ask(clover, ("GET", "/v1/promotion_codes?limit=3"), ("GET", "/v1/promotion_codes/promo_1"))
    assert codes.json()["has_more"] is False
    for response, model in ((codes, models.PromotionCodeList), (code, models.PromotionCode)):
        TypeAdapter(model).validate_json(json.dumps(response.json()), strict=True)


def test_a_document_without_operations_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text("openapi: 3.1.0\ninfo: {title: x, version: '1'}\npaths: {}\n")
    with pytest.raises(UsageError, match="cannot be mocked"), mock_app(target("shop.yaml", tmp_path), 0):
        pass


def test_every_response_is_valid_for_the_document() -> None:
    preparation = prepare(read(target(CLOVER, ROOT)))
    prepared = preparation.prepared
    assert prepared is not None
    documents: dict[str, Any] = {name: document.value for name, document in preparation.documents.items()}
    (source,) = documents.values()
    for operation in prepared.api.operations:
        for seed in range(10):
            response = response_of(prepared.api, documents, operation, seed)
            declared = source["paths"][operation.template][operation.method.lower()]["responses"]["200"]
            schema = declared["content"]["application/json"]["schema"]
            validator = OAS30ReadValidator({**schema, "components": source["components"]})
            assert list(validator.iter_errors(json.loads(response.content))) == []


def numbers(seed: int = 0) -> Random:
    return Random(seed)  # noqa: S311 - data for tests


@pytest.mark.parametrize(
    "pattern",
    ["^/v1/codes", r"^[A-Z]{2}\d+$", "^(a|bc)?x*[^a-z]$", r"\w+@\w+\.com", "^sk_(test|live)_[a-zA-Z0-9]{4,}$"],
)
def test_generated_strings_match_patterns(pattern: str) -> None:
    for seed in range(20):
        text = matching(pattern, numbers(seed))
        assert text is not None
        assert re.search(pattern, text)


def test_unsupported_patterns_return_none() -> None:
    assert matching(r"(?<=a)b", numbers()) is None
    assert matching("(", numbers()) is None


SELF = {"$ref": "#/components/schemas/A"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "required": ["a", "b"], "properties": {"a": SELF, "b": SELF}},
        {"type": "array", "minItems": 2, "items": SELF},
        {"type": "array", "minItems": 10**9, "items": {"type": "integer"}},
        {"type": "array", "minItems": 10**9, "uniqueItems": True, "items": {"type": "boolean"}},
        {"type": "array", "minItems": 10**9, "uniqueItems": True, "items": {"type": "integer", "minimum": 10**12}},
        {"type": "array", "items": {"type": "integer"}, "enum": []},
        {"type": "object", "minProperties": 10**9},
        {"type": "object", "minProperties": 10**9, "additionalProperties": {"type": "integer"}},
        {"type": "string", "minLength": 10**12},
        {"type": "string", "minLength": 10**5, "pattern": "^a*$"},
        {"type": "string", "pattern": f"^{'(' * 60}a{')*' * 60}$"},
        {"type": "string", "pattern": "^(a+)+$", "minLength": 40, "example": f"{'a' * 60}!"},
        {"type": "string", "pattern": "^((a{900}){900}){900}$"},
        {"type": "integer", "minimum": 10**3000},
        {"type": "number", "minimum": 1e308, "multipleOf": 1e-300},
        {"type": "integer", "example": 10**3000, "minimum": 0.5, "multipleOf": 0.1},
        {"anyOf": [SELF, SELF], "not": {"const": 1}, "example": 1},
    ],
)
def test_the_size_of_responses_is_bounded(schema: Any, tmp_path: Path) -> None:
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/a": {
                "get": {"responses": {"200": {"description": "", "content": {"application/json": {"schema": SELF}}}}}
            }
        },
        "components": {"schemas": {"A": schema}},
    }
    (tmp_path / "spec.json").write_text(json.dumps(document))
    prepared = prepare(read(target_from_flags("spec.json", cwd=tmp_path, package="p"))).prepared
    if prepared is None:
        return  # rejected, which is a bound as well
    start = time.process_time()
    for operation in prepared.api.operations:
        response = response_of(prepared.api, {"spec.json": document}, operation, 0)
        assert len(response.content) < 2_000_000
    assert time.process_time() - start < 10


def test_examples_cannot_inject_headers(tmp_path: Path) -> None:
    """Line breaks in an example do not start another header or end the response."""
    evil = "a\r\nSet-Cookie: x=y\x1b\u202e\u1234"
    headers = {
        name: {"schema": {"type": "string", "example": evil}}
        for name in ("X-A", "X\r\nSet-Cookie: a", "Content-Length", "Transfer-Encoding")
    }
    content = {f"text/x\r\nX-B: c;{evil}": {"schema": {"type": "string"}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "", "headers": headers, "content": content}}}}},
    }
    (tmp_path / "spec.json").write_text(json.dumps(document))
    (response,) = ask(target("spec.json", tmp_path), ("GET", "/a"))
    assert response.status_code == 200
    assert response.headers["x-a"] == "a??Set-Cookie: x=y???"
    assert not {"set-cookie", "x-b", "transfer-encoding"} & response.headers.keys()
    assert response.headers["content-length"] == str(len(response.content))


PAGE = """# Pings

## Retrieve a ping

`GET /pings/{ping}`

### Response

| Name | Type | Required |
|---|---|---|
| count | integer | Yes |
| state | enum: up, down | Yes |
"""


def test_tables_alone_are_mocked(tmp_path: Path) -> None:
    (tmp_path / "pings.md").write_text(PAGE)
    made = target_from_flags("", cwd=tmp_path, tables=["pings.md"], package="mocked_pings")
    (response,) = ask(made, ("GET", "/pings/1"))
    assert response.status_code == 200
    assert isinstance(response.json()["count"], int)
    assert response.json()["state"] in {"up", "down"}


@pytest.mark.slow
def test_documents_are_read_once(shop: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    real = Path.open

    def count(path: Path, *arguments: Any, **named: Any) -> Any:
        opened.extend([path] if path.name == "shop.yaml" else [])
        return real(path, *arguments, **named)

    monkeypatch.setattr(Path, "open", count)
    with mock_app(shop, 0):
        assert opened == [shop.root / "shop.yaml"]


@pytest.mark.slow
def test_a_package_may_have_the_name_of_a_library_that_it_imports(shop: Target) -> None:
    assert ask(replace(shop, package="starlette"), ("GET", "/pets/10"))[0].text == "hello"
