from __future__ import annotations

import ast
import importlib
import sys
from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest

from codegen.config.model import Target
from codegen.core.diagnostic import Diagnostics
from codegen.pipeline.steps import generate, prepare, read
from codegen.python.emit.server import _APP_KEYWORDS, build_server
from tests.support.documents import emit_input

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SPEC = """
openapi: 3.1.0
info: {title: Things, version: "1"}
paths:
  /things:
    get:
      summary: List things
      parameters: [{name: ids, in: query, schema: {type: array, items: {type: integer}}}]
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Thing"}}}}
    post:
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: "#/components/schemas/Thing"}}
          application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/Thing"}}
      responses:
        "201": {description: made, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
  /things/{body}/notes/{context}:
    put:
      operationId: replaceNote
      parameters:
        - {name: context, in: path, required: true, schema: {type: integer}}
        - {name: body, in: path, required: true, schema: {type: string}}
      requestBody: {content: {text/plain: {schema: {type: string}}}}
      responses: {"204": {description: done}}
  /missing/{id}:
    delete:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"204": {description: done}}
components:
  schemas:
    Thing: {type: object, required: [name], properties: {name: {type: string}, size: {type: integer}}}
"""


@pytest.fixture
def target(tmp_path: Path) -> Target:
    (tmp_path / "api.yaml").write_text(SPEC)
    return Target(name="t", root=tmp_path, spec="api.yaml", output=tmp_path, package="things_api", formatter="none")


@pytest.fixture
def files(target: Target) -> dict[str, str]:
    prepared = prepare(read(target)).prepared
    assert prepared is not None
    return {path: str(code) for path, code in build_server(emit_input(prepared)).code.items()}


@pytest.fixture
def package(target: Target, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    result = generate(target, Diagnostics())
    assert result is not None
    for path, content in result.tree.items():
        file = target.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    monkeypatch.syspath_prepend(str(target.output))
    yield importlib.import_module("things_api")
    for name in [name for name in sys.modules if name.partition(".")[0] == "things_api"]:
        del sys.modules[name]


def test_one_file_per_resource(files: dict[str, str]) -> None:
    assert sorted(files) == [
        "server/__init__.py",
        "server/_app.py",
        "server/missing.py",
        "server/things.py",
        "server/things_notes.py",
    ]


def test_methods_take_path_params_body_and_context(files: dict[str, str]) -> None:
    text = files["server/things.py"]
    assert "class ThingsService(ABC):" in text
    assert "class ThingsBase(ThingsService):" in text
    assert (
        "def list(self, params: m.ThingListParams, context: RequestContext)"
        " -> Awaitable[builtins.list[m.Thing]] | builtins.list[m.Thing]:" in text
    )
    assert "def create(self, body: m.Thing, context: RequestContext) -> Awaitable[m.Thing] | m.Thing:" in text
    assert 'Route(_operations.LIST, "things", "list"),' in text


def test_argument_names_do_not_collide_with_ours(files: dict[str, str]) -> None:
    text = files["server/things_notes.py"]
    assert "self, body_: str, context_: int, body: str | None, context: RequestContext" in text
    assert "missing_: _missing.MissingService | None = None," in files["server/_app.py"]
    assert '"missing": missing_,' in files["server/_app.py"]


def test_the_package_exports_what_a_service_needs(files: dict[str, str]) -> None:
    for name in ("RequestContext", "ServiceError", "create_app", "create_router", "ThingsService", "ThingsNotesBase"):
        assert f'"{name}": "' in files["server/__init__.py"]


def request(app: Any, method: str, url: str, **more: Any) -> httpx2.Response:
    async def run() -> httpx2.Response:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test") as client:
            return await client.request(method, url, **more)

    return anyio.run(run)


@pytest.mark.slow
def test_generated_services_respond(package: Any) -> None:
    m, server = package.models, package.server
    calls: list[tuple[object, ...]] = []

    class Things(server.ThingsService):  # type: ignore[misc,name-defined]
        def list(self, params: Any, context: Any) -> object:
            calls.append((params.ids, context.method))
            return [m.Thing(name="a")]

        async def create(self, body: object, *_: object) -> object:
            return body

    class Notes(server.ThingsNotesBase):  # type: ignore[misc,name-defined]
        async def replace(self, *arguments: object) -> None:
            calls.append(arguments[:-1])

        update = replace

    app = server.create_app(things=Things(), things_notes=Notes(), missing="501")
    reply = request(app, "GET", "/things?ids=1&ids=2")
    assert (reply.status_code, reply.json(), calls.pop()) == (200, [{"name": "a"}], ([1, 2], "GET"))
    for body in ({"json": {"name": "b", "size": 1}}, {"data": {"name": "b", "size": "1"}}):
        reply = request(app, "POST", "/things", **body)
        assert (reply.status_code, reply.json()) == (201, {"name": "b", "size": 1})
    reply = request(app, "PUT", "/things/a%2Fb/notes/5", content="hi", headers={"content-type": "text/plain"})
    assert (reply.status_code, calls.pop()) == (204, ("a/b", 5, "hi"))
    assert request(app, "DELETE", "/missing/1").status_code == 501
    with pytest.raises(TypeError, match="no service for missing, things, things_notes;"):
        server.create_app()
    with pytest.raises(TypeError, match="abstract"):
        server.ThingsService()


def test_importing_models_does_not_import_the_server(package: Any) -> None:
    assert package.models.Thing(name="a").name == "a"
    assert not [name for name in sys.modules if name.startswith("things_api.server")]


def test_services_do_not_collide_with_other_arguments(tmp_path: Path) -> None:
    paths = "".join(
        f"  /{name}: {{get: &ok {{responses: {{'204': {{description: ok}}}}}}, post: *ok}}\n"
        for name in sorted(_APP_KEYWORDS)
    )
    head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n"
    (tmp_path / "names.yaml").write_text(head + paths, encoding="utf-8")
    named = Target(name="t", root=tmp_path, spec="names.yaml", output=tmp_path, package="names_api", formatter="none")
    built = generate(named, Diagnostics())
    assert built.tree is not None
    (app,) = (
        node
        for node in ast.parse(built.tree["server/_app.py"]).body
        if isinstance(node, ast.FunctionDef) and node.name == "create_app"
    )
    keywords = [argument.arg for argument in app.args.kwonlyargs]
    own = {name for name in keywords if not name.endswith("_")}
    assert own == _APP_KEYWORDS - {"build_app", "build_router"}
    assert set(keywords) == own | {f"{name}_" for name in _APP_KEYWORDS}
