"""Models of the kinds that need no runtime."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from codegen.cli import main
from codegen.core.options import MODEL_KINDS

_ROOT = Path(__file__).parents[4]
KINDS = MODEL_KINDS[1:]
DOCUMENT: Any = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {},
    "components": {
        "schemas": {
            "Order": {
                "description": 'An order """ \\ of things.',
                "type": "object",
                "required": ["id", "kind"],
                "properties": {
                    "id": {"type": "string", "maxLength": 5, "description": "Names it."},
                    "kind": {"enum": ["a"]},
                    "x-count": {"type": "integer", "minimum": 1, "default": 3},
                    "class": {"type": ["string", "null"]},
                    "field": {"type": "string"},
                    "date": {"type": "string", "format": "date"},
                    "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
                    "labels": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 3}},
                    "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "maxItems": 2},
                    "json": {"$ref": "#/components/schemas/Json"},
                },
            },
            "Line": {"type": "object", "properties": {"order": {"$ref": "#/components/schemas/Order"}}},
            "Json": {
                "anyOf": [
                    {"type": "string"},
                    {"type": "array", "items": {"$ref": "#/components/schemas/Json"}},
                ]
            },
        }
    },
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "shop.json").write_text(json.dumps(DOCUMENT))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def models(folder: Path, name: str) -> Any:
    importlib.invalidate_caches()
    module = importlib.import_module(f"{name}.models")
    for loaded in [key for key in sys.modules if key.partition(".")[0] == name]:
        del sys.modules[loaded]
    assert Path(str(module.__file__)).is_relative_to(folder)
    return module


def generate(kind: str) -> str:
    name = f"shop_{kind.replace('-', '_')}"
    options = ["--spec", "shop.json", "--output", ".", "--package", name, "--models", kind]
    assert main(["generate", *options]) == 0
    assert main(["check", *options]) == 0
    return name


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_package_is_one_module_without_runtime(folder: Path, kind: str) -> None:
    name = generate(kind)
    assert {path.name for path in (folder / name).iterdir()} - {".codegen"} == {
        "__init__.py",
        "codegen.lock",
        "models.py",
        "py.typed",
    }
    assert "_runtime" not in (folder / name / "models.py").read_text()
    engines = json.loads((folder / name / "codegen.lock").read_text())["engines"]
    assert "datamodel-code-generator" in engines


def test_plain_models_validate(folder: Path) -> None:
    order = models(folder, generate("plain")).Order
    value = order.model_validate({"id": "a", "kind": "a", "x-count": 2, "class": None, "more": 1, "json": ["x"]})
    assert (value.x_count, value.class_, value.lines) == (2, None, None)
    assert value.model_dump(by_alias=True, exclude_unset=True) == {
        "id": "a",
        "kind": "a",
        "x-count": 2,
        "class": None,
        "json": ["x"],
        "more": 1,
    }
    assert order(id="a", kind="a").x_count == 3
    for wrong in ({"id": "abcdef"}, {"x-count": 0}, {"date": "x"}):
        with pytest.raises(ValueError, match="validation error"):
            order.model_validate({"id": "a", "kind": "a", **wrong})


@pytest.mark.parametrize("kind", ["dataclass", "typed-dict"])
def test_hints_can_be_resolved(folder: Path, kind: str) -> None:
    module = models(folder, generate(kind))
    hints = get_type_hints(module.Order, vars(module))
    assert "id" in hints
    assert ("x-count" in hints) is (kind == "typed-dict")


@pytest.mark.usefixtures("folder")
def test_other_parts_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--spec", "shop.json", "--models", "plain", "--emit", "client"]) == 2
    assert "cannot be combined with --emit" in capsys.readouterr().err
    Path("codegen.toml").write_text('[targets.shop]\nspec = "shop.json"\nmodels = "plain"\nemit = ["server"]\n')
    assert main(["generate"]) == 2
    assert "codegen.toml:4:" in capsys.readouterr().err


def test_names_that_a_typed_dict_cannot_have_are_reported(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schema = {"type": "object", "properties": {"a\nb": {"type": "string"}, "c": {"type": "string"}}}
    (folder / "shop.json").write_text(json.dumps({**DOCUMENT, "components": {"schemas": {"Order": schema}}}))
    assert main(["generate", "--spec", "shop.json", "--output", ".", "--package", "p", "--models", "typed-dict"]) == 1
    assert "field-not-expressible" in capsys.readouterr().err
    assert "a\\nb" not in (folder / "p" / "models.py").read_text()


def test_plain_models_have_the_fields_of_our_own_models() -> None:
    """The engine is the oracle of our templates: both make the same fields from the same names."""
    sys.path.insert(0, str(_ROOT / "generated"))
    try:
        ours = importlib.import_module("promotion_codes_clover").models
        plain = importlib.import_module("promotion_models").models
        names = [name for name in dir(plain) if hasattr(getattr(plain, name), "model_fields") and name != "BaseModel"]
        assert len(names) > 15
        for name in names:
            one, other = getattr(ours, name).model_fields, getattr(plain, name).model_fields
            assert one.keys() == other.keys(), name
            assert {key: (item.alias, item.is_required()) for key, item in one.items()} == {
                key: (item.alias, item.is_required()) for key, item in other.items()
            }, name
    finally:
        sys.path.remove(str(_ROOT / "generated"))
