"""Golden cases: every folder below tests/cases that holds a spec is generated and compared (see CONTRIBUTING.md)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from codegen import pipeline
from codegen.cli.report import FORMATS, resolve
from codegen.config import Target, load_config, target_from_flags
from codegen.core.diagnostic import Diagnostics
from codegen.output import MANIFEST

_CASES = Path(__file__).parent / "cases"
_FOLDERS = sorted(path.parent for path in _CASES.rglob("spec.*") if "expected" not in path.parts)
# Copied as they are and tested by themselves; the manifest has a test of its own.
_SAME_EVERYWHERE = ("_runtime/", MANIFEST)


def _target(case: Path, found: Diagnostics) -> Target | None:
    if (case / "codegen.toml").exists():
        config = load_config(case / "codegen.toml", found)
        return config.targets[0] if config else None
    spec = next(case.glob("spec.*")).name
    return target_from_flags(spec, cwd=case, tables=["tables/*"] if (case / "tables").exists() else (), package="api")


def _run(case: Path) -> tuple[dict[str, str], str]:
    """Return the files of the package that are worth comparing, and the findings as text."""
    found = Diagnostics()
    target = _target(case, found)
    result = pipeline.generate(target, found) if target else None
    documents = result.documents if result else {}
    findings = resolve(found, case, documents, lambda path: path.relative_to(case).as_posix())
    text = "".join(line + "\n" for line in FORMATS["text"].render(findings, False))
    if result is None or found.failed:
        return {}, text
    files = {path: content.decode() for path, content in result.tree.items() if not path.startswith(_SAME_EVERYWHERE)}
    return files, text


def _write(case: Path, files: dict[str, str], diagnostics: str) -> None:
    shutil.rmtree(case / "expected", ignore_errors=True)
    for path, text in files.items():
        place = case / "expected" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")
    (case / "diagnostics.txt").write_text(diagnostics, encoding="utf-8", newline="\n")


@pytest.mark.parametrize("case", _FOLDERS, ids=lambda case: case.relative_to(_CASES).as_posix())
def test_case(case: Path, updating: bool) -> None:  # noqa: FBT001 - a fixture
    files, diagnostics = _run(case)
    if updating:
        _write(case, files, diagnostics)
    assert diagnostics == (case / "diagnostics.txt").read_text(encoding="utf-8")
    expected = case / "expected"
    paths = [path for path in sorted(expected.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    assert files == {path.relative_to(expected).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def test_there_are_cases() -> None:
    assert _FOLDERS
