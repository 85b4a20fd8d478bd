"""Fixtures for complete packages, generated once for all workers: two versions of a shop, and promotion codes.

The environment variable ``DOCUMENTS`` may list more documents, separated by spaces, for the tests of any document.
"""

from __future__ import annotations

import fcntl
import json
import os
import pickle
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from codegen.config import target_from_flags
from codegen.core.diagnostic import Diagnostic, Diagnostics
from codegen.pipeline.steps import generate as generate_package
from tests.support.packages import ROOT, write_tree
from tests.support.shop import SHOP, newer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.ir.api import Api
    from codegen.python.names import NameTable

OWN = {
    "shop": SHOP,
    "newer_shop": Path("newer_shop.json"),  # made below
    "clover": ROOT / "spec" / "promotion_codes" / "2025-12-15.clover" / "openapi.yaml",
}
MORE = [Path(path).resolve() for path in os.environ.get("DOCUMENTS", "").split()]
DOCUMENTS = {**OWN, **{"p_" + re.sub(r"\W", "_", path.stem, flags=re.ASCII): path for path in MORE}}


@dataclass(frozen=True, kw_only=True)
class Package:
    """A generated package and its inputs. ``source`` is the text of the document."""

    name: str
    folder: Path
    api: Api
    names: NameTable
    findings: list[Diagnostic] = field(repr=False)
    source: str = field(repr=False)

    @property
    def document(self) -> Any:
        return json.loads((self.folder / "server" / "openapi.json").read_bytes())


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Path]:
    """Return the folder of the packages, shared by all workers."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "shop"
    folder.mkdir(exist_ok=True)
    sys.path.append(str(folder))
    yield folder
    sys.path.remove(str(folder))


def generated(name: str, place: Path) -> Package:
    """Generate a package unless another worker does."""
    spec = place / DOCUMENTS[name]  # absolute paths replace the folder
    kept = place / f"{name}.pickle"
    with (place / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            (place / OWN["newer_shop"]).write_text(json.dumps(newer(), indent=1), encoding="utf-8")
            kept.write_bytes(pickle.dumps(generate(name, spec, place)))
    api, names, findings = pickle.loads(kept.read_bytes())  # noqa: S301 - our own
    folder, source = place / name, spec.read_text(encoding="utf-8")
    return Package(name=name, folder=folder, api=api, names=names, findings=findings, source=source)


def generate(name: str, spec: Path, place: Path) -> tuple[Api, NameTable, list[Diagnostic]]:
    """Write a package and its IR."""
    found = Diagnostics()
    target = target_from_flags(spec.name, cwd=spec.parent, output=str(place), package=name, formatter="none")
    result = generate_package(target, found)
    assert result.tree is not None, [str(item) for item in found]
    assert result.prepared is not None
    write_tree(result.tree, place / name)
    return result.prepared.api, result.prepared.names, list(found)


@pytest.fixture(scope="session", params=DOCUMENTS)
def package(request: pytest.FixtureRequest, place: Path) -> Package:
    return generated(request.param, place)


@pytest.fixture(scope="session")
def shop_package(place: Path) -> Package:
    return generated("shop", place)


@pytest.fixture(scope="session")
def newer_package(place: Path) -> Package:
    return generated("newer_shop", place)
