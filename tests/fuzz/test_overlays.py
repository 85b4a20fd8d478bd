"""Tests that overlays with hostile text give a package that imports, or an error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import strategies as st

from tests.support.fuzzing import BATCHES, Data, Run
from tests.support.hostile import CALL, TEXTS
from tests.support.mutations import ODD, PETS, changed_bytes
from tests.support.python_code import sources

pytestmark = pytest.mark.slow

TARGETS = (
    "$",
    "$.info",
    "$.paths.*",
    "$.paths['/pets'].get",
    "$.paths.*.*.parameters",
    "$.paths.*.*.parameters[?@.name == 'created']",
    "$.components.schemas.*",
    "$.components.schemas.Pet.allOf[1]",
    "$..properties",
    "$..enum",
    "$..*",
    "$.servers[0]",
    "$.components.securitySchemes",
)


def updates(depth: int = 2) -> Any:
    """Return updates of an action: objects with hostile or odd names and values."""
    names = TEXTS | st.sampled_from(["name", "type", "properties", "enum", "$ref", "description", "title", "in", "get"])
    return st.recursive(TEXTS | ODD, lambda inner: st.dictionaries(names, inner, max_size=3), max_leaves=depth * 3)


@pytest.mark.parametrize("batch", BATCHES)
def test_hostile_overlays(run: Run, batch: int) -> None:
    def action(data: Data) -> dict[str, Any]:
        target = data.draw(st.sampled_from(TARGETS) | TEXTS)
        match data.draw(st.integers(0, 5)):
            case 0:
                change: dict[str, Any] = {"remove": True}
            case 1:
                change = {"copy": data.draw(st.sampled_from(TARGETS) | TEXTS)}
            case _:
                change = {"update": data.draw(updates())}
        return {"target": target, "description": data.draw(TEXTS), **change}

    def check(data: Data) -> None:
        actions = [action(data) for _ in range(data.draw(st.integers(1, 3)))]
        version = data.draw(st.sampled_from(["1.0.0", "1.1.0"]))
        overlay = json.dumps({"overlay": version, "info": {"title": data.draw(TEXTS)}, "actions": actions}).encode()
        if data.draw(st.integers(0, 3)) == 0:
            overlay = changed_bytes(data.draw, overlay)
        files = {"spec.json": json.dumps(PETS).encode(), "overlay.yaml": overlay}
        made = run.make(files, spec="spec.json", overlays=("overlay.yaml",))
        for path, module in sources(made.tree or {}):
            assert not module.unbound, (path, module.unbound)
            assert not any(call.startswith(CALL.removesuffix("()")) for call in module.called), path

    assert run.batch == batch
    run.cases(check)
