"""Imports follow the layers of docs/architecture.md, and there are no import cycles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.architecture.imports import Layers, violations

_ROOT = Path(__file__).parents[2]

_KERNEL = frozenset({"core", "ir", "config", "openapi", "passes", "tables", "python", "output", "sources", "pipeline"})

GENERATOR = Layers(
    "codegen",
    {
        "core": frozenset(),
        "ir": frozenset({"core"}),
        "config": frozenset({"core"}),
        "openapi": frozenset({"core", "ir", "config"}),
        "passes": frozenset({"core", "ir", "config"}),
        "tables": frozenset({"core", "ir", "config", "openapi", "passes"}),
        "python": frozenset({"core", "ir", "passes"}),
        "output": frozenset({"core"}),
        "sources": frozenset({"core", "config", "openapi", "output"}),
        "pipeline": _KERNEL,
        "diff": _KERNEL,
        "mock": _KERNEL,
        "vendoring": _KERNEL,
        "adopt": _KERNEL,
        "migrate": _KERNEL | {"diff"},
        "update": _KERNEL | {"diff"},
        "cli": _KERNEL | {"diff", "mock", "vendoring", "adopt", "migrate", "update"},
        "__main__": frozenset({"cli"}),
    },
)

RUNTIME = Layers(
    "runtime",
    {"shared": frozenset(), "client": frozenset({"shared"}), "server": frozenset({"shared"})},
    relative=True,
    type_checking_cycles=True,
)
"""The modules that are copied into packages. Imports are relative, because a package may have any parent."""


def _sources(folder: str) -> dict[str, str]:
    paths = sorted((_ROOT / folder).rglob("*.py"))
    return {path.relative_to(_ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


@pytest.mark.slow
def test_the_generator_follows_its_layers() -> None:
    sources = _sources("codegen")
    assert len(sources) > 20
    assert violations(sources, GENERATOR) == []


def test_the_runtime_follows_its_layers() -> None:
    sources = _sources("runtime")
    assert len(sources) > 20
    assert violations(sources, RUNTIME) == []


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (
            {"codegen/core/a.py": "from codegen.ir import b", "codegen/ir/b.py": ""},
            "codegen.core.a:1: imports codegen.ir.b, which its layer does not allow",
        ),
        (
            {"codegen/openapi/a.py": "\nimport codegen.python.b", "codegen/python/b.py": ""},
            "codegen.openapi.a:2: imports codegen.python.b, which its layer does not allow",
        ),
        (
            {
                "codegen/ir/a.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from codegen.cli import b",
                "codegen/cli/b.py": "",
            },
            "codegen.ir.a:3: imports codegen.cli.b, which its layer does not allow",
        ),
        (
            {"codegen/output/a.py": "NAME = 'codegen.python.b'", "codegen/python/b.py": ""},
            "codegen.output.a:1: imports codegen.python.b, which its layer does not allow",
        ),
        (
            {"codegen/mock/a.py": "from codegen import vendoring", "codegen/vendoring/__init__.py": ""},
            "codegen.mock.a:1: imports codegen.vendoring, which its layer does not allow",
        ),
        (
            {"codegen/__init__.py": "from codegen.core import a", "codegen/core/a.py": ""},
            "codegen:1: imports codegen.core.a, which its layer does not allow",
        ),
        ({"codegen/cli/a.py": "def f():\n    import json"}, "codegen.cli.a:2: an import inside a function"),
        ({"codegen/cli/a.py": "from . import b"}, "codegen.cli.a:1: a relative import"),
        ({"codegen/utils/a.py": ""}, "codegen.utils.a: the package 'utils' has no layer"),
        (
            {"codegen/ir/a.py": "from codegen.ir import b", "codegen/ir/b.py": "from codegen.ir.a import x"},
            "a cycle: codegen.ir.a -> codegen.ir.b",
        ),
        (
            {"codegen/ir/__init__.py": "from codegen.ir.a import x", "codegen/ir/a.py": "import codegen.ir"},
            "a cycle: codegen.ir -> codegen.ir.a",
        ),
        (
            {
                "codegen/openapi/x/a.py": "from codegen.openapi.y import c",
                "codegen/openapi/x/b.py": "",
                "codegen/openapi/y/c.py": "",
                "codegen/openapi/y/d.py": "from codegen.openapi.x import b",
            },
            "a cycle: codegen.openapi.x -> codegen.openapi.y",
        ),
    ],
)
def test_a_violation_is_reported(sources: Mapping[str, str], expected: str) -> None:
    assert violations(sources, GENERATOR) == [expected]


def test_allowed_imports_are_not_reported() -> None:
    sources = {
        "codegen/__init__.py": "",
        "codegen/cli/a.py": "from codegen import __version__\nfrom codegen.cli import b\nimport json",
        "codegen/cli/b.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from codegen.cli.a import x",
        "codegen/pipeline/steps.py": "from codegen.python.c import y",
        "codegen/python/c.py": "'codegen.lock codegen.nothing'",
    }
    assert violations(sources, GENERATOR) == []
