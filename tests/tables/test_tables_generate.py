"""Packages generated from reference pages alone, checked with the examples of the pages."""

from __future__ import annotations

import importlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from codegen.config import TablesSettings, Target
from codegen.config.tables import NO_TABLES_SETTINGS
from codegen.core.diagnostic import Diagnostics
from codegen.core.location import Location
from codegen.ir.api import Api
from codegen.ir.types import Facets, Object, Scalar
from codegen.openapi.formats import read_api
from codegen.pipeline.steps import generate, prepare, read
from codegen.tables import read_reference
from codegen.tables.check.examples import call_of
from codegen.tables.model import Example, Reference
from codegen.tables.source import completed, document_of, tables_source
from codegen.tables.to_openapi.document import tables_document
from tests.support.documents import PAGES as REFERENCE_PAGES
from tests.support.packages import Package, imported, write_tree

WILD = Path(__file__).parents[1] / "tables_wild" / "pages"
SCRAPED = [REFERENCE_PAGES / "endpoint.txt", REFERENCE_PAGES / "scraped.txt"]


def target(root: Path, *tables: str, **options: Any) -> Target:
    return Target(
        name="t", root=root, spec="", tables=tables, output=root / "out", package="pages", formatter="none", **options
    )


def reference_of(paths: list[Path], settings: TablesSettings = NO_TABLES_SETTINGS) -> Reference:
    found = Diagnostics()
    reference = completed(read_reference({path.name: path.read_bytes() for path in paths}, found), settings, found)
    assert list(found) == []
    return reference


def api_of(reference: Reference, settings: TablesSettings = NO_TABLES_SETTINGS) -> Api:
    found = Diagnostics()
    document = document_of(reference, title="t", settings=settings)
    reading = read_api(document, found)
    assert reading is not None
    assert list(found) == []
    return reading.api


def package(folder: Path, pages: list[Path]) -> Iterator[Package]:
    for page in pages:
        if page.parent != folder:
            shutil.copy(page, folder / page.name)
    found = Diagnostics()
    result = generate(target(folder, *(page.name for page in pages)), found)
    assert list(found) == []
    assert result.tree is not None
    with imported(write_tree(result.tree, folder / f"made_of_{pages[0].stem}")) as made:
        yield made


PAGES = [WILD / "scraped.txt", WILD / "endpoint.txt"]


@pytest.fixture(scope="module")
def parcels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    yield from package(tmp_path_factory.mktemp("parcels"), PAGES)


@pytest.fixture(scope="module")
def codes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    yield from package(tmp_path_factory.mktemp("codes"), SCRAPED)


def sent(package: Package, call: Any, response: Any) -> httpx2.Request:
    requests: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(200, json=response)

    transport = httpx2.MockTransport(answer)
    with package.Client(basic_auth="key", http_client=httpx2.Client(transport=transport)) as client:
        call(client)
    return requests[0]


@pytest.mark.slow
def test_calls_use_the_endpoints_of_the_pages(parcels: Package) -> None:
    request = sent(parcels, lambda client: client.parcels.list(limit=3, sent={"gt": 5}), {"data": []})
    assert (request.method, request.url.host, request.url.path) == ("GET", "post.example", "/v3/parcels")
    assert dict(request.url.params) == {"limit": "3", "sent[gt]": "5"}


def test_the_convention_uses_the_prefix_of_a_stated_path(parcels: Package) -> None:
    request = sent(parcels, lambda client: client.parcels.create(weight=7), {"id": "p1"})
    assert (request.method, request.url.path, request.content) == ("POST", "/v3/parcels", b"weight=7")
    request = sent(parcels, lambda client: client.parcels.retrieve("p/1"), {"id": "p1"})
    assert (request.method, request.url.raw_path) == ("GET", b"/v3/parcels/p%2F1")


def test_the_server_serves_its_document(parcels: Package) -> None:
    server = importlib.import_module(f"{parcels.__name__}.server")
    assert server.create_app(parcels=server.ParcelsBase())
    served = json.loads((Path(server.__file__).parent / "openapi.json").read_text(encoding="utf-8"))
    assert list(served["paths"]) == ["/v3/parcels", "/v3/parcels/{parcel}"]


def examples(paths: list[Path]) -> tuple[Reference, Example, Example]:
    reference = reference_of(paths)
    curl, answer = reference.examples
    return reference, curl, answer


def test_the_json_example_parses_in_the_models(parcels: Package) -> None:
    _, _, answer = examples(PAGES)
    page = parcels.models.ParcelListResponse.model_validate(answer.value)
    assert (page.data[0].id, page.data[0].weight) == ("p1", None)


def test_the_curl_example_is_a_call_with_arguments() -> None:
    reference, curl, _ = examples(PAGES)
    call = call_of(api_of(reference), curl)
    assert call is not None
    assert (call.operation.operation_id, call.arguments) == ("parcels.list", {"limit": 3, "sent": {"gt": 5}})


@pytest.mark.slow
def test_the_example_of_a_scraped_page_parses_in_models_of_the_pages_alone(codes: Package) -> None:
    reference, curl, answer = examples(SCRAPED)
    page = codes.models.PromotionCodeList.model_validate(answer.value)
    first = page.data[0]
    assert (first.code, first.customer, first.coupon["percent_off"]) == ("WINTER", None, 12.5)
    assert page.model_dump(mode="json") == answer.value
    call = call_of(api_of(reference), curl)
    assert call is not None
    assert (call.operation.operation_id, call.arguments) == ("promotion_codes.list", {"limit": 3})
    request = sent(codes, lambda client: client.promotion_codes.list(**call.arguments), answer.value)
    assert str(request.url) == f"{curl.url}?limit=3"


