"""Services on generated stubs: results of type checkers, and responses."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest

from codegen.config import target_from_flags
from codegen.pipeline.scaffold import scaffold
from codegen.pipeline.steps import prepare, read
from tests.support.packages import make_tree, write_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SPEC = """
openapi: 3.1.0
info: {title: Files, version: "1"}
security: [{key: []}, {login: [read, write], token: []}]
paths:
  /files:
    post:
      operationId: createFile
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties:
                file: {type: string, format: binary}
                note: {type: string}
      responses:
        "201":
          description: made
          headers: {X-Count: {schema: {type: integer}}, Location: {required: true, schema: {type: string}}}
          content: {application/json: {schema: {$ref: "#/components/schemas/File"}}}
        "202": {description: later}
    get:
      operationId: listFiles
      security: []
      responses:
        "200":
          description: list
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/File"}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    login:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: "https://example.com/token", scopes: {read: r, write: w}}}
    token: {type: http, scheme: bearer}
  schemas:
    File:
      type: object
      required: [name, size]
      properties: {name: {type: string}, size: {type: integer}, kind: {type: [string, "null"]}}
"""

RIGHT = """
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_type

from files_api import Upload, models as m
from files_api.server import Credential, FilesBase, FilesService, RequestContext, ServiceError, create_app

if TYPE_CHECKING:
    from typing import Literal

    from files_api.server.files import FilesCreateHeaders


@dataclass
class User:
    name: str


class Files(FilesService):
    async def create(
        self, body: m.FileCreateParams, context: "RequestContext[User, FilesCreateHeaders, Literal[201, 202]]"
    ) -> m.File | None:
        assert_type(body.file, Upload)
        assert_type(context.principal, User)
        size = sum(len(chunk) for chunk in body.file.chunks())
        context.declared_headers["X-Count"] = size
        if size > 1_000_000:
            context.status_code = 202
            return None
        return m.File(name=f"{context.principal.name}/{body.file.filename}", size=size)

    def list(self, context: RequestContext) -> list[m.File]:
        return [m.File.model_construct(name="a")]


class Half(FilesBase):
    def list(self, context: RequestContext[User]) -> list[m.File]:
        return []


async def by_key(credential: Credential, context: RequestContext) -> User | None:
    return User(credential.value) if credential.value == "k" else None


def login(credential: Credential, context: RequestContext) -> User:
    if credential.scopes not in {("read", "write"), ()}:
        raise ServiceError(403)
    return User("ada")


def make(validate: bool) -> object:
    return create_app(
        files=Files(),
        authenticate={"key": by_key, "login": login, "token": login},
        validate_replies=validate,
    )


half = create_app(files=Half(), authenticate=lambda context: User("all"))
"""

WRONG = """
from files_api import models as m
from files_api.server import Credential, FilesService, RequestContext, create_app
from files_api.server.files import FilesCreateHeaders
from typing import Any, Literal


class Half(FilesService):
    async def list(self, context: RequestContext) -> list[m.File]:
        return []


class Other(FilesService):
    def create(  # wrong
        self, body: m.File, context: RequestContext
    ) -> m.File: ...

    async def list(self, context: RequestContext) -> list[str]: ...  # wrong


class Third(FilesService):
    def create(
        self, body: m.FileCreateParams, context: RequestContext[Any, FilesCreateHeaders, Literal[201, 202]]
    ) -> m.File:
        context.status_code = 200  # wrong
        context.declared_headers["X-Cuont"] = 1  # wrong
        context.declared_headers["Location"] = 1  # wrong
        body.file.read()  # wrong
        raise NotImplementedError

    def list(self, context: RequestContext) -> list[m.File]: ...


def check(credential: Credential, context: RequestContext) -> str: ...


create_app(files=Half())  # wrong
create_app(files=Third(), authenticate={"kee": check})  # wrong
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("services")
    tree, found = make_tree(SPEC, place / "made", package="files_api")
    assert not found.failed
    write_tree(tree, place / "files_api")
    (place / "right.py").write_text(RIGHT)
    (place / "wrong.py").write_text(WRONG)
    target = target_from_flags(
        "spec.yaml", cwd=place / "made", tables=(), output=None, package="files_api", emit=("models", "server"),
        formatter="black",
    )  # fmt: skip
    assert scaffold(target, prepare(read(target)).prepared, place / "mine").written == ("app.py", "files.py")
    return place


