"""Tests that the inputs in ``spec/`` are valid documents, and that tables agree with them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from openapi_spec_validator import OpenAPIV30SpecValidator

from codegen.config import load_config
from codegen.core.diagnostic import Diagnostics
from codegen.pipeline.steps import generate
from codegen.python.parts import PARTS

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(ROOT.glob("spec/**/openapi.yaml"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.parent.name)
def test_documents_are_valid(path: Path) -> None:
    OpenAPIV30SpecValidator(yaml.safe_load(path.read_text(encoding="utf-8"))).validate()


def test_both_versions_exist() -> None:
    assert {"2025-08-27.basil", "2025-12-15.clover"} <= {path.parent.name for path in DOCUMENTS}


@pytest.mark.slow
def test_the_project_inputs_have_no_diagnostics() -> None:
    config = load_config(ROOT / "codegen.toml", Diagnostics(), PARTS)
    assert config is not None
    for target in config.targets:
        found = Diagnostics()
        assert generate(target, found).tree is not None
        assert list(found) == []
