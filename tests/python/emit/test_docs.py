"""Tests for the contents of reference pages, and that their examples pass a type checker."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.config import Target, load_config, target_from_flags
from codegen.core.diagnostic import Diagnostics
from codegen.output import FileTree
from codegen.pipeline.steps import generate
from codegen.python.emit.docs import build_docs
from codegen.python.emit.errors import ERRORS, STATUS_ERRORS, error_class
from codegen.python.parts import PARTS
from runtime.client import errors
from tests.support.cases import CASES
from tests.support.documents import ID, TEXT, Json, document, emit_input, path_parameters, prepared, ref, taking
from tests.support.packages import with_one_runtime, write_tree

ROOT = Path(__file__).parents[3]
EXAMPLE = re.compile(r"\*\*Example\*\*\n\n(`{3,})python\n(.*?)\n\1\n", re.DOTALL)
DOCUMENTS = (
    "arrays_and_tuples",
    "awkward_names",
    "discriminators",
    "docs_part",
    "formats",
    "hostile_text",
    "inline_unions",
    "json_body",
    "list_pages",
    "map_values",
    "nullable_31",
    "parameters_everywhere",
    "read_and_write_only",
    "self_recursion",
)


def pages(paths: Json, schemas: Json = None, **members: Json) -> dict[str, str]:
    for path, item in paths.items():
        item.setdefault("parameters", path_parameters(path))
    emitted = build_docs(emit_input(prepared(document(schemas or {}, paths, **members))))
    return {path: content.decode() for path, content in emitted.data.items()}


def example(body: Json, **schemas: Json) -> str:
    """Return the last call in the example of a method that takes a JSON body."""
    found = EXAMPLE.search(pages({"/a": {"post": taking(body)}}, schemas)["docs/a.md"])
    return found[2].split("\n\n")[-1] if found else ""


def required(**properties: Json) -> Json:
    return {"type": "object", "required": list(properties), "properties": properties}


def test_a_page_per_resource_and_an_index() -> None:
    found = pages({"/a": {"get": {}}, "/a/{id}/b": {"get": {}, "post": {}}, "/c": {"get": {}}})
    assert sorted(found) == ["docs/a.md", "docs/a_b.md", "docs/c.md", "docs/index.md"]
    links = re.findall(r"\]\((\w+\.md)\S*\)", "".join(found.values()))
    assert {f"docs/{target}" for target in links} == set(found)


def test_no_resource_has_the_page_of_the_index() -> None:
    found = pages({"/index": {"get": {}}})
    assert sorted(found) == ["docs/index.md", "docs/index_.md"]
    assert "(index_.md#retrieve)" in found["docs/index.md"]


def test_an_api_without_operations() -> None:
    assert list(pages({})) == ["docs/index.md"]


@pytest.mark.parametrize(
    ("body", "call"),
    [
        (required(a=TEXT), 'client.a.create(a="string")'),
        ({"type": "object", "properties": {"a": TEXT}}, "client.a.create()"),
        (required(a={"type": "array", "items": ref("Thing")}), 'client.a.create(a=[{"id": "string"}])'),
        (required(a={"enum": ["b", "c"]}), 'client.a.create(a="b")'),
        (required(a={"type": "string", "format": "date"}), 'client.a.create(a="2026-01-01")'),
        (required(a={"additionalProperties": {"type": "integer"}}), 'client.a.create(a={"key": 1})'),
        (
            required(a={"anyOf": [ref("Loop"), ref("Thing")]}),
            'client.a.create(a=params.ThingDict({"id": "string"}))',
        ),
        (required(a={"type": "array", "items": ref("Loop")}), "client.a.create(a=[])"),
        (required(a={"anyOf": [ref("Loop"), {"type": "null"}]}), "client.a.create(a=None)"),
        (required(a=ref("Loop")), ""),
        ({"type": "array", "items": TEXT}, 'client.a.create(body=["string"])'),
    ],
)
def test_examples_pass_required_arguments(body: Json, call: str) -> None:
    thing = {**ID, "required": ["id"]}
    assert example(body, Thing=thing, Loop=required(next=ref("Loop"))) == call


def test_examples_pass_a_base_url_and_credentials() -> None:
    schemes = {"key": {"type": "apiKey", "name": "X", "in": "header"}}
    whole = {"servers": [{"url": "https://a.example.com"}], "components": {"securitySchemes": schemes}}
    assert 'client = Client(base_url="https://api.example.com")' in pages({})["docs/index.md"]
    assert 'client = Client(api_key="...")' in pages({}, **whole)["docs/index.md"]


def test_declared_errors_are_named() -> None:
    statuses = ("200", "404", "418", "503", "4XX", "default")
    responses = {status: {"description": f"About {status}."} for status in statuses}
    page = pages({"/a": {"get": {"responses": responses}}})["docs/a.md"]
    entries = re.findall(r"^- (.*): `errors\.(\w+)`\. (.*)$", page, re.MULTILINE)
    assert entries == [
        ("404", "NotFoundError", "About 404."),
        ("418", "APIStatusError", "About 418."),
        ("503", "InternalServerError", "About 503."),
        ("4XX", "APIStatusError", "About 4XX."),
        ("any other error", "APIStatusError", "About default."),
    ]


def test_errors_are_those_of_the_runtime() -> None:
    assert {status: kind.__name__ for status, kind in errors.BY_STATUS.items()} == dict(STATUS_ERRORS)
    for status in (400, 402, 404, 429, 500, 599):
        assert str(error_class(str(status))) == f"errors.{errors.class_for(status).__name__}"
    assert all(isinstance(getattr(errors, name), type) for name in ERRORS)


@pytest.mark.slow
def test_examples_pass_mypy(tmp_path: Path) -> None:
    packages = {target.package: _made(target) for target in _targets(tmp_path)}
    write_tree(with_one_runtime(packages), tmp_path)
    programs = [program for name, tree in packages.items() for program in _write(name, tree, tmp_path)]
    assert len(programs) > 2 * len(DOCUMENTS)
    options = ["--strict", "--python-version=3.11", "--config-file=", "--no-error-summary"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, *programs], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _targets(output: Path) -> list[Target]:
    common = {"output": str(output), "emit": ("docs",), "formatter": "none"}
    cases = [
        target_from_flags(next((CASES / name).glob("spec.*")).name, cwd=CASES / name, package=f"case_{name}", **common)
        for name in DOCUMENTS
    ]
    config = load_config(ROOT / "codegen.toml", Diagnostics(), PARTS)
    assert config is not None
    codes = config.targets[1]
    return [*cases, target_from_flags(codes.spec, cwd=codes.root, package="promotion_codes", **common)]


def _made(target: Target) -> FileTree:
    result = generate(target, Diagnostics())
    assert result is not None
    assert result.tree is not None
    return result.tree


def _write(package: str, tree: FileTree, place: Path) -> list[str]:
    """Write the programs in the pages of a package; return their files."""
    texts = [content.decode() for path, content in sorted(tree.items()) if path.startswith("docs/")]
    found = [match[2] for text in texts for match in EXAMPLE.finditer(text)]
    names = [f"example_{package}_{index}.py" for index in range(len(found))]
    for name, text in zip(names, found, strict=True):
        (place / name).write_text(text + "\n", encoding="utf-8")
    return names
