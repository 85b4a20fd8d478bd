"""Every command in an environment with the wheel and its dependencies only, then with those of each extra.

The distributions come from the environment of the tests, linked one by one, so nothing is downloaded.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from urllib.request import urlopen

import pytest

from codegen.cli.registry import COMMANDS

_ROOT = Path(__file__).parents[2]
_NAME = re.compile(r"[\w.-]+")
_EXTRA = re.compile(r"""extra\s*==\s*["']([^"']+)["']""")
_SPEC = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/items": {
            "get": {
                "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
                "responses": {
                    "200": {"description": "ok", "content": {"application/json": {"schema": {"type": "string"}}}}
                },
            }
        }
    },
    "components": {
        "schemas": {"Item": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}}
    },
}
_PAGE = "## Item\n\n| Name | Type | Description |\n|---|---|---|\n| id | string | The id. |\n"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="links distributions")]


def _requirements(found: Distribution, extra: str) -> list[str]:
    """Return the names of the distributions that one requires, with those of an extra."""
    names: list[str] = []
    for row in found.requires or ():
        text, _, marker = row.partition(";")
        wanted = _EXTRA.search(marker)
        match = _NAME.match(text)
        if match is not None and (wanted is None or wanted[1] == extra):
            names.append(match[0])
    return names


def _closure(name: str, extra: str = "") -> dict[str, Distribution]:
    """Return a distribution's requirements, direct and indirect, as far as they are installed: markers may exclude."""
    known: dict[str, Distribution] = {}
    waiting = _requirements(distribution(name), extra)
    while waiting:
        current = waiting.pop().lower().replace("_", "-")
        if current in known:
            continue
        try:
            known[current] = distribution(current)
        except PackageNotFoundError:
            continue
        waiting += _requirements(known[current], "")
    return known


