"""Tests for the top-level files of a package."""

from __future__ import annotations

import ast

import pytest

from codegen.core.options import Options, Value
from codegen.python.assemble import emit_parts
from codegen.python.emit.package import build_package, default_prefix
from tests.support.documents import ID, Json, document, emit_input, prepared, replying


def built(spec: Json = None, **options: Value) -> dict[str, str]:
    given = emit_input(prepared(spec or document()), options=Options({"client": options}))
    return {path: str(code) for path, code in build_package(given).code.items()}


def whole(spec: Json = None, emit: tuple[str, ...] = ()) -> dict[str, str]:
    emitted = emit_parts(emit_input(prepared(spec or document())), emit, lambda _: None)
    return {path: str(code) for path, code in emitted.code.items()}


def facts(spec: Json = None, **options: Value) -> dict[str, str]:
    """Return the keywords of ``ApiInfo`` as source."""
    tree = ast.parse(built(spec, **options)["_api.py"])
    (call,) = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "ApiInfo")
    return {item.arg: ast.unparse(item.value) for item in call.keywords if item.arg}


def exports(emit: tuple[str, ...]) -> set[str]:
    tree = ast.parse(whole(emit=emit)["__init__.py"])
    (names,) = (node.value for node in tree.body if isinstance(node, ast.AnnAssign) and node.value)
    return set(ast.literal_eval(names))


def test_exports_follow_the_parts() -> None:
    assert exports(("models",)) == {"models", "Ref", "naive_datetimes"}
    assert {"Client", "AsyncClient", "errors", "params", "Omit", "omit"} < exports(("client",))
    assert "server" not in exports(("client",))
    assert exports(("server",)) == {"models", "Ref", "naive_datetimes", "server"}
    assert exports(("models", "client", "server")) == exports(("client",)) | {"server"}


def test_errors_come_with_the_client() -> None:
    assert "errors.py" not in whole(emit=("models",))
    assert "NotFoundError" in whole(emit=("client",))["errors.py"]


def test_a_package_is_marked_as_typed() -> None:
    assert build_package(emit_input(prepared(document()))).data == {"py.typed": b""}


def test_facts_of_the_api() -> None:
    servers = [{"url": "https://{h}/v1", "variables": {"h": {"default": "api.example.com"}}}, {"url": "https://b"}]
    found = facts(document(servers=servers))
    assert found["title"] == "'Test'"
    assert found["version"] == "'1'"
    assert found["package"] == "'pkg'"
    assert found["base_url"] == "'https://api.example.com/v1'"
    assert found["env_prefix"] == "'PKG'"
    assert "security" not in found
    assert "headers" not in found
    assert "idempotency_header" not in found


def test_settings_of_the_client() -> None:
    found = facts(version_header="X-Version", headers={"X-A": "b"}, env_prefix="MY", idempotency_header="Key")
    assert found["headers"] == "{'X-Version': '1', 'X-A': 'b'}"
    assert found["env_prefix"] == "'MY'"
    assert found["idempotency_header"] == "'Key'"


def test_security_schemes() -> None:
    schemes = {"basic": {"type": "http", "scheme": "basic"}, "key": {"type": "apiKey", "name": "X", "in": "header"}}
    found = facts(document(components={"securitySchemes": schemes}))
    assert "scheme='basic'" in found["security"]
    assert "key_name='X'" in found["security"]


@pytest.mark.parametrize("text", ['"""', "\\", "a\nb", "\u202e", "{{ x }}", "é"])
def test_text_of_a_document_is_data(text: str) -> None:
    spec = document(info={"title": text, "version": text}, servers=[{"url": text}])
    for path, code in {**built(spec), **whole(spec)}.items():
        compile(code, path, "exec")
    assert ast.literal_eval(facts(spec)["title"]) == text
    assert ast.literal_eval(facts(spec)["base_url"]) == text


def test_an_api_without_a_title() -> None:
    doc = ast.get_docstring(ast.parse(whole(document(info={}))["__init__.py"]))
    assert doc == "An API."


@pytest.mark.parametrize(("package", "prefix"), [("shop", "SHOP"), ("my.shop-v1", "MY_SHOP_V1")])
def test_prefixes(package: str, prefix: str) -> None:
    assert default_prefix(package) == prefix


def test_paths_do_not_change_top_level_files() -> None:
    assert built(document({"A": ID}, {"/a": {"get": replying(ID)}})) == built()
