"""Generates packages for tests, and imports them under temporary names."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

from codegen.config import Target
from codegen.core.diagnostic import Diagnostics
from codegen.output import FileTree
from codegen.pipeline.steps import generate
from codegen.python.emit.features import FEATURES
from codegen.python.emit.runtime import build_runtime

ROOT = Path(__file__).parents[2]
Package: TypeAlias = Any
"""A generated package, as an untyped module."""

Option: TypeAlias = Any
_NUMBERS = itertools.count()
_IMPORT = re.compile(rb"^( *from )\.+_runtime\b", re.MULTILINE)


def make_tree(spec_text: str, folder: Path, **options: Option) -> tuple[FileTree, Diagnostics]:
    """Generate a package in memory from the text of a document. ``options`` are attributes of ``Target``."""
    folder.mkdir(parents=True, exist_ok=True)
    spec = options.pop("spec", "spec.yaml")
    (folder / spec).write_text(spec_text, encoding="utf-8")
    settings = {"name": "api", "package": "api", "formatter": "none", **options}
    target = Target(root=folder, spec=spec, output=folder / "out", **settings)
    found = Diagnostics()
    tree = generate(target, found).tree
    assert tree is not None, [str(item) for item in found]
    return tree, found


def with_one_runtime(packages: Mapping[str, FileTree]) -> dict[str, bytes]:
    """Return the files of packages by name and path, with one copy of the runtime, which is most of each package.

    For type checkers, which would check every copy. It has what any of the packages uses, with all features.
    """
    files: dict[str, bytes] = {}
    code: list[str] = []
    for name, tree in packages.items():
        own = {path: content for path, content in tree.items() if not path.startswith("_runtime/")}
        code += [content.decode() for path, content in own.items() if path.endswith(".py")]
        files |= {f"{name}/{path}": _IMPORT.sub(rb"\1_runtime", content) for path, content in own.items()}
    return files | build_runtime(code, {feature.name for feature in FEATURES})


def write_tree(tree: Mapping[str, bytes], place: Path) -> Path:
    for path, content in tree.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content)
    return place


@contextmanager
def make_package(spec_text: str, folder: Path, **options: Option) -> Iterator[Package]:
    """Generate, write and import a package; the document must not have errors."""
    name = f"made_{next(_NUMBERS)}"
    tree, found = make_tree(spec_text, folder, package=name, **options)
    assert not found.failed, [str(item) for item in found]
    write_tree(tree, folder / "out" / name)
    with imported(folder / "out" / name) as package:
        yield package


@contextmanager
def imported(place: Path) -> Iterator[Package]:
    """Import a package from its folder, and remove its modules from ``sys.modules`` afterwards."""
    sys.path.insert(0, str(place.parent))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(place.name)
    finally:
        sys.path.remove(str(place.parent))
        for name in [name for name in sys.modules if name == place.name or name.startswith(place.name + ".")]:
            del sys.modules[name]


def modules(package: ModuleType) -> list[ModuleType]:
    """Import every module of a package except the runtime."""
    found = pkgutil.walk_packages(package.__path__, package.__name__ + ".")
    names = [info.name for info in found if "._runtime" not in info.name]
    return [importlib.import_module(name) for name in names]


def run_python(code: str, *paths: Path, **environ: str) -> str:
    """Run code in a new interpreter with ``paths`` first in ``sys.path``; return its output."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=paths[0] if paths else ROOT,
        env={"PYTHONPATH": ":".join(map(str, paths)), "PATH": "", "PYTHONDONTWRITEBYTECODE": "1", **environ},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
