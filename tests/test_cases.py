"""Tests golden cases: generates, compares and imports every folder of tests/cases (see CONTRIBUTING.md)."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from tests.support.cases import (
    CASES,
    DIAGNOSTICS,
    EXPECTED,
    FORMATTER,
    SETTINGS,
    SUMMARY,
    case_folders,
    difference,
    generated,
    goldens,
    package_tree,
    read_expected,
    unmatched_globs,
    write_expected,
)
from tests.support.openapi_support import not_shown
from tests.support.packages import imported, modules, with_one_runtime, write_tree

FOLDERS = case_folders()
VALID = [case for case in FOLDERS if (case / EXPECTED).exists()]


def _name(case: Path) -> str:
    return case.name


def test_there_are_cases() -> None:
    assert VALID


def test_every_folder_is_a_case() -> None:
    assert {path for path in CASES.iterdir() if path.is_dir()} == set(FOLDERS)


@pytest.fixture(scope="module", params=FOLDERS, ids=_name)
def case(request: pytest.FixtureRequest) -> Path:
    """Return a case; the scope makes pytest run the tests of one case together, so that it is generated once."""
    folder: Path = request.param
    return folder


def test_output_is_as_expected(case: Path, updating: bool) -> None:  # noqa: FBT001 - a fixture
    actual = goldens(case)
    if updating:
        write_expected(case, actual)
    assert (case / DIAGNOSTICS).exists(), "new case: make update-snapshots, then read what it wrote"
    problem = difference(read_expected(case), actual)
    if problem:
        pytest.fail(f"{case.name} gives something else (make update-snapshots accepts it):\n{problem}", pytrace=False)


def test_each_golden_glob_matches(case: Path) -> None:
    assert not unmatched_globs(case), f"{SETTINGS} names files that are not generated"


def test_no_text_of_a_document_became_code(case: Path) -> None:
    """Check that code calls none of these functions, which documents of cases contain in all kinds of text."""
    for path, text in generated(case).files.items():
        if path.endswith(".py"):
            tree = ast.parse(text)
            names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            imports = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
            assert not {"__import__", "eval", "exec", "os", "system"} & (names | imports), path
            assert all(char.isprintable() or char == "\n" for char in text), path


def test_a_case_shows_what_the_documentation_says(case: Path) -> None:
    assert not not_shown(case)


@pytest.mark.slow
@pytest.mark.parametrize("case", VALID, ids=_name)
def test_package_works(case: Path, tmp_path: Path) -> None:
    """Check that all modules import, models build and types of operations are valid."""
    place = write_tree(package_tree(case, FORMATTER), tmp_path / f"case_{case.name}")
    for path, text in goldens(case).files.items():
        assert path == SUMMARY or (place / path).read_bytes().decode() == text, path
    with imported(place) as package:
        loaded = modules(package)
        built = [_build(value) for module in loaded for value in _models(module)]
        for module in loaded:
            for name in getattr(module, "__all__", ()):
                assert getattr(module, name) is not None, f"{module.__name__}.{name}"
            if module.__name__.startswith(f"{place.name}._operations."):
                _use_types(module)
        for name in package.models.__all__:
            TypeAdapter(getattr(package.models, name)).json_schema()
        if "Client" in package.__all__:
            key = {"api_key": "secret"} if package.Client.api.security else {}
            assert package.Client(**key, base_url="https://example.com")
        assert len(built) <= len(package.models.__all__)


def _models(module: ModuleType) -> list[type[BaseModel]]:
    own = [value for value in vars(module).values() if isinstance(value, type) and value.__module__ == module.__name__]
    return [value for value in own if issubclass(value, BaseModel)]


def _build(model: type[BaseModel]) -> type[BaseModel]:
    model.model_rebuild(force=True)
    model.model_json_schema()
    return model


def _use_types(module: ModuleType) -> None:
    """Check that every thunk of the descriptors returns a type that pydantic accepts."""
    for operation in vars(module).values():
        if type(operation).__name__ == "Operation":
            thunks: list[Any] = [operation.query, *(param.type for param in operation.params)]
            media = [*(operation.body.media if operation.body else ())]
            media += [media for response in operation.responses for media in response.media]
            for thunk in (*thunks, *(item.type for item in media)):
                if thunk is not None:
                    TypeAdapter(thunk())


@pytest.mark.slow
@pytest.mark.long
def test_packages_pass_mypy(tmp_path: Path) -> None:
    names = {f"case_{case.name}": package_tree(case) for case in VALID}
    write_tree(with_one_runtime(names), tmp_path)
    packages = [part for name in ("_runtime", *names) for part in ("--package", name)]
    options = ["--strict", "--python-version=3.11", "--config-file=", "--no-error-summary"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, *packages], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
