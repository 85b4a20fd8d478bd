"""Checks the types of packages with the type checkers that users have (``make checkers``).

Checked are the packages of all golden cases and those in ``generated/``, in a temporary folder and with one copy of the
runtime. ``make type`` and the tests check the same with mypy, which takes longer than all others together.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from tests.support.cases import case_folders, package_tree
from tests.support.packages import ROOT, with_one_runtime, write_tree

PYTHON: Final = "3.11"
_BIN = Path(sys.executable).parent
_INVALID = frozenset({"invalid_document", "config_unknown_key"})
_UNCHECKED: Final[Mapping[str, frozenset[str]]] = {
    "pyright": frozenset({"nameless_property"}),  # a TypedDict has no key without a name for pyright
}


def _mypy(_folder: Path, paths: Sequence[str]) -> list[str]:
    return ["mypy", "--strict", f"--python-version={PYTHON}", "--config-file=", "--no-error-summary", *paths]


def _pyright(folder: Path, paths: Sequence[str]) -> list[str]:
    settings = {"include": list(paths), "typeCheckingMode": "strict", "pythonVersion": PYTHON}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    return ["basedpyright", "--pythonpath", sys.executable, "--warnings"]


def _ty(_folder: Path, paths: Sequence[str]) -> list[str]:
    options = ("--python", sys.prefix, "--python-version", PYTHON, "--output-format", "concise", "--error-on-warning")
    return ["ty", "check", *options, *paths]


def _pyrefly(folder: Path, paths: Sequence[str]) -> list[str]:
    # the strict preset without its one rule of style: @override is a name of typing since Python 3.12
    (folder / "pyrefly.toml").write_text(
        'preset = "strict"\n[errors]\nmissing-override-decorator = false\n', encoding="utf-8"
    )
    options = ("--python-interpreter-path", sys.executable, "--python-version", PYTHON, "--search-path", ".")
    return ["pyrefly", "check", *options, "--output-format", "min-text", "--min-severity", "warn", *paths]


def _zuban(_folder: Path, paths: Sequence[str]) -> list[str]:
    return ["zuban", "mypy", "--strict", "--python-version", PYTHON, "--python-executable", sys.executable, *paths]


CHECKERS: Final[Mapping[str, Callable[[Path, Sequence[str]], list[str]]]] = {
    "mypy": _mypy,
    "pyright": _pyright,
    "pyrefly": _pyrefly,
    "ty": _ty,
    "zuban": _zuban,
}


FAST: Final = ("pyrefly", "ty", "zuban")
"""Checkers for tests: the others take ten times as long."""


def diagnostics(checker: str, folder: Path, *paths: str) -> str:
    """Check files and packages of a folder at the strictest settings; return what is printed, empty if all is well."""
    name, *arguments = CHECKERS[checker](folder, paths)
    done = subprocess.run(
        [str(_BIN / name), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return f"{done.stdout}{done.stderr}".strip() if done.returncode else ""


def write_packages(folder: Path) -> list[str]:
    """Write all packages into a folder; return the names of their folders."""
    cases = [case for case in case_folders() if case.name not in _INVALID]
    trees = {f"case_{case.name}": package_tree(case) for case in cases}
    for made in sorted((ROOT / "generated").iterdir()):
        modules = {path.relative_to(made).as_posix(): path.read_bytes() for path in made.rglob("*.py")}
        if any(path.startswith("_runtime/") for path in modules):
            trees[made.name] = modules
    write_tree(with_one_runtime(trees), folder)
    write_tree({f"runtime/{path.relative_to(ROOT / 'runtime')}": path.read_bytes() for path in _runtime()}, folder)
    return ["_runtime", "runtime", *trees]


def _runtime() -> list[Path]:
    return sorted((ROOT / "runtime").rglob("*.py"))


def _check(checker: str, folder: Path, packages: Sequence[str]) -> str:
    left_out = _UNCHECKED.get(checker, frozenset())
    return diagnostics(checker, folder, *(name for name in packages if name.removeprefix("case_") not in left_out))


def main() -> int:
    """Check all packages; print the diagnostics of each checker."""
    names = [name for name in CHECKERS if name != "mypy"]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary).resolve()
        packages = write_packages(folder)
        with ThreadPoolExecutor(max_workers=2) as pool:
            results = list(pool.map(lambda name: _check(name, folder, packages), names))
    for name, text in zip(names, results, strict=True):
        sys.stdout.write(f"{name}: {text or f'{len(packages)} packages without diagnostics'}\n")
    return int(any(results))


if __name__ == "__main__":
    sys.exit(main())
