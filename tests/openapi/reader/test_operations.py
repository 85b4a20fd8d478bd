"""Path items, operations, parameters, bodies and responses."""

from __future__ import annotations

import pytest

from codegen.core.diagnostic import Diagnostics, Severity
from codegen.ir.api import Encoding, In, Operation, Param
from codegen.ir.types import ABSENT, AnyValue, Kind, Scalar
from tests.support.documents import ID, TEXT, Json, codes, document, read, ref, replying

OK: Json = {"responses": {"204": {"description": ""}}}
STRING = Scalar(kind=Kind.STRING)


def read_operation(
    operation: Json, found: Diagnostics | None = None, path: str = "/a", **components: Json
) -> Operation:
    return read(document({}, {path: {"post": operation}}, components=components), found).operations[0]


def read_param(param: Json, found: Diagnostics | None = None, **components: Json) -> Param:
    return read_operation({**OK, "parameters": [param]}, found, **components).params[0]


def test_operations_in_document_order_with_every_method() -> None:
    methods = ["trace", "get", "put", "post", "delete", "options", "head", "patch", "query"]
    api = read(document({}, {"/b": dict.fromkeys(methods, OK), "/a": {"get": OK}, "x-other": {"get": OK}}))
    assert [item.id for item in api.operations] == [f"{method.upper()} /b" for method in methods] + ["GET /a"]


def test_additional_operations() -> None:
    item = {"get": OK, "additionalOperations": {"PURGE": OK, "GET": OK}}
    found = Diagnostics()
    api = read(document({}, {"/a": item}, version="3.2.0"), found)
    assert [operation.id for operation in api.operations] == ["GET /a", "PURGE /a"]
    assert codes(found) == [("duplicate-operation", "/paths/~1a/additionalOperations/GET")]


def test_summary_and_description_fall_back_to_the_path_item() -> None:
    item = {"summary": "S", "description": "D", "get": OK, "post": {**OK, "summary": "own"}}
    get, post = read(document({}, {"/a": item})).operations
    assert (get.summary, get.description, post.summary, post.description) == ("S", "D", "own", "D")


def test_path_items_by_reference() -> None:
    paths = {"/a": {"$ref": "#/components/pathItems/A"}, "/b": {"$ref": "#/components/pathItems/None"}}
    found = Diagnostics()
    api = read(document({}, paths, components={"pathItems": {"A": {"get": OK}}}), found)
    assert [item.id for item in api.operations] == ["GET /a"]
    assert codes(found) == [("unresolved-ref", "/paths/~1b/$ref")]


@pytest.mark.parametrize(
    ("template", "parts"),
    [
        ("/a", ("/a",)),
        ("/a/{x}", ("/a/", "x", "")),
        ("/a/{x}/b", ("/a/", "x", "/b")),
        ("/{x}:{y}", ("/", "x", ":", "y", "")),
        ("/a/{x}.json", ("/a/", "x", ".json")),
    ],
)
def test_templates_are_split_and_joined(template: str, parts: tuple[str, ...]) -> None:
    operation = read_operation(OK, path=template)
    assert operation.path == parts
    assert operation.template == template


@pytest.mark.parametrize("template", ["/a/{x", "/a/x}", "/{a{b}}"])
def test_unbalanced_braces(template: str) -> None:
    found = Diagnostics()
    read_operation(OK, found, path=template)
    assert ("invalid-value", Severity.ERROR) in [(item.code, item.severity) for item in found]


def test_paths_start_with_a_slash() -> None:
    found = Diagnostics()
    assert read(document({}, {"a": {"get": OK}}), found).operations == ()
    assert codes(found) == [("invalid-value", "/paths/a")]


def test_parameters_of_an_operation_override_those_of_its_path() -> None:
    def param(name: str, place: str, words: str) -> Json:
        return {"name": name, "in": place, "schema": TEXT, "description": words}

    item = {
        "parameters": [param("a", "query", "path"), param("b", "query", "path")],
        "get": {**OK, "parameters": [param("a", "query", "own"), param("a", "header", "own")]},
        "post": OK,
    }
    get, post = read(document({}, {"/x": item})).operations
    assert [(p.where, p.name, p.description) for p in get.params] == [
        (In.QUERY, "a", "own"),
        (In.HEADER, "a", "own"),
        (In.QUERY, "b", "path"),
    ]
    assert [(p.name, p.description) for p in post.params] == [("a", "path"), ("b", "path")]