@dataclass(frozen=True)
class Environment:
    """A virtual environment; ``link`` adds the distributions of an extra."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def packages(self) -> Path:
        return next((self.folder / "lib").glob("python*")) / "site-packages"

    def link(self, extra: str = "") -> None:
        for found in _closure("spec-codegen", extra).values():
            for top in {path.parts[0] for path in found.files or () if path.parts[0] != ".."}:
                source, place = Path(str(found.locate_file(top))), self.packages / top
                if source.exists() and not place.exists() and top != "__pycache__":
                    place.symlink_to(source)

    def run(self, *argv: str, cwd: Path, code: int = 0, **environ: str) -> str:
        own = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "VIRTUAL_ENV"}}
        done = subprocess.run(
            argv,
            cwd=cwd,
            env={**own, "PATH": f"{self.folder / 'bin'}{os.pathsep}{own['PATH']}", **environ},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        assert done.returncode == code, (argv, done.stdout)
        assert "Traceback" not in done.stdout
        assert "internal error" not in done.stdout
        return done.stdout


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("plain")
    here = Environment(Path(sys.prefix))
    here.run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist"), cwd=_ROOT)
    (wheel,) = (folder / "dist").glob("*.whl")
    here.run(sys.executable, "-m", "venv", "--without-pip", str(folder / "env"), cwd=folder)
    made = Environment(folder / "env")
    pip = (sys.executable, "-m", "pip", "--python", str(made.python), "install", "--quiet", "--no-deps", "--no-index")
    here.run(*pip, str(wheel), cwd=folder)
    made.link()
    return made


@pytest.fixture
def extended(plain: Environment, tmp_path: Path) -> Environment:
    """Return a copy of the plain environment, to which a test may link extras."""
    shutil.copytree(plain.folder, tmp_path / "env", symlinks=True)
    script = tmp_path / "env" / "bin" / "codegen"
    script.write_text(script.read_text().replace(str(plain.folder), str(tmp_path / "env")))
    return Environment(tmp_path / "env")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "api.json").write_text(json.dumps(_SPEC))
    (folder / "page.md").write_text(_PAGE)
    return folder


def test_only_the_dependencies_are_there(plain: Environment, project: Path) -> None:
    for name in ("libcst", "httpx2", "fastapi", "pytest", "mypy", "uvicorn", "ruff", "jsonschema"):
        probe = f"import importlib.util as u; print(u.find_spec({name!r}))"
        assert plain.run("python", "-c", probe, cwd=project) == "None\n", name


@pytest.mark.parametrize("name", [row.name for row in COMMANDS])
def test_help(plain: Environment, project: Path, name: str) -> None:
    assert f"usage: codegen {name}" in plain.run("codegen", name, "--help", cwd=project)


def test_every_command(plain: Environment, project: Path) -> None:
    def codegen(*argv: str, code: int = 0) -> str:
        return plain.run("codegen", *argv, cwd=project, code=code)

    codegen("init", "api.json", "--package", "shop")
    codegen("generate")
    codegen("check")
    codegen("verify")
    assert "items" in codegen("show")
    codegen("explain", "output-edited")
    codegen("schema", "report")
    codegen("vendor", "add", "generated/shop", "--into", "src")
    for action in ("update", "status", "verify", "accept", "remove"):
        codegen("vendor", action, "src")
    for argv in (("show", "page.md"), ("export", "page.md", "--output", "spec.json")):
        codegen("tables", *argv)
    codegen("tables", "check", "page.md", "--spec", "api.json")
    codegen("tables", "write", "--spec", "api.json", "--output", "pages")
    for command in (("init", "-q"), ("add", "-A")):
        plain.run("git", *command, cwd=project)
    plain.run("git", "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "-m", "x", cwd=project)
    (project / "api.json").write_text(json.dumps({**_SPEC, "paths": {}}))
    assert "(input changed)" in codegen("targets", "--changed-since", "HEAD")
    assert "GET /items" in codegen("diff", "HEAD:api.json", code=1)
    assert "GET /items" in codegen("diff", "HEAD", code=1)
    for argv in (("--scan", "src"), ("--verify-witnesses",)):
        assert "install spec-codegen[" in codegen("diff", "HEAD:api.json", *argv, code=2)
    assert "install spec-codegen[server]" in codegen("mock", code=2)
    assert "install spec-codegen[cache]" in codegen("check", "--cache", "file:///tmp/cache", code=2)


def test_the_action(plain: Environment, project: Path, tmp_path: Path) -> None:
    plain.run("codegen", "init", "api.json", "--package", "shop", cwd=project)
    plain.run("codegen", "generate", cwd=project)
    for command in (
        ("init", "-q"),
        ("add", "-A"),
        ("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x"),
    ):
        plain.run("git", *command, cwd=project)
    (project / "api.json").write_text(json.dumps({**_SPEC, "paths": {}}))
    environ = {
        "CODEGEN_MODE": "check", "CODEGEN_TARGETS": "", "CODEGEN_CHECK": "true", "CODEGEN_VERIFY": ".",
        "CODEGEN_DIFF": "true", "CODEGEN_BASE": "HEAD", "CODEGEN_FAIL_ON": "ERR", "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
    }  # fmt: skip
    out = plain.run("bash", str(_ROOT / "action" / "report.sh"), cwd=project, code=1, **environ)
    assert "title=codegen check" in out
    assert "GET /items" in out
    assert "### codegen verify" in (tmp_path / "codegen-report.md").read_text()


def test_the_extra_fix(extended: Environment, project: Path) -> None:
    extended.link("fix")
    (project / "new.json").write_text(json.dumps({**_SPEC, "paths": {}}))
    (project / "main.py").write_text("import shop\n\nclient = shop.Client()\nclient.items.retrieve(q='a')\n")
    argv = ("diff", "api.json", "new.json", "--scan", "main.py", "--package", "shop")
    assert "main.py" in extended.run("codegen", *argv, cwd=project, code=1)


def test_the_extra_witness(extended: Environment, project: Path) -> None:
    extended.link("witness")
    (project / "new.json").write_text(json.dumps({**_SPEC, "paths": {}}))
    out = extended.run("codegen", "diff", "api.json", "new.json", "--verify-witnesses", cwd=project, code=1)
    assert "reproducers: " in out


def test_the_extra_cache(extended: Environment, project: Path, tmp_path: Path) -> None:
    extended.link("cache")
    argv = ("generate", "--spec", "api.json", "--cache", (tmp_path / "store").as_uri(), "-v")
    extended.run("codegen", *argv, cwd=project)
    shutil.rmtree(project / "generated")
    out = extended.run("codegen", *argv, cwd=project)
    found = re.search(r"cache: (\d+) of (\d+) modules found, 0 written", out)
    assert found is not None
    assert found[1] == found[2]


def test_the_extra_server(extended: Environment, project: Path) -> None:
    extended.link("server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [extended.python, "-m", "codegen", "mock", "--port", str(port)]
    extended.run("codegen", "init", "api.json", "--package", "shop", cwd=project)
    with subprocess.Popen(command, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            assert _fetched(f"http://127.0.0.1:{port}/items")
        finally:
            server.send_signal(signal.SIGINT)


def _fetched(url: str) -> bool:
    """Wait up to 30 seconds for a response."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            with urlopen(url) as response:  # noqa: S310 - a local server
                return bool(response.status == 200)
        except OSError:
            time.sleep(0.1)
    return False
