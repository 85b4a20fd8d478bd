"""Tests that mutated documents of the corpus give a complete package that imports, or an error."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from codegen.core.diagnostic import Diagnostics
from codegen.openapi.document import load, parse
from tests.support.corpus_documents import documents
from tests.support.fuzzing import BATCHES, Data, Made, Run
from tests.support.inventory import missing, unexplained
from tests.support.mutations import ODD, changed_bytes, found_at, places

DOCUMENTS = documents(50, largest=60_000)
pytestmark = pytest.mark.slow


@cache
def value_of(path: Path) -> Any:
    document = load(path, name=path.name, found=Diagnostics())
    assert document is not None
    return document.value


@cache
def places_of(path: Path) -> list[tuple[str | int, ...]]:
    return list(places(value_of(path)))


def check_complete(made: Made, content: bytes, name: str) -> None:
    """Check that elements missing from a package are reported."""
    document = parse(content, name=name, found=Diagnostics())
    if made.imported is not None and document is not None and "openapi" in document.value:
        lost = unexplained(missing(document.value, made.imported), made.left_out)
        assert not lost, f"lost without a word: {lost[:5]}"


@pytest.mark.parametrize("batch", BATCHES)
def test_corpus_bytes(run: Run, batch: int) -> None:
    def check(data: Data) -> None:
        path = data.draw(st.sampled_from(DOCUMENTS))
        content, name = changed_bytes(data.draw, path.read_bytes()), f"spec{path.suffix}"
        check_complete(run.make({name: content}, spec=name), content, name)

    assert run.batch == batch
    run.cases(check)


@pytest.mark.parametrize("batch", BATCHES)
def test_corpus_structure(run: Run, batch: int) -> None:
    def check(data: Data) -> None:
        path = data.draw(st.sampled_from(DOCUMENTS))
        content = json.dumps(changed_structure(data, path)).encode()
        check_complete(run.make({"spec.json": content}, spec="spec.json"), content, "spec.json")

    assert run.batch == batch
    run.cases(check)


def changed_structure(data: Data, path: Path) -> Any:
    """Remove, repeat or replace one to three nodes of a document."""
    value, spots = copy.deepcopy(value_of(path)), places_of(path)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.sampled_from(spots))
        try:
            parent = found_at(value, at[:-1])
            parent[at[-1]]
        except (KeyError, IndexError, TypeError):
            continue  # removed by the previous mutation
        match data.draw(st.integers(0, 2)):
            case 0:
                del parent[at[-1]]
            case 1:
                parent[at[-1]] = copy.deepcopy(found_at(value_of(path), data.draw(st.sampled_from(spots))))
            case _:
                parent[at[-1]] = data.draw(ODD)
    return value
