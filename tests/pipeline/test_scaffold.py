from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import httpx2
import pytest

from codegen.config import target_from_flags
from codegen.core.errors import UsageError
from codegen.pipeline.scaffold import Scaffolded, check_scaffold, scaffold
from codegen.pipeline.steps import prepare, read
from codegen.python.emit.scaffold import Scaffold, build_scaffold
from tests.support.documents import Json, document, prepared
from tests.support.hostile import ATTACKS, Text, hostile_document
from tests.support.hostile_twins import hostile_rarities, hostile_swagger
from tests.support.python_code import code_of

if TYPE_CHECKING:
    from codegen.config import Target

ROOT = Path(__file__).parents[2]
CLOVER = "spec/promotion_codes/2025-12-15.clover/openapi.yaml"


@pytest.fixture
def target() -> Target:
    return target_from_flags(
        CLOVER, cwd=ROOT, tables=(), output=None, package="promotion_codes_clover", emit=("models", "server"),
        formatter="black",
    )  # fmt: skip


def written(target: Target, folder: Path) -> Scaffolded:
    return scaffold(target, prepare(read(target)).prepared, folder)


def test_the_first_run_writes_a_server_that_starts(
    target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new" / "mine"
    assert written(target, folder).written == ("app.py", "promotion_codes.py")
    monkeypatch.syspath_prepend(folder)
    try:
        app = importlib.import_module("app").app

        async def ask() -> httpx2.Response:
            transport = httpx2.ASGITransport(app=app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.get("/v1/promotion_codes")

        response = anyio.run(ask)
    finally:
        for name in ("app", "promotion_codes"):
            sys.modules.pop(name, None)
    assert response.status_code == 501
    assert response.json()["error"]["message"] == "promotion_codes.list is not implemented yet."


@pytest.mark.slow
def test_later_runs_only_list_missing_methods(target: Target, tmp_path: Path) -> None:
    written(target, tmp_path)
    place = tmp_path / "promotion_codes.py"
    place.write_text(place.read_text().replace("def update", "def change"))
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert written(target, tmp_path).missing == ("PromotionCodes lacks the method update",)
    place.write_text("class Other: pass\n")
    assert written(target, tmp_path).missing == (
        "no class derives from PromotionCodesService (methods: list, create, retrieve, update)",
    )
    place.write_bytes(before[place])
    assert written(target, tmp_path) == written(target, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_methods_may_be_inherited(target: Target, tmp_path: Path) -> None:
    written(target, tmp_path)
    place = tmp_path / "promotion_codes.py"
    tree = ast.parse(place.read_text())
    (tmp_path / "own.py").write_text(
        "class Common:\n    def update(self): ...\nclass Codes(Common, x.PromotionCodesBase):\n"
        "    def list(self): ...\n    def create(self): ...\n    def retrieve(self): ...\n"
    )
    place.unlink()
    assert isinstance(tree, ast.Module)
    assert written(target, tmp_path).missing == ()


def test_invalid_arguments(target: Target, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="takes one target"):
        check_scaffold([target, target])
    only_models = target_from_flags(
        CLOVER, cwd=ROOT, tables=(), output=None, package="p", emit=("models",), formatter="none"
    )
    with pytest.raises(UsageError, match="needs a target with a server"):
        check_scaffold([only_models])
    (tmp_path / "broken.py").write_text("def (")
    with pytest.raises(UsageError, match=r"broken\.py cannot be read"):
        written(target, tmp_path)
    with pytest.raises(UsageError, match="is not a folder"):
        written(target, tmp_path / "broken.py")


def test_tables_alone_are_enough(tmp_path: Path) -> None:
    page = "# Ping\n\n`POST /pings`\n\n## Parameters\n\n| Name | Type |\n|---|---|\n| a | integer |\n"
    (tmp_path / "ping.md").write_text(page)
    made = target_from_flags("", cwd=tmp_path, tables=["ping.md"], package="api")
    check_scaffold([made])
    assert written(made, tmp_path / "new").written == ("app.py", "pings.py")


OK: Json = {"responses": {"204": {"description": ""}}}


def built(*resources: str, package: str = "shop") -> Scaffold:
    found = prepared(document({}, {f"/{name}": {"get": OK} for name in resources}))
    return build_scaffold(found.api, found.names, package)


def test_files_do_not_shadow_imported_modules() -> None:
    """The server starts in their folder, which is searched before the standard library."""
    made = built("secrets", "calendar", "fastapi", "app", "shop", "pets", package="shop.api")
    files = [file.path for file in made.services]
    assert files == ["app_.py", "calendar_.py", "fastapi_.py", "pets.py", "secrets_.py", "shop_.py"]
    assert "from secrets_ import Secrets\n" in str(made.app)


def test_classes_do_not_shadow_imported_names() -> None:
    made = built("service_error", "request_context")
    names = [code_of(str(file.code).encode()) for file in made.services]
    assert [file.service for file in made.services] == ["RequestContextService", "ServiceErrorService"]
    assert all("class ServiceError(" not in str(file.code) for file in made.services)
    assert all("class RequestContext(" not in str(file.code) for file in made.services)
    assert not any(name.unbound for name in names)


@pytest.mark.slow
@pytest.mark.parametrize("make", [hostile_document, hostile_swagger, hostile_rarities])
def test_no_text_of_a_document_becomes_code(make: Callable[[Text], Any]) -> None:
    for attack in (*ATTACKS, "x"):
        found = prepared(make(lambda text=attack: text)[0])  # type: ignore[misc]
        made = build_scaffold(found.api, found.names, "shop")
        for code in (made.app, *(file.code for file in made.services)):
            read = code_of(str(code).encode())
            assert str(code).replace("\n", "").isprintable()
            assert read.called <= {"ServiceError", "create_app", *classes(made)}
            assert read.imported <= MODULES | {file.path.removesuffix(".py") for file in made.services}


MODULES = {"__future__", "collections.abc", "datetime", "fastapi", "shop", "shop.server", "typing"}


def classes(made: Scaffold) -> Iterator[str]:
    for file in made.services:
        yield from (node.name for node in ast.walk(ast.parse(str(file.code))) if isinstance(node, ast.ClassDef))
