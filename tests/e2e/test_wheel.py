"""The wheels: spec-codegen generates from its bundled templates, and the runtime is a separate distribution."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

import pytest

from codegen import __version__

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
    """Return the interpreter of an environment with the wheel; its dependencies come from this environment."""
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


def test_the_wheel_generates_the_same_as_the_checkout(installed: Path, tmp_path: Path) -> None:
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


def modules_of_the_runtime() -> set[str]:
    root = _ROOT / "runtime"
    return {path.relative_to(root).as_posix() for path in root.rglob("*.py")}


def test_the_wheel_contains_only_the_modules_of_the_runtime(installed: Path) -> None:
    (wheel,) = (installed.parents[2] / "dist").glob("*.whl")
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    prefix = "codegen/_runtime/"
    assert {name.removeprefix(prefix) for name in names if name.startswith(prefix)} == modules_of_the_runtime()


def test_the_runtime_is_a_separate_distribution(tmp_path: Path) -> None:
    build = (sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path)
    run(*build, _ROOT / "runtime", cwd=tmp_path)
    (wheel,) = tmp_path.glob("spec_codegen_runtime-*.whl")
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = message_from_bytes(archive.read(f"spec_codegen_runtime-{__version__}.dist-info/METADATA"))
    modules = modules_of_the_runtime()
    content = {name for name in names if ".dist-info/" not in name}
    assert content == {f"spec_codegen_runtime/{path}" for path in modules | {"py.typed"}}
    assert metadata["Version"] == __version__
    assert metadata.get_all("Provides-Extra") == ["client", "server"]
    dotted = (path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in sorted(modules))
    imports = "\n".join(f"import spec_codegen_runtime.{name}" for name in dotted if name != "__init__")
    script = f"import sys; sys.path.insert(0, {str(wheel)!r})\n{imports}\nprint(spec_codegen_runtime.__file__)"
    assert run(sys.executable, "-I", "-c", script, cwd=tmp_path).startswith(str(wheel))


def test_the_mock_server_evaluates_with_the_runtime_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    place = run(
        installed, "-I", "-c", "from codegen.mock.schema import assertions; print(assertions.__file__)", cwd=tmp_path
    )
    assert Path(place.strip()).is_relative_to(installed.parents[1])
