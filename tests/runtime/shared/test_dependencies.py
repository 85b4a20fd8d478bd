"""Tests for messages about missing dependencies."""

from __future__ import annotations

import importlib
import re
import sys
import tomllib

import pytest

from codegen.python.parts import PARTS
from codegen.python.render import runtime_root
from runtime.shared.dependencies import require
from tests.support.packages import ROOT


def test_a_missing_dependency_is_named_with_what_to_install() -> None:
    require("shop._runtime.client", "pydantic", "pydantic")
    with pytest.raises(ModuleNotFoundError) as caught:
        require("shop._runtime.client", "absent_one", "absent-one>=2,<3", "other")
    expected = "the client of shop needs absent_one, which is not installed: pip install 'absent-one>=2,<3' 'other'"
    assert (str(caught.value), caught.value.name) == (expected, "absent_one")


@pytest.mark.parametrize(
    ("module", "expected"),
    [("runtime.client.options", "needs httpx2"), ("runtime.server.settings", "needs fastapi")],
)
def test_a_part_without_its_dependency_cannot_be_imported(
    module: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = module.split(".")[1]
    dependency = "httpx2" if folder == "client" else "fastapi"
    monkeypatch.setitem(sys.modules, dependency, None)
    monkeypatch.delitem(sys.modules, f"runtime.{folder}", raising=False)
    monkeypatch.delitem(sys.modules, module, raising=False)
    with pytest.raises(ModuleNotFoundError, match=expected):
        importlib.import_module(module)


def test_requirements_of_parts_are_those_of_the_project_and_the_runtime() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    known = [*project["dependencies"], *(row for rows in project["optional-dependencies"].values() for row in rows)]
    runtime = (ROOT / "runtime" / "pyproject.toml").read_text(encoding="utf-8")
    for part in PARTS:
        for requirement in part.requirements:
            assert requirement in known
            assert f'"{requirement}"' in runtime
    for folder in ("client", "server"):
        source = (runtime_root() / folder / "__init__.py").read_text(encoding="utf-8")
        (row,) = (part for part in PARTS if part.name == folder)
        assert tuple(re.findall(r'"([\w-]+>=[^"]+)"', source)) == row.requirements
