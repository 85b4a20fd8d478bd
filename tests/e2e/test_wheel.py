"""The wheel, installed into an environment of its own, generates from its own templates."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that holds the wheel; its dependencies are borrowed from this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "dist", cwd=_ROOT)
    (wheel,) = (folder / "dist").glob("*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "env", cwd=folder)
    python = folder / "env" / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    own = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    borrowed = Path(sysconfig.get_path("purelib"))
    (own / "borrowed.pth").write_text(f"{borrowed}\n")
    return python


def test_it_generates_what_the_checkout_generates(installed: Path, tmp_path: Path) -> None:
    spec = _ROOT / "spec" / "promotion_codes" / "2025-12-15.clover" / "openapi.yaml"
    script = installed.parent / "codegen"
    place = run(installed, "-I", "-c", "import codegen; print(codegen.__file__)", cwd=tmp_path)
    assert Path(place.strip()).is_relative_to(installed.parents[1])
    run(script, "generate", "--spec", spec, "--output", "out", "--package", "api", cwd=tmp_path)
    out = run(
        sys.executable,
        "-m",
        "codegen",
        "check",
        "--spec",
        spec,
        "--output",
        tmp_path / "out",
        "--package",
        "api",
        cwd=_ROOT,
    )
    assert out.endswith(": up to date\n")


def test_the_mock_server_evaluates_with_the_runtime_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    place = run(installed, "-I", "-c", "from codegen.mock.schema import rules; print(rules.__file__)", cwd=tmp_path)
    assert Path(place.strip()).is_relative_to(installed.parents[1])