OPERATIONS = """# Widgets

## Update a widget

`PATCH /v1/widgets/:widget`

### Query parameters

| Name | Type |
|---|---|
| dry_run | boolean |

### Headers

| Name | Type |
|---|---|
| X-Trace | string |

### Request body

| Name | Type | Required |
|---|---|---|
| size | integer | Yes |
| owner.name | string | No |

```sh
curl -X PATCH https://api.widgets.example/v1/widgets/w_1 -u key: -H 'Content-Type: application/json' -d '{"size": 3}'
```

### Response

| Name | Type |
|---|---|
| done | boolean |
"""


@pytest.mark.slow
def test_parameter_locations_follow_headings(tmp_path: Path) -> None:
    (tmp_path / "widgets.md").write_text(OPERATIONS, encoding="utf-8")
    for widgets in package(tmp_path, [tmp_path / "widgets.md"]):
        answers: list[Any] = []

        def call(client: Any, answers: list[Any] = answers) -> None:
            answers.append(client.widgets.update("w_1", dry_run=True, x_trace="t", size=3, owner={"name": "o"}))

        request = sent(widgets, call, {"done": True})
        assert (request.method, request.url.raw_path) == ("PATCH", b"/v1/widgets/w_1?dry_run=true")
        assert request.headers["x-trace"] == "t"
        assert json.loads(request.content) == {"size": 3, "owner": {"name": "o"}}
        assert answers[0].done is True


def test_the_media_type_of_bodies_is_configurable(tmp_path: Path) -> None:
    (tmp_path / "widgets.md").write_text(OPERATIONS.partition("```")[0], encoding="utf-8")
    reference = reference_of([tmp_path / "widgets.md"])
    media = [
        api_of(reference, TablesSettings(body=kind)).operations[0].body.media[0].content_type  # type: ignore[union-attr]
        for kind in ("", "form", "json")
    ]
    assert media == ["application/x-www-form-urlencoded", "application/x-www-form-urlencoded", "application/json"]


def test_inferred_facts_are_in_models_only_if_configured() -> None:
    def limit(settings: TablesSettings) -> tuple[Any, Any]:
        operation = next(item for item in api_of(reference_of(PAGES), settings).operations if item.method == "GET")
        param = next(item for item in operation.params if item.name == "limit")
        assert isinstance(param.type, Scalar)
        return param.type.facets, param.default

    plain = limit(TablesSettings())
    assert not plain[0]
    assert not isinstance(plain[1], int)
    assert limit(TablesSettings(inferred=True)) == (Facets(minimum=1, maximum=50), 5)


def test_configured_operations_take_precedence() -> None:
    settings = TablesSettings(operations={"parcels.create": "PUT /send"})
    reference = reference_of(PAGES, settings)
    assert "PUT /send" in {operation.id for operation in api_of(reference).operations}


def test_every_part_of_the_document_has_a_source() -> None:
    document: Any = tables_document(reference_of(PAGES), title="Parcels").value
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": "https://post.example"}]
    text = json.dumps(document)
    assert '"x-source": {"file": "scraped.txt", "line": 5, "column": 3}' in text
    create = document["paths"]["/v3/parcels"]["post"]
    assert create["x-inferred"] == ["method", "path"]


def test_an_operation_without_endpoint_is_reported(tmp_path: Path) -> None:
    page = "# Ping\n\n## Parameters\n\n| Name | Type |\n|---|---|\n| a | integer |\n"
    (tmp_path / "ping.md").write_text(page, encoding="utf-8")
    found = Diagnostics()
    assert tables_source(target(tmp_path, "ping.md"), found)[0] is not None
    assert [(item.code, str(item.location)) for item in found] == [("table-no-endpoint", "ping.md:1:3")]
    found = Diagnostics()
    settings = TablesSettings(operations={"Ping": "POST /ping"})
    assert tables_source(target(tmp_path, "ping.md", tables_settings=settings), found)[0] is not None
    assert list(found) == []


def test_diagnostics_about_the_document_are_located_in_the_tables(tmp_path: Path) -> None:
    page = "# Thing\n\n| Name | Type |\n|---|---|\n| a | string |\n"
    (tmp_path / "thing.md").write_text(page, encoding="utf-8")
    preparation = prepare(read(target(tmp_path, "thing.md")))
    assert preparation.prepared is not None
    assert set(preparation.inputs) == {"thing.md"}
    (definition,) = preparation.prepared.api.definitions.values()
    assert isinstance(definition.type, Object)
    (row,) = definition.type.fields
    at = "/components/schemas/Thing/properties/a"
    assert (row.name, row.location) == ("a", Location("thing.md", at, 5, 3))
    assert preparation.documents["thing.md"].locate([at, at + "/type"]) == {at: (5, 3), at + "/type": (5, 3)}


def test_invalid_tables_do_not_make_a_package(tmp_path: Path) -> None:
    (tmp_path / "thing.md").write_text("# Thing\n\n| Name | Type |\n|---|---|\n| a |\n", encoding="utf-8")
    found = Diagnostics()
    result = generate(target(tmp_path, "thing.md"), found)
    assert (result.tree, set(result.documents)) == (None, {"thing.md"})
    assert [item.code for item in found] == ["table-malformed-row"]


def test_two_pages_of_one_object_are_reported() -> None:
    text = "# Thing\n\n| Name | Type |\n|---|---|\n| a | string |\n"
    found = Diagnostics()
    reference = read_reference({"a.md": text.encode()}, found)
    twice = Reference((*reference.tables, *(replace(table, resource="things") for table in reference.tables)))
    assert len(completed(twice, TablesSettings(), found).tables) == 1
    assert [item.code for item in found] == ["table-duplicate"]
