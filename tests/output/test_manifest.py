from __future__ import annotations

import json

import pytest

from codegen.output import InvalidManifestError, Manifest, content_digest
from codegen.output.manifest import OutputFile

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


def test_it_is_sorted_and_ends_with_a_line_break() -> None:
    text = _MANIFEST.to_bytes().decode()
    assert text.endswith("}\n")
    value = json.loads(text)
    assert list(value) == sorted(value)
    assert list(value["outputs"]) == ["a.py", "é.py"]
    assert text == json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


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
    ],
)
def test_what_is_no_manifest_is_refused(text: bytes) -> None:
    with pytest.raises(InvalidManifestError):
        Manifest.from_bytes(text)
