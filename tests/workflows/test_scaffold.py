from __future__ import annotations

import ast
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import httpx2
import pytest

from codegen.config import target_from_flags
from codegen.core.errors import UsageError
from codegen.workflows.scaffold import check_scaffold, scaffold

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


def test_the_first_run_writes_a_server_that_starts(
    target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new" / "mine"
    assert scaffold(target, folder).written == ("app.py", "promotion_codes.py")
    monkeypatch.syspath_prepend(folder)
    try:
        app = importlib.import_module("app").app

        async def ask() -> httpx2.Response:
            transport = httpx2.ASGITransport(app=app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.get("/v1/promotion_codes")

        reply = anyio.run(ask)
    finally:
        for name in ("app", "promotion_codes"):
            sys.modules.pop(name, None)
    assert reply.status_code == 501
    assert reply.json()["error"]["message"] == "promotion_codes.list is not implemented yet."


def test_later_runs_write_nothing_and_list_what_is_missing(target: Target, tmp_path: Path) -> None:
    scaffold(target, tmp_path)
    place = tmp_path / "promotion_codes.py"
    place.write_text(place.read_text().replace("def update", "def change"))
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert scaffold(target, tmp_path).missing == ("PromotionCodes misses the method update",)
    place.write_text("class Other: pass\n")
    assert scaffold(target, tmp_path).missing == (
        "no class derives from PromotionCodesService (methods: list, create, retrieve, update)",
    )
    place.write_bytes(before[place])
    assert scaffold(target, tmp_path) == scaffold(target, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_methods_may_be_inherited(target: Target, tmp_path: Path) -> None:
    scaffold(target, tmp_path)
    place = tmp_path / "promotion_codes.py"
    tree = ast.parse(place.read_text())
    (tmp_path / "own.py").write_text(
        "class Common:\n    def update(self): ...\nclass Codes(Common, x.PromotionCodesBase):\n"
        "    def list(self): ...\n    def create(self): ...\n    def retrieve(self): ...\n"
    )
    place.unlink()
    assert isinstance(tree, ast.Module)
    assert scaffold(target, tmp_path).missing == ()


def test_what_does_not_fit_is_said(target: Target, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="takes one target"):
        check_scaffold([target, target])
    only_models = target_from_flags(
        CLOVER, cwd=ROOT, tables=(), output=None, package="p", emit=("models",), formatter="none"
    )
    with pytest.raises(UsageError, match="needs a target with a document and a server"):
        check_scaffold([only_models])
    (tmp_path / "broken.py").write_text("def (")
    with pytest.raises(UsageError, match=r"broken\.py cannot be read"):
        scaffold(target, tmp_path)
    with pytest.raises(UsageError, match="is no folder"):
        scaffold(target, tmp_path / "broken.py")
