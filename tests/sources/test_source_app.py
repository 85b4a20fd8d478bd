"""Documents that applications make, and files of installed distributions."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest

from codegen.config import parse_address
from codegen.sources.fetch import fetch
from codegen.sources.model import Fetched, SourceError

DOCUMENT = {"openapi": "3.1.0", "info": {"title": "é", "version": "1"}, "paths": {}}
CODE = f"""
import os, sys
print("noise"); print("noise", file=sys.stderr); os.write(1, b"noise")
DOCUMENT = {DOCUMENT!r}
class App:
    def openapi(self):
        print("more noise")
        return DOCUMENT
class Group:
    inner = App()
    openapi = None
class Failing:
    def openapi(self):
        raise RuntimeError("no\\ndatabase")
class Recursive:
    def openapi(self):
        return Recursive()
app, group, failing, recursive = App(), Group(), Failing(), Recursive()
def create():
    return App()
async def create_later():
    return App()
def needs(argument): ...
def leaves(): sys.exit(3)
def dies(): os._exit(4)
def text(): return "openapi: 3.1.0\\ninfo: {{title: T, version: '1'}}\\npaths: {{}}\\n"
def bad(): return {{"openapi": object()}}
def other(): return {{"a": 1}}
def tokens(): return {{**DOCUMENT, "x-tokens": [key for key in os.environ if key.startswith("CODEGEN_TOKEN_")]}}
def unordered(): return {{**DOCUMENT, "x-set": list({{"a", "b", "c", "d", "e"}})}}
number = 3
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("project")
    (made / "shop").mkdir()
    (made / "shop" / "main.py").write_text(CODE, encoding="utf-8")
    return made


def read(folder: Path, text: str, seconds: float = 30, **environ: str) -> Fetched:
    address = parse_address(text, folder)
    assert address is not None
    return fetch(address, folder, {**os.environ, **environ}, headers={}, seconds=seconds)


def problem(folder: Path, text: str, seconds: float = 30) -> str:
    with pytest.raises(SourceError) as caught:
        read(folder, text, seconds)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", ["app", "App", "group.inner", "create", "create()", "create_later", "DOCUMENT"])
def test_objects_with_a_document(folder: Path, name: str) -> None:
    fetched = read(folder, f"app:shop.main:{name}")
    assert json.loads(fetched.files["openapi.json"]) == DOCUMENT
    assert fetched.facts == {}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("failing", "RuntimeError: no database (shop/main.py:14)"),
        ("missing", "AttributeError: module 'shop.main' has no attribute 'missing'"),
        ("number", "an object of the type int has no openapi()"),
        ("needs", "TypeError"),
        ("leaves", "SystemExit: 3"),
        ("dies", "the process ended with status 4 and without a document"),
        ("bad", "TypeError: Object of type object is not JSON serializable"),
        ("other", "the content is not a document of a supported format"),
        ("recursive", "no document"),
    ],
)
def test_objects_without_a_document(folder: Path, name: str, expected: str) -> None:
    assert expected in problem(folder, f"app:shop.main:{name}")


def test_modules_that_cannot_be_imported(folder: Path) -> None:
    assert "ModuleNotFoundError: No module named 'nothing'" in problem(folder, "app:nothing:app")
    (folder / "broken.py").write_text("x = (\n", encoding="utf-8")
    assert "SyntaxError" in problem(folder, "app:broken:app")


def test_an_application_that_hangs_is_ended_with_its_processes(folder: Path) -> None:
    code = f"""
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(2); open({str(folder / "late")!r}, 'w')"])
time.sleep(60)
"""
    (folder / "hanging.py").write_text(code, encoding="utf-8")
    start = time.monotonic()
    assert "made no document within 1 s" in problem(folder, "app:hanging:app", seconds=1)
    assert time.monotonic() - start < 10
    assert not (folder / "late").exists()


