"""Tests for packages that import their exports on first use."""

from __future__ import annotations

import ast

import pytest

from codegen.python.emit.lazy import lazy_package

EXPORTS = {"B": ".b", "A": ".inner.a", "models": ".models:", "errors": "._errors:", "omit": "._runtime.shared.omit"}


def statements(code: str) -> list[str]:
    """Return the imports for type checkers."""
    guarded = next(node for node in ast.parse(code).body if isinstance(node, ast.If))
    return [ast.unparse(node) for node in guarded.body]


def test_exports() -> None:
    code = lazy_package("Doc.", EXPORTS, up=".")
    assert statements(code) == [
        "from .inner.a import A as A",
        "from .b import B as B",
        "from . import _errors as errors",
        "from . import models as models",
        "from ._runtime.shared.omit import omit as omit",
    ]
    assert ast.get_docstring(ast.parse(code)) == "Doc."


def test_all_lists_the_exports_and_nothing_runs_at_import() -> None:
    tree = ast.parse(lazy_package("", EXPORTS, up="."))
    (names,) = (node.value for node in tree.body if isinstance(node, ast.AnnAssign))
    assert names is not None
    assert ast.literal_eval(names) == tuple(sorted(EXPORTS))
    imported = [node.module for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert imported == ["__future__", "typing", "_runtime.shared.lazy"]


@pytest.mark.parametrize(("up", "line"), [(".", "from ._runtime.shared.lazy"), ("..", "from .._runtime.shared.lazy")])
def test_the_relative_path_to_the_runtime(up: str, line: str) -> None:
    assert line in lazy_package("", {"A": ".a"}, up=up)


def test_nothing_to_export() -> None:
    code = lazy_package("Doc.", {}, up="..")
    assert "lazy_exports" not in code
    scope: dict[str, object] = {}
    exec(code, scope)  # noqa: S102 - the thing under test
    assert scope["__all__"] == ()


@pytest.mark.parametrize("exports", [{"a b": ".a"}, {"A": ".a b"}, {"A": ".x; import os:"}])
def test_invalid_names(exports: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="not a usable"):
        lazy_package("", exports, up=".")