def mypy(folder: Path, name: str) -> set[int]:
    options = ["--strict", "--python-version=3.11", "--config-file=", "--no-error-summary"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, name],
        cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "MYPYPATH": str(folder)},
    )  # fmt: skip
    assert not done.stderr, done.stderr
    assert "files_api/" not in done.stdout, done.stdout
    return {int(line.split(":", 2)[1]) for line in done.stdout.splitlines() if ": error: " in line}


@cache
def pyright_errors(folder: Path) -> list[tuple[Path, int]]:
    """Check all programs in one run; return file and line of each error."""
    settings = {"include": ["right.py", "mine/files.py", "wrong.py"], "typeCheckingMode": "strict"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    done = subprocess.run(
        [sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable, "--outputjson"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == 3
    found = [one for one in report["generalDiagnostics"] if one["severity"] == "error"]
    return [(Path(one["file"]), one["range"]["start"]["line"] + 1) for one in found]


def pyright(folder: Path, name: str) -> set[int]:
    return {line for file, line in pyright_errors(folder) if file.samefile(folder / name)}


@pytest.mark.slow
@pytest.mark.parametrize("check", [mypy, pyright])
def test_correct_services_and_the_scaffold_pass(folder: Path, check: Callable[[Path, str], set[int]]) -> None:
    assert check(folder, "right.py") == set()
    assert check(folder, "mine/files.py") == set()


@pytest.mark.slow
@pytest.mark.parametrize("check", [mypy, pyright])
def test_missing_methods_and_wrong_types_are_errors(folder: Path, check: Callable[[Path, str], set[int]]) -> None:
    wrong = {number for number, line in enumerate(WRONG.splitlines(), 1) if "# wrong" in line}
    assert wrong <= check(folder, "wrong.py")


@pytest.fixture
def right(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(folder)
    yield importlib.import_module("right")
    for name in [name for name in sys.modules if name.partition(".")[0] in {"right", "files_api"}]:
        del sys.modules[name]


def ask(app: Any, method: str, **more: Any) -> httpx2.Response:
    async def run() -> httpx2.Response:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test") as client:
            return await client.request(method, "/files", **more)

    return anyio.run(run)


@pytest.mark.slow
def test_credentials_uploads_headers_and_statuses(right: Any) -> None:
    app = right.make(validate=True)
    response = ask(app, "POST", headers={"x-key": "k"}, files={"file": ("a.txt", b"abc")}, data={"note": "x"})
    assert (response.status_code, response.headers["x-count"]) == (201, "3")
    assert response.json() == {"name": "k/a.txt", "size": 3, "kind": None}
    large = ask(app, "POST", headers={"authorization": "Bearer t"}, files={"file": b"x" * 1_000_001})
    assert (large.status_code, large.content) == (202, b"")
    refused = ask(app, "POST", files={"file": b"x"})
    assert refused.status_code == 401
    assert refused.json()["error"]["message"] == "This request needs credentials: key or login and token."
    assert ask(app, "POST", headers={"x-key": "wrong"}, files={"file": b"x"}).status_code == 401


def test_responses_are_validated_if_enabled(right: Any) -> None:
    assert ask(right.make(validate=False), "GET").json() == [{"name": "a", "kind": None}]
    assert ask(right.make(validate=True), "GET").status_code == 500


def test_a_service_without_a_method_does_not_start(right: Any) -> None:
    server: Any = importlib.import_module("files_api.server")

    class Half(server.FilesService):  # type: ignore[misc,name-defined]
        def list(self, _: object) -> list[object]:
            return []

    with pytest.raises(TypeError, match=r"abstract method '?create"):
        Half()
    with pytest.raises(TypeError, match="no service for files;"):
        server.create_app()
    assert ask(right.half, "POST", files={"file": b"x"}).status_code == 501
