"""Documents of the corpus with something broken: a package whose files compile, or a refusal with findings."""

from __future__ import annotations

import ast
import copy
import json
import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen.config import Target
from codegen.core.codes import CODES
from codegen.core.diagnostic import Diagnostics
from codegen.pipeline import generate
from codegen.read.document import load
from tests.support.fuzzing import BATCHES, PER_BATCH
from tests.support.mutations import ODD, found_at, places

CORPUS = Path(os.environ.get("CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
DOCUMENTS, LARGEST = 50, 60_000
SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="there is no corpus (CORPUS=…)"),
]


@cache
def documents() -> tuple[Path, ...]:
    """Return 50 documents of a size that takes little time, spread over the alphabet."""
    fitting = sorted(
        path
        for path in CORPUS.rglob("*")
        if path.suffix in {".json", ".yaml", ".yml"} and path.is_file() and path.stat().st_size <= LARGEST
    )
    return tuple(fitting[:: max(1, len(fitting) // DOCUMENTS)][:DOCUMENTS])


@cache
def value_of(path: Path) -> Any:
    document = load(path, name=path.name, found=Diagnostics())
    assert document is not None
    return document.value


@cache
def places_of(path: Path) -> list[tuple[str | int, ...]]:
    return list(places(value_of(path)))


def check(data: bytes, name: str, folder: Path) -> None:
    """Generate, and accept either findings that say why not, or a package that holds together."""
    (folder / name).write_bytes(data)
    found = Diagnostics()
    target = Target(name="t", root=folder, spec=name, output=folder, package="pkg", formatter="none")
    result = generate(target, found)
    for item in found:
        assert item.code in CODES
        assert item.message
    if result is None or result.tree is None:
        assert found.failed
        return
    for path, content in result.tree.items():
        if path.endswith(".py"):
            compile(content, path, "exec", dont_inherit=True)
            missing = [target for target in _siblings(path, content) if not _exists(result.tree, target)]
            assert not missing, (path, missing)


def _siblings(path: str, content: bytes) -> Iterator[str]:
    """Yield the modules of the package that a file imports, as paths without ending."""
    folder = path.split("/")[:-1]
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, ast.ImportFrom) and node.level and node.module:
            start = folder[: len(folder) - node.level + 1]
            yield "/".join([*start, *node.module.split(".")])


def _exists(tree: Mapping[str, bytes], module: str) -> bool:
    return f"{module}.py" in tree or f"{module}/__init__.py" in tree


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutated")


@pytest.mark.parametrize("batch", BATCHES)
@settings(max_examples=PER_BATCH, suppress_health_check=SLOW)
@given(st.data())
def test_bytes(place: Path, batch: int, data: st.DataObject) -> None:
    del batch  # each draws cases of its own
    path = data.draw(st.sampled_from(documents()))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, max(0, len(content) - 1)))
        piece = data.draw(st.binary(max_size=4))
        match data.draw(st.integers(0, 3)):
            case 0:
                content[at : at + len(piece)] = piece
            case 1:
                content[at:at] = piece
            case 2:
                del content[at : at + data.draw(st.integers(1, 200))]
            case _:
                del content[at:]
    check(bytes(content), f"spec{path.suffix}", place)


@pytest.mark.parametrize("batch", BATCHES)
@settings(max_examples=PER_BATCH, suppress_health_check=SLOW)
@given(st.data())
def test_structure(place: Path, batch: int, data: st.DataObject) -> None:
    del batch  # each draws cases of its own
    path = data.draw(st.sampled_from(documents()))
    value = copy.deepcopy(value_of(path))
    spots = places_of(path)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.sampled_from(spots))
        try:
            parent = found_at(value, at[:-1])
            parent[at[-1]]
        except (KeyError, IndexError, TypeError):
            continue  # the first mutation took it away
        match data.draw(st.integers(0, 2)):
            case 0:
                del parent[at[-1]]
            case 1:
                parent[at[-1]] = copy.deepcopy(found_at(value_of(path), data.draw(st.sampled_from(spots))))
            case _:
                parent[at[-1]] = data.draw(ODD)
    check(json.dumps(value).encode(), "spec.json", place)