def test_the_interpreter_can_be_chosen(folder: Path) -> None:
    assert read(folder, "app:shop.main:app", CODEGEN_PYTHON=sys.executable).files
    with pytest.raises(SourceError, match="cannot be run: No such file"):
        read(folder, "app:shop.main:app", CODEGEN_PYTHON="/nonexistent/python")


def test_applications_do_not_get_tokens(folder: Path) -> None:
    fetched = read(folder, "app:shop.main:tokens", CODEGEN_TOKEN_EXAMPLE_COM="s3cret")  # noqa: S106 - not a password
    assert json.loads(fetched.files["openapi.json"])["x-tokens"] == []


def test_the_order_of_sets_is_the_same_in_each_run(folder: Path) -> None:
    assert read(folder, "app:shop.main:unordered") == read(folder, "app:shop.main:unordered")


def test_fastapi(folder: Path) -> None:
    code = 'from fastapi import FastAPI\napp = FastAPI(title="x")\n@app.get("/a")\ndef a() -> int: return 1\n'
    (folder / "fast.py").write_text(code, encoding="utf-8")
    assert list(json.loads(read(folder, "app:fast:app").files["openapi.json"])["paths"]) == ["/a"]


@pytest.mark.parametrize("name", ["app", "schemas"])
def test_starlette(folder: Path, name: str) -> None:
    code = """
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.schemas import SchemaGenerator
schemas = SchemaGenerator({"openapi": "3.0.0", "info": {"title": "x", "version": "1"}})
def users(request):
    '''
    responses:
      200: {description: ok}
    '''
app = Starlette(routes=[Route("/users", endpoint=users, methods=["GET"])])
"""
    (folder / "star.py").write_text(code, encoding="utf-8")
    assert list(json.loads(read(folder, f"app:star:{name}").files["openapi.json"])["paths"]) == ["/users"]


def test_litestar(folder: Path) -> None:
    """Litestar is not a dependency of the tests; its application has this attribute."""
    schema = f"class Schema:\n    def to_schema(self): return {DOCUMENT!r}\n"
    code = schema + "class L:\n    openapi_schema = Schema()\napp = L()\n"
    (folder / "lite.py").write_text(code, encoding="utf-8")
    assert json.loads(read(folder, "app:lite:app").files["openapi.json"]) == DOCUMENT


def test_files_of_distributions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    info, package = tmp_path / "shop_api-1.2.dist-info", tmp_path / "shop_api"
    info.mkdir()
    package.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shop-api\nVersion: 1.2\n", encoding="utf-8")
    listed = [
        "shop_api/__init__.py",
        "shop_api/o.yaml",
        "shop_api/more.yaml",
        "shop_api/link.yaml",
        "../../etc/hostname",
    ]
    (info / "RECORD").write_text("".join(f"{name},,\n" for name in listed), encoding="utf-8")
    (package / "__init__.py").write_text("raise SystemExit('imported')\n", encoding="utf-8")
    refs = "components: {schemas: {S: {$ref: 'more.yaml#/S'}, T: {$ref: 'unlisted.yaml'}}}\n"
    text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n" + refs
    (package / "o.yaml").write_text(text, encoding="utf-8")
    (package / "more.yaml").write_text("S: {type: string}\n", encoding="utf-8")
    (package / "unlisted.yaml").write_text("{}", encoding="utf-8")
    (package / "link.yaml").symlink_to("/etc/hostname")
    fetched = read(tmp_path, "package:shop-api#shop_api/o.yaml")
    assert (list(fetched.files), fetched.facts) == (["o.yaml", "more.yaml"], {"package_version": "1.2"})
    assert "did you mean 'shop_api/o.yaml'?" in problem(tmp_path, "package:shop-api#shop_api/oo.yaml")
    assert "cannot be read" in problem(tmp_path, "package:shop-api#shop_api/link.yaml")
    assert "'nothing' is not installed" in problem(tmp_path, "package:nothing#o.yaml")
