"""Tests for the build hook of hatchling, run by the real hatchling without network."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from codegen.cli.hatch import _problem
from tests.support.packages import ROOT

SPEC = """\
openapi: 3.1.0
info: {title: Lamps, version: "1"}
paths:
  /lamps:
    get:
      responses: {"200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/Lamp"}}}}}
components:
  schemas:
    Lamp: {type: object, properties: {id: {type: string}}}
"""
PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "acme"
version = "1"
[tool.hatch.build.targets.wheel]
packages = ["src/lamps"]
[tool.hatch.build.hooks.spec-codegen]
"""
TARGET = '[targets.lamps]\nspec = "openapi.yaml"\noutput = "src"\nemit = ["models"]\n'


def project(folder: Path, pyproject: str = PROJECT, spec: str = SPEC) -> Path:
    """Write a project that generates while it is built, and the entry point of the hook."""
    place = folder / "acme"
    place.mkdir()
    (place / "pyproject.toml").write_text(pyproject, encoding="utf-8")
    (place / "codegen.toml").write_text(TARGET, encoding="utf-8")
    (place / "openapi.yaml").write_text(spec, encoding="utf-8")
    (place / ".gitignore").write_text("src/\n", encoding="utf-8")
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]["hatch"]
    info = folder / "path" / "hook_of_this_checkout-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: hook-of-this-checkout\nVersion: 1\n", encoding="utf-8")
    rows = "".join(f"{name} = {module}\n" for name, module in declared.items())
    (info / "entry_points.txt").write_text(f"[hatch]\n{rows}", encoding="utf-8")
    return place


def build(place: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(ROOT), str(place.parent / "path")])
    command = [sys.executable, "-m", "build", "--no-isolation", str(place)]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path}, cwd=place.parent
    )


@pytest.mark.slow
def test_a_package_that_git_ignores_is_generated_and_built(tmp_path: Path) -> None:
    place = project(tmp_path)
    done = build(place)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (place / "dist").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {"lamps/__init__.py", "lamps/models/lamp.py", "lamps/codegen.lock"} <= set(names)
    assert not [name for name in names if ".codegen" in name]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pyproject", "spec", "message"),
    [
        (PROJECT, SPEC.replace("openapi: 3.1.0", "openapi: 9"), "openapi.yaml:1"),
        (PROJECT + 'targets = ["lamp"]\n', SPEC, "lamp"),
        (PROJECT + 'config = "absent.toml"\n', SPEC, "absent.toml"),
        (PROJECT + 'confg = "codegen.toml"\n', SPEC, "unknown key 'confg': did you mean 'config'?"),
    ],
)
def test_a_failure_ends_the_build_with_its_cause(pyproject: str, spec: str, message: str, tmp_path: Path) -> None:
    place = project(tmp_path, pyproject, spec)
    done = build(place)
    output = done.stdout + done.stderr
    assert done.returncode != 0
    assert message in output
    assert "Traceback" not in output
    assert not (place / "src").exists()


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, ""),
        ({"config": "a.toml", "targets": ["a"], "dependencies": []}, ""),
        ({"config": 1}, "config must be a string"),
        ({"targets": "a"}, "targets must be a list of strings"),
        ({"target": ["a"]}, "unknown key 'target': did you mean 'targets'?"),
    ],
)
def test_the_table_of_the_hook_is_checked(config: dict[str, object], expected: str) -> None:
    assert _problem(config) == expected
