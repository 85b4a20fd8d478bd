"""An edit that is an overlay stays in all later versions of a document, or its action is named."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.config import Target, parse_address
from codegen.core.json import Json
from codegen.core.location import resolve
from codegen.pipeline.steps import read
from codegen.sources.model import Fetched
from codegen.sources.snapshot import plan_change, read_snapshot

pytestmark = pytest.mark.slow

NAMES = st.sampled_from(["Pet", "Dog", "Cat"])
SCHEMAS = st.dictionaries(
    NAMES, st.dictionaries(st.sampled_from(["name", "age", "size"]), st.sampled_from(["string", "integer"]))
)


def document(schemas: dict[str, dict[str, str]]) -> bytes:
    made = {
        name: {"type": "object", "properties": {field: {"type": kind} for field, kind in fields.items()}}
        for name, fields in schemas.items()
    }
    value: Json = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "components": {"schemas": made}}  # type: ignore[dict-item]
    return yaml.safe_dump(value).encode()


@settings(max_examples=10, deadline=None)
@given(versions=st.lists(SCHEMAS, min_size=20, max_size=20), edited=NAMES)
def test_edits_survive_new_versions(versions: list[dict[str, dict[str, str]]], edited: str) -> None:
    place = f"/components/schemas/{edited}"
    action = {"target": f"$.components.schemas.{edited}", "update": {"description": "edited"}}
    overlay = {"overlay": "1.0.0", "info": {"title": "T", "version": "1"}, "actions": [action]}
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "edit.yaml").write_text(yaml.safe_dump(overlay), encoding="utf-8")
        source = parse_address("https://example.com/o.yaml", root)
        target = Target(
            name="a", root=root, spec="pins/o.yaml", source=source, overlays=("edit.yaml",), output=root, package="a"
        )
        for version in versions:
            fetched = Fetched(files={"o.yaml": document(version)})
            plan_change(target, read_snapshot(target), fetched, force=False).apply()
            sources = read(target)
            assert sources.document is not None
            codes = [item.code for item in sources.found]
            assert ("overlay-no-match" in codes) is (edited not in version)
            assert "source-changed" not in codes
            if edited in version:
                assert resolve(sources.document.value, f"{place}/description") == "edited"
