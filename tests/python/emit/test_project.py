"""Tests for the part ``project``: metadata, README, and a project that builds, installs and is completely typed."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

from codegen.core.diagnostic import Diagnostics
from codegen.core.options import Options
from codegen.python.emit.project import build_project, report_version
from codegen.python.emitter import EmitInput
from codegen.python.parts import find_parts
from tests.support.documents import Json, emit_input, prepared
from tests.support.mutations import PETS
from tests.support.packages import ROOT, make_tree, write_tree


def given(parts: tuple[str, ...] = ("client",), options: Json = None, spec: Json = None, **info: Json) -> EmitInput:
    source = {**(spec or PETS), "info": {**PETS["info"], **info}}
    rows = {row.name: row.requirements for row in find_parts([*parts, "project"])}
    return emit_input(prepared(source), document=source, parts=rows, options=Options(options or {}))


def metadata(**members: Any) -> dict[str, Any]:
    text = build_project(given(**members)).data["pyproject.toml"].decode()
    found: dict[str, Any] = tomllib.loads(text)["project"]
    return found


def test_metadata_names_floors_and_extras() -> None:
    found = metadata(parts=("client", "server"), title='Pets "R" Us\n\\', version="2.1", license={"name": "MIT"})
    assert found["version"] == "2.1"
    assert found["description"] == 'Pets "R" Us \\, version 2.1.'
    assert found["license"] == "MIT"
    assert found["dependencies"] == ["pydantic>=2.14,<3"]
    assert list(found["optional-dependencies"]) == ["client", "server"]
    assert "optional-dependencies" not in metadata(parts=("models",))


def test_options_take_precedence() -> None:
    table = {"project": {"name": "acme-pets", "version": "3.0.1", "license": "Apache-2.0 OR MIT"}}
    found = metadata(options=table, version="1", license={"name": "MIT"})
    assert (found["name"], found["version"], found["license"]) == ("acme-pets", "3.0.1", "Apache-2.0 OR MIT")


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.2.0", "1.2.0"),
        ("v1", "1"),
        ("2.0.0rc1", "2.0.0rc1"),
        ("2025-12-15.clover", "2025.12.15"),
        ("2024-01-01", "2024.1.1"),
        ("2.0.0-beta", "2.0.0b0"),
        ("1.0.0-rc.2", "1.0.0rc2"),
        ("2.0.0-SNAPSHOT", "0.0.0"),
        ("latest", "0.0.0"),
        ("", "0.0.0"),
        ("1٢", "0.0.0"),
    ],
)
def test_the_version_is_that_of_the_api_or_its_date(version: str, expected: str) -> None:
    source = given(version=version)
    found = Diagnostics()
    report_version(source, found)
    assert metadata(version=version)["version"] == expected
    assert str(Version(expected)) == expected
    assert [item.code for item in found] == (["project-version"] if expected == "0.0.0" else [])


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"name": "Apache 2.0"}, "Apache-2.0"),
        ({"name": "x", "identifier": "BSD-3-Clause"}, "BSD-3-Clause"),
        ({"name": "Our own terms"}, None),
        ({"name": "x", "identifier": "no licence!"}, None),
        (None, None),
    ],
)
def test_the_licence_is_known_or_left_out(stated: Json, expected: str | None) -> None:
    assert metadata(**({"license": stated} if stated else {})).get("license") == expected


def test_the_readme_has_a_call_pages_and_errors() -> None:
    readme = build_project(given()).data["README.md"].decode()
    assert "[client]'" in readme
    for heading in ("## First call", "## Errors"):
        assert heading in readme
    assert "## Pages" not in build_project(given(parts=("models",))).data["README.md"].decode()


def test_text_of_a_document_stays_text() -> None:
    hostile = "x\n[tool.evil]\n# <script>`$(id)` \u202e"
    files = build_project(given(title=hostile, description=hostile, version="1")).data
    assert tomllib.loads(files["pyproject.toml"].decode())["project"]["description"].startswith("x [tool.evil]")
    assert "<script>" not in files["README.md"].decode()
    assert "<script>" not in files["CHANGELOG.md"].decode()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["docs_part", "security_schemes", "streams_by_choice", "webhooks_and_callbacks"])
def test_a_project_builds_installs_and_is_completely_typed(name: str, tmp_path: Path) -> None:
    spec = next(path for path in (ROOT / "tests" / "cases" / name).glob("spec.*"))
    parts = ("models", "client", "server", "project")
    tree, found = make_tree(spec.read_text(encoding="utf-8"), tmp_path, package="made_project", emit=parts)
    assert not found.failed
    folder = write_tree(tree, tmp_path / "out" / "made_project")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path / "dist"), str(folder)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "env", symlinks=True)
    (site,) = (tmp_path / "env").glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(site)
    assert {"made_project/__init__.py", "made_project/py.typed", "made_project/codegen.lock"} <= set(names)
    own = {path.partition("/")[2] for path in names if path.startswith("made_project/")}
    assert own == {path for path in tree if not path.startswith((".", "pyproject", "README", "CHANGELOG"))}
    packages = Path(pytest.__file__).parents[1]
    (site / "others.pth").write_text(f"{packages}\n", encoding="utf-8")
    environment = {**os.environ, "PATH": f"{tmp_path / 'env' / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    (tmp_path / "empty").mkdir()
    checker = Path(sys.executable).with_name("basedpyright")
    command = [str(checker), "--verifytypes", "made_project", "--ignoreexternal"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path / "empty", env=environment)
    assert "Type completeness score: 100%" in done.stdout, done.stdout[-3000:]
    code = "import made_project; made_project.Client; made_project.server.create_app; print(made_project.__file__)"
    run = subprocess.run(
        [str(tmp_path / "env" / "bin" / "python"), "-c", code],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path / "empty",
    )
    assert str(site) in run.stdout
