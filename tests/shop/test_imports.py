"""Tests that modules import without cycles and on first use."""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING

import pytest

from tests.support.packages import run_python

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.shop.conftest import Package

pytestmark = pytest.mark.slow
ALL = """
import importlib, pkgutil, {name}
names = [info.name for info in pkgutil.walk_packages({name}.__path__, "{name}.")]
for name in names:
    importlib.import_module(name)
print(len(names))
"""
BUILT = """
import sys
from pydantic import BaseModel
from {name} import models
models.Voucher.model_validate_json({value!r})
modules = [module for name, module in sys.modules.items() if name.startswith("{name}.models.")]
classes = [kind for module in modules for kind in vars(module).values() if isinstance(kind, type)]
models = [kind for kind in classes if issubclass(kind, BaseModel) and kind.__module__.startswith("{name}.models.")]
print(sorted({{kind.__name__ for kind in models if kind.__pydantic_complete__}}))
"""
LOADED = """
import json, sys, {name}
{code}
print(json.dumps(sorted(name for name in sys.modules if name.startswith("{name}."))))
"""


def test_every_module_imports(package: Package, place: Path, record_property: Callable[[str, object], None]) -> None:
    imported = int(run_python(ALL.format(name=package.name), place))
    assert imported == len([path for path in package.folder.rglob("*.py") if path != package.folder / "__init__.py"])
    record_property("counts", f"{package.name}: {imported} modules import")


def loaded(package: Package, place: Path, code: str) -> set[str]:
    """Run code in a new interpreter and return the modules of the package that it loads."""
    text = run_python(LOADED.format(name=package.name, code=code), place)
    return {name.removeprefix(f"{package.name}.") for name in json.loads(text)}


def test_one_resource_imports_no_other(shop_package: Package, place: Path) -> None:
    modules = loaded(shop_package, place, f"{shop_package.name}.Client(api_key='x').vouchers.retrieve")
    assert "resources.vouchers" in modules
    own = {"resources", "resources.vouchers", "_operations", "_operations.vouchers", "models"}
    assert {name for name in modules if name.split(".")[0] in ("resources", "_operations", "models", "server")} == own


def test_one_model_imports_only_what_it_references(shop_package: Package, place: Path) -> None:
    code = f"{shop_package.name}.models.Voucher.model_validate_json({json.dumps(VOUCHER)!r})"
    modules = {name for name in loaded(shop_package, place, code) if name.startswith("models.")}
    held = closure(imports(shop_package), "voucher")
    assert modules == {f"models.{name}" for name in held}
    assert "models.customer" not in modules
    assert len(held) < 20
    expanded = code.replace(
        '"cus_1"', json.dumps({"id": "cus_1", "object": "customer", "created": 1, "livemode": False})
    )
    assert "models.customer" in loaded(shop_package, place, expanded)


def test_models_require_only_pydantic(shop_package: Package, place: Path) -> None:
    code = "import sys, {name}; {name}.models.Voucher.model_json_schema(); {check}"
    check = "assert not {'httpx2', 'fastapi', 'starlette'} & set(sys.modules)"
    run_python(code.format(name=shop_package.name, check=check), place)
    code = "import sys, {name}; {name}.Client(api_key='x').vouchers; {check}"
    run_python(code.format(name=shop_package.name, check="assert 'fastapi' not in sys.modules"), place)


def test_an_unused_model_is_not_built(shop_package: Package, place: Path) -> None:
    text = run_python(BUILT.format(name=shop_package.name, value=json.dumps(VOUCHER)), place)
    assert ast.literal_eval(text.strip()) == ["Voucher"]


def test_model_modules_have_no_import_cycle(package: Package) -> None:
    graph = imports(package)
    done: list[str] = []
    waiting = dict(graph)
    while waiting:
        free = [name for name, needed in waiting.items() if not needed & waiting.keys()]
        assert free, f"import cycle: {sorted(waiting)[:10]}"
        done += free
        for name in free:
            del waiting[name]
    assert len(done) == len(graph)


def imports(package: Package) -> Mapping[str, set[str]]:
    """Return the siblings that each module of ``models`` imports at run time."""
    folder = package.folder / "models"
    paths = [path for path in folder.glob("*.py") if path.stem != "__init__"]
    return {path.stem: set(_at_load(ast.parse(path.read_text(encoding="utf-8")).body)) for path in paths}


def _at_load(body: list[ast.stmt]) -> Iterator[str]:
    """Yield the imports outside of ``if TYPE_CHECKING``; no module imports inside functions."""
    for statement in body:
        match statement:
            case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=rest):
                yield from _at_load(rest)
            case ast.ImportFrom(level=1, module=str(module)):
                yield module
            case ast.ClassDef():
                assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(statement))
            case ast.Expr(value=ast.Call()):
                msg = f"eager work: {ast.unparse(statement)}"
                raise AssertionError(msg)
            case _:
                continue


def closure(graph: Mapping[str, set[str]], start: str) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting += new
    return found


VOUCHER = {
    "id": "vou_1", "object": "voucher", "active": True, "code": "FALL", "created": 1, "livemode": False,
    "customer": "cus_1", "times_redeemed": 0,
    "restrictions": {"first_order": False},
    "terms": {"id": "te_1", "object": "terms", "valid": True},
}  # fmt: skip
