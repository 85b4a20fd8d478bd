"""Tests for the summary of a generated package."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codegen.config import Target
from codegen.config.pages import PageSettings
from codegen.output import FileTree
from codegen.pipeline.summary import summarize
from tests.support.documents import prepared
from tests.support.mutations import PETS

TREE = FileTree({"__init__.py": b"a\nb\n", "openapi.json": b"{\n}\n"})


def target(**options: Any) -> Target:
    return Target(name="pets", root=Path(), spec="a.yaml", output=Path("out"), package="pets", **options)


def test_a_summary_counts_and_says_what_is_required() -> None:
    summary = summarize(target(emit=("server",)), prepared(PETS), TREE)
    assert (summary.files, summary.lines) == (2, 2)
    assert summary.operations == len(prepared(PETS).api.operations) > 0
    assert summary.models == len(prepared(PETS).names.models) > 0
    assert list(summary.requires) == ["models", "server"]
    assert summary.to_json()["import"] == "from pets.server import create_app"


@pytest.mark.parametrize(
    ("emit", "statement"),
    [((), "from pets import Client"), (("models",), "from pets import models"), (("data",), "from pets import models")],
)
def test_the_import_is_of_the_first_part_that_is_used(emit: tuple[str, ...], statement: str) -> None:
    models = "msgspec" if emit == ("data",) else "pydantic"
    summary = summarize(target(emit=emit, models=models), prepared(PETS), TREE)
    assert summary.statement == statement
    assert bool(summary.operations) == (emit == ())
    assert models != "msgspec" or summary.requires == {"models": ("msgspec",)}


def test_configured_pagination_is_not_inferred() -> None:
    every = {operation.id: PageSettings(kind="none") for operation in prepared(PETS).api.operations}
    assert not summarize(target(pagination=every), prepared(PETS), TREE).pagination


def test_methods_named_after_functions_are_counted() -> None:
    operations = {
        f"/orders/{{id}}/{last}": {"put": {"operationId": f"{name}_orders__id__{last}_put", "responses": {}}}
        for last, name in (("priority", "set_priority"), ("cancel", "cancel"))
    }
    assert summarize(target(), prepared({**PETS, "paths": operations}), TREE).functions == 1
