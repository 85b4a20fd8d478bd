"""Tests for client methods."""

from __future__ import annotations

import ast

import pytest

from codegen.python.emit.client import build_client
from tests.support.documents import (
    ID,
    TEXT,
    Json,
    document,
    emit_input,
    path_parameters,
    prepared,
    ref,
    replying,
    taking,
)


def built(paths: Json, **members: Json) -> dict[str, str]:
    for path, item in paths.items():
        item.setdefault("parameters", path_parameters(path))
    ready = prepared(document({"Thing": ID}, paths, **members))
    files = {path: str(code) for path, code in build_client(emit_input(ready)).code.items()}
    for path, code in files.items():
        # ast.parse does not detect duplicate arguments
        compile(code, path, "exec", dont_inherit=True)
    return files


def methods(code: str, *, is_async: bool = False) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return the functions of the sync or async class of a resource module."""
    classes = [node for node in ast.parse(code).body if isinstance(node, ast.ClassDef)]
    owner = next(node for node in classes if node.name.startswith("Async") == is_async)
    functions = (node for node in owner.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    return {node.name: node for node in functions}


def method(operation: Json, path: str = "/a", verb: str = "post") -> ast.FunctionDef | ast.AsyncFunctionDef:
    files = built({path: {verb: operation}})
    modules = [code for file, code in files.items() if file.startswith("resources/") and "__init__" not in file]
    found = [node for code in modules for node in methods(code).values()]
    kept = (node for node in found if "cached_property" not in map(ast.unparse, node.decorator_list))
    (function,) = kept
    return function


def signature(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    return ast.unparse(function.args)


def query(*names: str, required: bool = False) -> list[Json]:
    return [{"name": name, "in": "query", "required": required, "schema": TEXT} for name in names]


def test_path_parameters_are_positional_and_the_rest_keywords() -> None:
    operation = {**taking({**ID, "required": ["id"]}), "parameters": query("q")}
    function = method(operation, "/a/{x}/b/{y}", "put")
    args = function.args
    assert [item.arg for item in args.args] == ["self", "x", "y"]
    assert [item.arg for item in args.kwonlyargs] == ["id", "q", "request_options"]
    assert not args.defaults
    assert args.kw_defaults[0] is None
    assert "q: str | Omit=omit" in signature(function)
    assert function.returns is not None
    assert ast.unparse(function.returns) == "None"


def test_required_arguments_come_first() -> None:
    operation = {**replying(ID), "parameters": [*query("a"), *query("b", required=True)]}
    assert [item.arg for item in method(operation, verb="get").args.kwonlyargs] == ["b", "a", "request_options"]


def test_required_properties_of_an_optional_body_can_be_omitted() -> None:
    operation = taking({**ID, "required": ["id"]})
    operation["requestBody"]["required"] = False
    assert "id: str | Omit, " in signature(method(operation))


def test_a_body_that_is_not_an_object_is_one_argument() -> None:
    assert "body: list[str] | tuple[str, ...]" in signature(method(taking({"type": "array", "items": TEXT})))
    assert "body: Mapping[str, str]" in signature(method(taking({"additionalProperties": TEXT})))
    assert "body: FileInput" in signature(
        method({**taking({}), "requestBody": {"required": True, "content": {"image/png": {}}}})
    )


@pytest.mark.parametrize("where", ["path", "query", "body"])
@pytest.mark.parametrize(
    "name", ["self", "body", "request_options", "omit", "class", "str", "list", "_operations", "m", "p"]
)
def test_awkward_names_of_arguments(where: str, name: str) -> None:
    array = taking({"type": "array", "items": TEXT})
    match where:
        case "path":
            operation, path = array, f"/a/{{{name}}}/act"
        case "query":
            operation, path = {**array, "parameters": query(name)}, "/a"
        case _:
            operation, path = taking({"type": "object", "properties": {name: TEXT}}), "/a"
    arguments = method(operation, path).args
    names = [item.arg for item in (*arguments.args, *arguments.kwonlyargs)]
    assert len(set(names)) == len(names)


def test_read_only_fields_are_not_arguments() -> None:
    body = {"type": "object", "properties": {"id": {**TEXT, "readOnly": True}, "name": TEXT}}
    assert [item.arg for item in method(taking(body)).args.kwonlyargs] == ["name", "request_options"]


def test_a_method_named_list_does_not_shadow_the_builtin() -> None:
    many = {"type": "array", "items": ref("Thing")}
    files = built(
        {"/a": {"get": {**replying(many), "parameters": query("q")}, "post": taking({"type": "array", "items": TEXT})}}
    )
    code = files["resources/a.py"]
    found = methods(code)
    assert set(found) >= {"list", "create"}
    assert ast.unparse(found["list"].returns or ast.Constant(0)) == "builtins.list[m.Thing]"
    assert "body: builtins.list[str] | tuple[str, ...]" in signature(found["create"])
    assert "import builtins" in code


def test_sync_and_async_have_the_same_signatures() -> None:
    operation = {**taking(ID), "parameters": query("q")}
    code = built({"/a/{id}": {"put": operation, "get": replying(ref("Thing"))}})["resources/a.py"]
    one, two = methods(code), methods(code, is_async=True)
    assert {name: signature(node) for name, node in one.items()} == {
        name: signature(node) for name, node in two.items()
    }
    assert all(isinstance(two[name], ast.AsyncFunctionDef) for name in ("update", "retrieve"))


def test_pages() -> None:
    reply = {
        "type": "object",
        "properties": {"data": {"type": "array", "items": ref("Thing")}, "has_more": {"type": "boolean"}},
    }
    code = built({"/a": {"get": {**replying(reply), "parameters": query("starting_after")}}})["resources/a.py"]
    assert ast.unparse(methods(code)["list"].returns or ast.Constant(0)) == "SyncPage[m.Thing, m.AList]"
    asynchronous = methods(code, is_async=True)["list"]
    assert isinstance(asynchronous, ast.FunctionDef)
    assert ast.unparse(asynchronous.returns or ast.Constant(0)) == "AsyncPager[m.Thing, m.AList]"


def test_docstrings() -> None:
    operation = {
        **taking({"type": "object", "properties": {"name": {**TEXT, "description": "The name."}}}),
        "summary": "Make one",
        "description": "At length.",
        "deprecated": True,
        "parameters": [{"name": "q", "in": "query", "schema": TEXT, "deprecated": True, "description": "A query."}],
    }
    doc = ast.get_docstring(method(operation, "/a/{id}/act")) or ""
    assert doc.startswith("Make one.\n\nAt length.\n\nDeprecated.\n\nArgs:")
    assert "    q: Deprecated. A query." in doc
    assert "    name: The name." in doc


def test_docstrings_name_the_errors_of_declared_statuses() -> None:
    operation = {**taking({"type": "object", "properties": {}}), "summary": "Make one"}
    codes = {"404": "No such thing", "402": "", "5XX": "Try again.\n\nLater.", "default": "Any."}
    operation["responses"] = {**operation["responses"], **{code: {"description": text} for code, text in codes.items()}}
    doc = ast.get_docstring(method(operation)) or ""
    assert doc.partition("Raises:\n")[2].splitlines() == [
        "    NotFoundError: Status 404. No such thing.",
        "    APIStatusError: Status 402.",
        "    InternalServerError: Status 5XX. Try again.",
    ]


def test_children_are_cached_properties() -> None:
    files = built({"/a/{x}/b": {"get": replying({"type": "array", "items": ID})}})
    assert sorted(files) == ["client.py", "resources/__init__.py", "resources/a.py", "resources/a_b.py"]
    child = methods(files["resources/a.py"])["b"]
    assert [ast.unparse(item) for item in child.decorator_list] == ["cached_property"]
    assert ast.unparse(child.returns or ast.Constant(0)) == "AB"


def test_no_operations() -> None:
    assert list(built({})) == ["client.py"]


def test_one_import_for_each_class_of_the_client() -> None:
    code = built({"/foo": {"get": replying(ID)}, "/async-foo": {"get": replying(ID)}})["client.py"]
    by_name: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("resources"):
            for alias in node.names:
                by_name.setdefault(alias.asname or alias.name, set()).add(node.module or "")
    assert all(len(modules) == 1 for modules in by_name.values())


def test_a_page_has_the_type_of_the_first_json_response() -> None:
    others = {"type": "array", "items": {"type": "object", "properties": {"starred": TEXT}}}
    operation = {
        "parameters": [{"name": "page", "in": "query", "schema": {"type": "integer"}}],
        "responses": {
            "200": {
                "description": "",
                "headers": {"Link": {"schema": TEXT}},
                "content": {
                    "application/json": {"schema": {"type": "array", "items": ref("Thing")}},
                    "application/vnd.star+json": {"schema": others},
                },
            }
        },
    }
    function = method(operation, verb="get")
    assert function.returns is not None
    assert ast.unparse(function.returns) == "SyncPage[m.Thing, builtins.list[m.Thing]]"


def test_a_property_of_a_body_may_have_an_empty_name() -> None:
    function = method(taking({"type": "object", "properties": {"": TEXT, "body": TEXT}}))
    assert [item.arg for item in function.args.kwonlyargs] == ["empty", "body", "request_options"]
