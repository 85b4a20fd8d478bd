"""Unusual operations: each call arrives unchanged from the generated client at the generated server."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from codegen.config import target_from_flags
from codegen.core.diagnostic import Diagnostics
from codegen.pipeline.steps import generate
from tests.support.packages import write_tree
from tests.support.round_trip import Parties, draw, streams

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENTS = Path(__file__).parent / "operations"
SEED = 20_261_121
DRAWS = 4
SPECS = {
    "files": "files/main.yaml",
    **{name: f"{name}.yaml" for name in ("locations", "media", "names", "paths", "swagger")},
}
EXPECTED = {
    "files": {"path-parameter-missing", "duplicate-operation"},
    "locations": {"duplicate-operation"},
    "paths": {"ambiguous-path"},
    "swagger": {"unsupported-keyword"},
}
"""The warnings of each document; there are no other diagnostics."""


class Made:
    """A package on disk, and its API."""

    def __init__(self, name: str, place: Path) -> None:
        spec = DOCUMENTS / SPECS[name]
        self.package = f"odd_{name}"
        self.found = Diagnostics()
        target = target_from_flags(
            spec.name, cwd=spec.parent, output=str(place), package=self.package, formatter="none"
        )
        result = generate(target, self.found)
        assert result.tree is not None
        assert result.prepared is not None
        write_tree(result.tree, place / self.package)
        self.prepared = result.prepared


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("odd")
    sys.path.append(str(folder))
    yield folder
    sys.path.remove(str(folder))


@pytest.mark.slow
@pytest.mark.parametrize("name", SPECS)
def test_every_operation_arrives_unchanged(name: str, place: Path) -> None:
    made = Made(name, place)
    assert {item.code for item in made.found} == EXPECTED.get(name, set())
    wrong: list[str] = []
    calls = 0
    with asyncio.Runner() as runner:
        parties = Parties(made.package, made.prepared.names, runner, lenient=True)
        for operation in made.prepared.api.operations:
            descriptor = parties.operations[operation.id]
            if streams(descriptor):
                continue
            for number in range(DRAWS):
                rng = Random(f"{SEED}:{operation.id}:{number}")  # noqa: S311 - to repeat it is what the seed is for
                drawn = draw(made.prepared.api, made.prepared.names, operation, descriptor, rng)
                difference = parties.difference(operation, drawn, is_async=bool(number % 2))
                wrong += [f"{operation.id}: {difference}"] if difference else []
                calls += 1
    assert not wrong, "\n".join([f"seed {SEED}", *wrong])
    assert calls >= DRAWS * len(made.prepared.api.operations) // 2