@pytest.mark.parametrize(
    ("place", "style", "explode"),
    [("path", "simple", False), ("query", "form", True), ("header", "simple", False), ("cookie", "form", True)],
)
def test_default_styles(place: str, style: str, *, explode: bool) -> None:
    name = {"path": "x"}.get(place, "y")
    operation = {**OK, "parameters": [{"name": name, "in": place, "schema": TEXT}]}
    param = read_operation(operation, path="/{x}" if place == "path" else "/a").params[0]
    assert (param.style, param.explode) == (style, explode)


@pytest.mark.parametrize(
    ("stated", "style", "explode"),
    [
        ({"style": "deepObject"}, "deepObject", False),
        ({"style": "deepObject", "explode": True}, "deepObject", True),
        ({"style": "pipeDelimited"}, "pipeDelimited", False),
        ({"explode": False}, "form", False),
        ({"style": "form"}, "form", True),
    ],
)
def test_stated_styles(stated: Json, style: str, *, explode: bool) -> None:
    param = read_param({"name": "a", "in": "query", "schema": TEXT, **stated})
    assert (param.style, param.explode) == (style, explode)


def test_a_style_of_another_location() -> None:
    found = Diagnostics()
    param = read_param({"name": "a", "in": "header", "style": "form", "schema": TEXT}, found)
    assert param.style == "simple"
    assert codes(found) == [("invalid-value", "/paths/~1a/post/parameters/0/style")]


def test_facts_of_a_parameter() -> None:
    param = read_param(
        {
            "name": "a",
            "in": "query",
            "required": True,
            "deprecated": True,
            "allowReserved": True,
            "description": "D",
            "schema": {"type": "string", "default": None},
        }
    )
    assert (param.required, param.deprecated, param.allow_reserved, param.description) == (True, True, True, "D")
    assert param.default is None
    assert read_param({"name": "a", "in": "query", "schema": TEXT}).default is ABSENT


def test_parameters_with_content() -> None:
    param = read_param({"name": "a", "in": "query", "content": {"application/json": {"schema": {"type": "integer"}}}})
    assert (param.content_type, param.type) == ("application/json", Scalar(kind=Kind.INTEGER))
    bare = read_param({"name": "a", "in": "query", "content": {"application/json": {}}})
    assert (bare.content_type, bare.type) == ("application/json", AnyValue())
    assert read_param({"name": "a", "in": "query"}).type == AnyValue()


def test_parameters_by_reference() -> None:
    shared = {"A": {"$ref": "#/components/parameters/B"}, "B": {"name": "b", "in": "query", "schema": TEXT}}
    assert read_param({"$ref": "#/components/parameters/A"}, parameters=shared).name == "b"


@pytest.mark.parametrize("name", ["Accept", "content-type", "AUTHORIZATION"])
def test_headers_that_openapi_ignores(name: str) -> None:
    assert read_operation({**OK, "parameters": [{"name": name, "in": "header", "schema": TEXT}]}).params == ()
    assert read_operation({**OK, "parameters": [{"name": name, "in": "query", "schema": TEXT}]}).params != ()


@pytest.mark.parametrize(
    ("param", "code"),
    [
        ({"in": "query"}, "missing-property"),
        ({"name": "a"}, "missing-property"),
        ({"name": "a", "in": "body"}, "missing-property"),
        ({"name": 5, "in": "query"}, "invalid-type"),
        ("text", "invalid-type"),
        (None, "invalid-type"),
    ],
)
def test_invalid_parameters_are_skipped(param: Json, code: str) -> None:
    found = Diagnostics()
    good = {"name": "good", "in": "query", "schema": TEXT}
    operation = read_operation({**OK, "parameters": [param, good]}, found)
    assert [item.name for item in operation.params] == ["good"]
    assert code in {item.code for item in found}
    assert found.failed


def test_duplicate_parameters() -> None:
    found = Diagnostics()
    twice = [{"name": "a", "in": "query", "schema": TEXT}] * 2
    assert len(read_operation({**OK, "parameters": twice}, found).params) == 1
    assert codes(found) == [("duplicate-name", "/paths/~1a/post/parameters/1")]


