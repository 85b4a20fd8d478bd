"""The registry of diagnostic codes."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from codegen.core.codes import CODES, known

PACKAGE = Path(__file__).parents[2] / "codegen"
SEVERITIES = {"error", "incomplete", "warning"}


def test_codes_are_sorted_and_kebab_case() -> None:
    assert list(CODES) == sorted(CODES)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in CODES)


@pytest.mark.parametrize("code", CODES)
def test_titles_and_explanations_are_well_formed(code: str) -> None:
    info = CODES[code]
    assert info.title
    assert not info.title.endswith(".")
    sentences = re.findall(r"[.;:?](?= |$)", info.explanation)
    assert 2 <= len(sentences) <= 5
    assert info.explanation.endswith(".")


def reported() -> set[tuple[str, str]]:
    """Return (file, code) of every call such as ``found.error("code", message, …)``."""
    calls: set[tuple[str, str]] = set()
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if not any(f".{severity}" in text for severity in SEVERITIES):  # most files, which need not be parsed
            continue
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Call(func=ast.Attribute(attr=attr), args=[ast.Constant(value=str(code)), _, *_]):
                    if attr in SEVERITIES:
                        calls.add((path.name, code))
    return calls


@pytest.mark.slow
def test_every_reported_code_is_registered() -> None:
    calls = reported()
    assert calls
    assert [call for call in sorted(calls) if call[1] not in CODES] == []


def test_unknown_codes_raise() -> None:
    assert known("yaml-syntax") == "yaml-syntax"
    with pytest.raises(KeyError):
        known("no-such-code")
