"""Hostile text in every place of a document: the output parses, calls nothing of it, and keeps every field."""

from __future__ import annotations

import ast
import itertools
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen.config import Target
from codegen.core.diagnostic import Diagnostics
from codegen.pipeline import generate
from tests.support.fuzzing import BATCHES, PER_BATCH
from tests.support.hostile import ATTACKS, CALL, TEXTS, hostile_document
from tests.support.packages import run_python

pytestmark = pytest.mark.slow

SLOW = [
    HealthCheck.too_slow,
    HealthCheck.function_scoped_fixture,
    HealthCheck.data_too_large,
    HealthCheck.large_base_example,
]
IMPORT_EVERYTHING = """
import importlib, pkgutil, sys

def refuse(event, arguments):
    if event.startswith(("socket.connect", "socket.getaddrinfo", "subprocess.", "os.system", "os.exec", "shutil.")):
        raise SystemExit(f"the package did {event}")

sys.addaudithook(refuse)
import pkg
for found in pkgutil.walk_packages(pkg.__path__, "pkg."):
    importlib.import_module(found.name)
for name in dir(pkg.models):
    made = getattr(pkg.models, name)
    if hasattr(made, "model_rebuild"):
        made.model_rebuild()
print("imported")
"""


def output(document: Any, folder: Path, found: Diagnostics) -> Mapping[str, bytes] | None:
    (folder / "spec.json").write_text(json.dumps(document), encoding="utf-8")
    target = Target(name="t", root=folder, spec="spec.json", output=folder, package="pkg", formatter="none")
    result = generate(target, found)
    return None if result is None else result.tree


def sources(tree: Mapping[str, bytes]) -> Iterator[tuple[str, ast.Module]]:
    for path, content in tree.items():
        if path.endswith(".py") and not path.startswith("_runtime/"):
            yield path, ast.parse(content)


def called(module: ast.Module) -> set[str]:
    """Return what a module calls or decorates with, as text; classes of the models are called by their names alone."""
    functions = [node.func for node in ast.walk(module) if isinstance(node, ast.Call)]
    decorated = [
        node for node in ast.walk(module) if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    decorators = [decorator for node in decorated for decorator in node.decorator_list]
    return {ast.unparse(node) for node in (*functions, *decorators)}


def imported(module: ast.Module) -> set[str]:
    """Return the absolute imports of a module."""
    names = {alias.name for node in ast.walk(module) if isinstance(node, ast.Import) for alias in node.names}
    return names | {
        str(node.module) for node in ast.walk(module) if isinstance(node, ast.ImportFrom) and not node.level
    }


@cache
def harmless(folder: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Return the calls and imports of the same document with words in place of attacks."""
    words = (f"w{number}" for number in itertools.count())
    tree = output(hostile_document(lambda: next(words))[0], folder, Diagnostics())
    assert tree is not None
    modules = [module for _, module in sources(tree)]
    return frozenset().union(*map(called, modules)), frozenset().union(*map(imported, modules))


def wire_names(tree: Mapping[str, bytes]) -> list[frozenset[str]]:
    """Return the wire names of each class of the models."""
    found: list[frozenset[str]] = []
    for path, module in sources(tree):
        if path.startswith("models/"):
            found += [_fields(node) for node in module.body if isinstance(node, ast.ClassDef)]
    return found


def _fields(owner: ast.ClassDef) -> frozenset[str]:
    names = []
    for item in owner.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name) and item.target.id[:2] != "__":
            aliases = [
                node.value.value
                for node in ast.walk(item.annotation)
                if isinstance(node, ast.keyword) and node.arg == "alias" and isinstance(node.value, ast.Constant)
            ]
            names.append(str(aliases[0]) if aliases else item.target.id)
    return frozenset(names)


def members(document: Any) -> set[str]:
    """Return the enum members of the schemas of a document, and the names and defaults that requests carry."""
    (path,) = document["paths"].values()
    params = path["post"]["parameters"]
    schemas = document["components"]["schemas"].values()
    fields = [field for schema in schemas for field in schema["properties"].values()]
    enums = [value for node in (*fields, *(param["schema"] for param in params)) for value in node.get("enum", ())]
    return {*enums, *(param["name"] for param in params)}


def literals(tree: Mapping[str, bytes]) -> set[str]:
    """Return every text that the output holds as a value, or as a parameter's name that is its own identifier."""
    nodes = [node for _, module in sources(tree) for node in ast.walk(module)]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return texts | {node.arg for node in nodes if isinstance(node, ast.arg)}


def check(tree: Mapping[str, bytes], document: Any, objects: list[frozenset[str]], folder: Path) -> None:
    """Check that a package calls and imports nothing new, and that nothing of its document is missing in it."""
    calls, imports = harmless(folder)
    for path, module in sources(tree):
        compile(tree[path], path, "exec", dont_inherit=True)
        assert tree[path].decode().isprintable() or _only_line_ends(tree[path].decode()), path
        strange = {call for call in called(module) - calls if not _own(call)}
        assert not strange, (path, strange)
        assert imported(module) <= imports, path
    assert members(document) <= literals(tree)
    names = wire_names(tree)
    for wanted in objects:
        assert wanted in names, wanted


def _own(call: str) -> bool:
    """Whether a call is one of a class that the package itself defines, by a name that attacks do not have."""
    return call.partition("(")[0] != CALL.removesuffix("()") and call.isidentifier() and call[0].isupper()


def _only_line_ends(text: str) -> bool:
    return all(char.isprintable() or char == "\n" for char in text)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.mark.parametrize("batch", BATCHES)
@settings(max_examples=PER_BATCH, suppress_health_check=SLOW)
@given(st.data())
def test_hostile_text_everywhere(place: Path, batch: int, data: st.DataObject) -> None:
    del batch  # each draws cases of its own
    texts = itertools.cycle(data.draw(st.lists(TEXTS, min_size=1, max_size=23)))
    document, objects = hostile_document(lambda: next(texts))
    found = Diagnostics()
    tree = output(document, place, found)
    assert not found.failed, list(found)
    assert tree is not None
    check(tree, document, objects, place)


@pytest.mark.parametrize("start", range(0, len(ATTACKS), 9))
def test_packages_made_of_attacks_import(tmp_path: Path, place: Path, start: int) -> None:
    attacks = itertools.cycle(ATTACKS[start:] + ATTACKS[:start])
    document, objects = hostile_document(lambda: next(attacks))
    found = Diagnostics()
    tree = output(document, tmp_path, found)
    assert tree is not None
    assert not found.failed, list(found)
    check(tree, document, objects, place)
    for path, content in tree.items():
        (tmp_path / "pkg" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "pkg" / path).write_bytes(content)
    assert run_python(IMPORT_EVERYTHING, tmp_path) == "imported\n"