def test_path_parameters_are_always_required() -> None:
    operation = {**OK, "parameters": [{"name": "x", "in": "path", "required": False, "schema": TEXT}]}
    assert read_operation(operation, path="/{x}").params[0].required


def test_path_parameters_that_are_not_declared() -> None:
    found = Diagnostics()
    operation = read_operation(OK, found, path="/{x}/{x}")
    assert [(p.name, p.where, p.type, p.required) for p in operation.params] == [("x", In.PATH, STRING, True)]
    assert [(item.code, item.severity) for item in found] == [("path-parameter-missing", Severity.WARNING)]


def test_path_parameters_that_are_not_in_the_path() -> None:
    found = Diagnostics()
    operation = {**OK, "parameters": [{"name": "x", "in": "path", "required": True, "schema": TEXT}]}
    assert read_operation(operation, found).params == ()
    assert codes(found) == [("path-parameter-missing", "/paths/~1a/post/parameters/0")]


def test_bodies() -> None:
    encoding = {"f": {"style": "deepObject", "explode": True, "contentType": "text/csv"}, "g": {}}
    body = {
        "description": "D",
        "required": True,
        "content": {
            " multipart/form-data ": {"schema": ID, "encoding": encoding},
            "application/octet-stream": {},
            "application/jsonl": {"itemSchema": TEXT},
        },
    }
    shared = {"It": {"$ref": "#/components/requestBodies/Real"}, "Real": body}
    operation = {**OK, "requestBody": {"$ref": "#/components/requestBodies/It"}}
    read_body = read_operation(operation, requestBodies=shared).body
    assert read_body is not None
    assert (read_body.required, read_body.description) == (True, "D")
    form, raw, lines = read_body.media
    assert form.content_type == "multipart/form-data"
    assert form.encodings == {
        "f": Encoding(style="deepObject", explode=True, content_type="text/csv"),
        "g": Encoding(explode=None),
    }
    assert (raw.type, raw.item, lines.type, lines.item) == (None, None, None, STRING)


@pytest.mark.parametrize(
    ("body", "code"),
    [({}, "missing-property"), ({"content": []}, "invalid-type")],
)
def test_invalid_bodies(body: Json, code: str) -> None:
    found = Diagnostics()
    assert read_operation({**OK, "requestBody": body}, found).body is None
    assert {item.code for item in found} == {code}


def test_responses() -> None:
    responses = {
        "200": {
            "description": "D",
            "content": {"application/json": {"schema": ref("It")}},
            "headers": {
                "X-Rate": {"$ref": "#/components/headers/Rate"},
                "Content-Type": {"schema": TEXT},
            },
        },
        "4xx": {"$ref": "#/components/responses/Bad"},
        "default": {"description": ""},
        "x-extra": {},
    }
    components = {
        "headers": {"Rate": {"required": True, "description": "R", "schema": {"type": "integer"}}},
        "responses": {"Bad": {"description": "bad"}},
        "schemas": {"It": ID},
    }
    ok, bad, default = read_operation({"responses": responses}, **components).responses
    assert (ok.status, ok.success, ok.description, bad.status, bad.description) == ("200", True, "D", "4XX", "bad")
    assert (default.status, default.success, default.media) == ("default", False, ())
    (rate,) = ok.headers
    assert (rate.name, rate.required, rate.description, rate.type) == ("X-Rate", True, "R", Scalar(kind=Kind.INTEGER))


@pytest.mark.parametrize("status", ["20", "600", "2xxx", "ok", "2X0", ""])
def test_invalid_statuses(status: str) -> None:
    found = Diagnostics()
    assert read_operation({"responses": {status: {"description": ""}}}, found).responses == ()
    assert [item.code for item in found] == ["invalid-value"]


def test_invalid_operations_do_not_affect_others() -> None:
    found = Diagnostics()
    paths = {"/a": {"get": [], "post": OK, "put": None}, "/b": "text", "/c": {"get": replying(TEXT)}}
    api = read(document({}, paths), found)
    assert [item.id for item in api.operations] == ["POST /a", "GET /c"]
    assert sorted(codes(found)) == [
        ("invalid-type", "/paths/~1a/get"),
        ("invalid-type", "/paths/~1a/put"),
        ("invalid-type", "/paths/~1b"),
    ]
