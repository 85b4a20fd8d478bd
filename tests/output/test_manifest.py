from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from codegen.output import InvalidManifestError, Manifest, content_digest
from codegen.output.manifest import OutputFile, VendorSource, folder_digest
from codegen.python.render import SOURCES

_MANIFEST = Manifest(
    generator="0.1.0",
    api_version="2025-12-15.clover",
    settings="ab",
    engines={"black": "1", "aaa": "2"},
    inputs={"spec/b.yaml": "b", "spec/a.yaml": "a"},
    outputs={"é.py": OutputFile(sha256="1"), "a.py": OutputFile(sha256="2", mode="scaffold")},
)


def test_it_reads_what_it_writes() -> None:
    assert Manifest.from_bytes(_MANIFEST.to_bytes()) == _MANIFEST


def test_the_origin_of_a_vendored_package_is_kept() -> None:
    assert "vendor" not in json.loads(_MANIFEST.to_bytes())
    origin = VendorSource(source="../up", revision="abc", only="models", include=("A", "B*"), tables=("t/*.md",))
    vendored = replace(_MANIFEST, vendor=origin, templates="t")
    assert Manifest.from_bytes(vendored.to_bytes()) == vendored


def test_the_digest_of_a_folder_knows_names_and_contents(tmp_path: Path) -> None:
    seen = set()
    for path, text in (("a", "1\r\n"), ("a", "2"), ("b/c", "1"), ("__pycache__/d", "1")):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(text.encode())
        seen.add(folder_digest(tmp_path))
    assert len(seen) == 3
    (tmp_path / "b" / "c").write_text("2")
    assert folder_digest(tmp_path) not in seen


def test_other_files_than_sources_do_not_shape_the_digest_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1")
    before = folder_digest(tmp_path, suffixes=SOURCES)
    (tmp_path / "dist").mkdir()
    for path in ("pyproject.toml", "py.typed", "dist/a.whl"):
        (tmp_path / path).write_text("1")
    assert folder_digest(tmp_path, suffixes=SOURCES) == before
    (tmp_path / "a.py").write_text("2")
    assert folder_digest(tmp_path, suffixes=SOURCES) != before


def test_it_is_sorted_and_ends_with_a_line_break() -> None:
    text = _MANIFEST.to_bytes().decode()
    assert text.endswith("}\n")
    value = json.loads(text)
    assert list(value) == sorted(value)
    assert list(value["outputs"]) == ["a.py", "é.py"]


def test_line_ends_do_not_change_a_digest() -> None:
    assert content_digest(b"a\r\nb\r\n") == content_digest(b"a\nb\n") != content_digest(b"a\n\nb\n")
    assert Manifest.digests({"a": b""}) == {
        "a": OutputFile(sha256="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<<<<<<< HEAD\n",
        b"[]",
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"format": 2}',
        b'{"format": 1, "generator": 3}',
        b'{"format": 1, "inputs": []}',
        b'{"format": 1, "outputs": {"../x": {"mode": "owned", "sha256": ""}}}',
        b'{"format": 1, "outputs": {"/x": {"mode": "owned", "sha256": ""}}}',
        b'{"format": 1, "outputs": {"x": {"mode": "other", "sha256": ""}}}',
        b'{"format": 1, "outputs": {"x": {"mode": [], "sha256": ""}}}',
        b'{"format": 1, "outputs": {"x": "y"}}',
        b'{"format": 1, "vendor": "x"}',
        b'{"format": 1, "vendor": {"source": 1}}',
        b'{"format": 1, "vendor": {"source": "x", "include": "y"}}',
        b'{"format": 1, "vendor": {"source": "x", "tables": [1]}}',
    ],
)
def test_what_is_no_manifest_is_refused(text: bytes) -> None:
    with pytest.raises(InvalidManifestError):
        Manifest.from_bytes(text)


def test_each_input_and_output_is_on_one_line() -> None:
    rows = {"b.py": OutputFile(sha256="2", generated="3"), "a.py": OutputFile(sha256="1", mode="scaffold")}
    lines = Manifest(generator="1", inputs={"spec.json": "0"}, outputs=rows).to_bytes().decode().splitlines()
    at = lines.index('  "outputs": {')
    assert lines[at + 1 : at + 4] == [
        '    "a.py": {"mode": "scaffold", "sha256": "1"},',
        '    "b.py": {"generated": "3", "mode": "owned", "sha256": "2"}',
        "  },",
    ]
    assert '    "spec.json": "0"' in lines
